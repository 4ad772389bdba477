import { useMemo } from 'react';
import type { Course, CourseMark } from '../../../contract/courses.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { CourseChart } from '../../charts/course-chart.tsx';
import type { Axis } from '../../charts/course-option.ts';
import { sentence } from '../../format/words.ts';
import { useMoment } from '../../state/moment.ts';
import { usePresent } from '../../state/ticker.ts';
import { Bone } from '../../states/panel-skeleton.tsx';
import styles from './trend-pane.module.css';

/** A figure over the time of a sheet. Pressing a moment shows what was known then. */
export function TrendPlot({
  name,
  sheet,
  course,
  marks,
  problem,
}: {
  /** By which the plot is found. */
  name: string;
  sheet: { from: string; to: string; bucketMs: number } | null;
  course: Course | null;
  marks: readonly CourseMark[];
  problem: ProblemView | null;
}) {
  const { goTo } = useMoment();
  const present = usePresent();
  const axis: Axis | null = useMemo(
    () =>
      sheet && {
        ...{ from: Date.parse(sheet.from), to: Date.parse(sheet.to), bucketMs: sheet.bucketMs },
        marks: [...marks],
      },
    [sheet, marks],
  );
  return (
    <div className={styles.plot} data-trend={name} data-greyed={problem !== null || undefined}>
      {axis === null ? (
        problem ? (
          <p className={styles.nothing}>The trend cannot be shown: {problem.message}</p>
        ) : (
          <Bone />
        )
      ) : course?.missing === null ? (
        <CourseChart
          course={course}
          axis={axis}
          onPick={(moment) => goTo(new Date(Math.min(moment, present)).toISOString())}
        />
      ) : (
        <p className={styles.nothing}>{sentence(course?.missing ?? 'no validation of this time knew it')}</p>
      )}
    </div>
  );
}
