import type { NamedCourse } from '../../charts/named-course.ts';
import { MOST_LINES } from '../../charts/range-option.ts';
import { Swatch } from '../../charts/swatch.tsx';
import { readValue } from '../../charts/value-scale.ts';
import styles from './legend.module.css';
import { seriesText } from './series-names.ts';

interface LegendProps {
  courses: readonly NamedCourse[];
  common: Readonly<Record<string, string>>;
  hidden: ReadonlySet<string>;
  onToggle: (id: string) => void;
  onEmphasise: (id: string | null) => void;
  /** How many series are not drawn. */
  leftOut: number;
}

/** Which line is which, and its last value. Pressing one hides or shows it. */
export function Legend({ courses, common, hidden, onToggle, onEmphasise, leftOut }: LegendProps) {
  return (
    <div className={styles.legend}>
      <p className={styles.head}>
        {Object.keys(common).length > 0 && (
          <span className={styles.common} title={seriesText(common)}>
            all: <code>{seriesText(common)}</code>
          </span>
        )}
        {leftOut > 0 && (
          <strong>
            {MOST_LINES} of {MOST_LINES + leftOut} series are drawn, those with the greatest values. The table
            has all; labels or topk() leave fewer.
          </strong>
        )}
      </p>
      <ul className={styles.list}>
        {courses.map((course) => (
          <li key={course.id}>
            <button
              type="button"
              className={styles.entry}
              aria-pressed={!hidden.has(course.id)}
              title={`${course.name}: press to ${hidden.has(course.id) ? 'show' : 'hide'}`}
              onClick={() => onToggle(course.id)}
              onMouseEnter={() => onEmphasise(course.id)}
              onMouseLeave={() => onEmphasise(null)}
              onFocus={() => onEmphasise(course.id)}
              onBlur={() => onEmphasise(null)}
            >
              <Swatch place={course.place} />
              <span className={styles.name}>{course.name}</span>
              <span className={styles.value}>{lastOf(course)}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function lastOf({ course: { values } }: NamedCourse): string {
  const last = values.at(-1) ?? Number.NaN;
  return Number.isFinite(last) ? readValue(last) : 'no number';
}
