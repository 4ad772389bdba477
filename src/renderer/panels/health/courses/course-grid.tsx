import type { CourseMark } from '../../../../contract/courses.ts';
import { Moment } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { NotRenewed } from '../../../states/not-renewed.tsx';
import { Bone } from '../../../states/panel-skeleton.tsx';
import { Pane } from '../../pane.tsx';
import styles from './course-grid.module.css';
import { CourseTile } from './course-tile.tsx';
import { useAxis, useCourses } from './use-courses.ts';

/** All figures of a subject as small charts of one size, on one axis of time. */
export function CourseGrid({ subject, tiles }: { subject: string; tiles: number }) {
  const { data, problem } = useCourses(subject);
  const axis = useAxis(data);
  if (!data || !axis) {
    if (problem) return <p className={styles.failed}>The figures cannot be shown: {problem.message}</p>;
    return (
      <div className={styles.grid} data-tiles={tiles} aria-busy="true">
        {[...Array(tiles).keys()].map((place) => (
          <Pane key={place} className={styles.waiting} title={<Bone width={120} height={14} />}>
            <Bone height={130} />
          </Pane>
        ))}
      </div>
    );
  }
  return (
    <>
      <NotRenewed problem={problem} />
      <div
        className={styles.grid}
        data-tiles={tiles}
        data-courses={subject}
        data-greyed={problem !== null || undefined}
      >
        {data.items.map((course) => (
          <CourseTile key={course.id} course={course} axis={axis} />
        ))}
      </div>
      <Events marks={data.marks} />
    </>
  );
}

/** What the dotted lines stand for, newest first. */
function Events({ marks }: { marks: readonly CourseMark[] }) {
  if (marks.length === 0) return null;
  return (
    <Pane title="Events in this time, dotted in the charts">
      <ol className={styles.events}>
        {marks.toReversed().map((mark) => (
          <li key={`${mark.at} ${mark.text}`}>
            <span className={styles.time}>
              <Moment at={mark.at} />
            </span>
            {mark.kind === 'status' ? <StateShape level={mark.level} label={null} /> : <span />}
            <span>{mark.text}</span>
          </li>
        ))}
      </ol>
    </Pane>
  );
}
