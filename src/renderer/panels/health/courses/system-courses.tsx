import { CourseChart } from '../../../charts/course-chart.tsx';
import { targetOf } from '../../../charts/course-words.ts';
import { measureText } from '../../../format/measure.ts';
import { LEVEL_WORDS } from '../../../format/words.ts';
import { OldAge } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { NotRenewed } from '../../../states/not-renewed.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { RangePicker } from './range-picker.tsx';
import styles from './system-courses.module.css';
import { useAxis, useCourses } from './use-courses.ts';

/** A system's own figures over time, one below the other on one axis. */
export function SystemCourses({ id }: { id: string }) {
  const { data, problem } = useCourses(id);
  const axis = useAxis(data);
  const items = data?.items ?? [];
  const shown = items.filter(({ missing }) => missing === null);
  return (
    <section className={styles.courses} aria-labelledby="system-courses">
      <header className={styles.header}>
        <h3 id="system-courses">Over time</h3>
        <RangePicker />
      </header>
      {!data && !problem && <Bone height={480} />}
      {!data && problem && <p className={styles.missing}>The figures cannot be shown: {problem.message}</p>}
      {data && <NotRenewed problem={problem} />}
      {axis &&
        shown.map((course) => (
          <div
            key={course.id}
            className={styles.course}
            data-course={course.id}
            data-greyed={problem !== null || undefined}
          >
            <p className={styles.caption}>
              <span>{course.title}</span>
              <span className={styles.now}>
                {course.level !== null && (
                  <StateShape level={course.level} label={LEVEL_WORDS[course.level]} size={9} />
                )}
                {course.value === null ? (
                  'not known now'
                ) : (
                  <span>
                    {measureText(course.value, course.unit, targetOf(course))}
                    <OldAge at={course.observedAt} />
                  </span>
                )}
              </span>
            </p>
            <CourseChart course={course} axis={axis} />
          </div>
        ))}
      {items.flatMap(({ id: figure, title, missing }) =>
        missing === null
          ? []
          : [
              <p key={figure} className={styles.missing} data-missing={figure}>
                {title}: {missing}.
              </p>,
            ],
      )}
    </section>
  );
}
