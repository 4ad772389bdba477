import type { Course } from '../../../../contract/courses.ts';
import { CourseChart } from '../../../charts/course-chart.tsx';
import type { Axis } from '../../../charts/course-option.ts';
import { targetOf } from '../../../charts/course-words.ts';
import { formatMeasure } from '../../../format/measure.ts';
import { LEVEL_WORDS, sentence } from '../../../format/words.ts';
import { OldAge } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { Pane } from '../../pane.tsx';
import styles from './course-tile.module.css';

/** A figure now and over time; what nobody reports says where it would come from. */
export function CourseTile({ course, axis }: { course: Course; axis: Axis }) {
  return (
    <Pane className={styles.tile} title={course.title} aside={<Now course={course} />}>
      <div className={styles.body} data-course={course.id} data-level={course.level ?? undefined}>
        {course.missing === null ? (
          <CourseChart course={course} axis={axis} />
        ) : (
          <p className={styles.missing}>{sentence(course.missing)}</p>
        )}
      </div>
    </Pane>
  );
}

function Now({ course }: { course: Course }) {
  const { value, unit, level, observedAt } = course;
  return (
    <span className={styles.now}>
      {level !== null && <StateShape level={level} label={value === null ? null : LEVEL_WORDS[level]} />}
      {value === null ? (
        <span>{course.missing === null ? 'not known now' : 'unknown'}</span>
      ) : (
        <span>
          <strong className={styles.value}>{formatMeasure(value, unit, targetOf(course)).value}</strong>{' '}
          {formatMeasure(value, unit, targetOf(course)).unit}
          <OldAge at={observedAt} />
        </span>
      )}
    </span>
  );
}
