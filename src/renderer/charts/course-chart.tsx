import { useCallback, useMemo } from 'react';
import type { Course, LimitLine } from '../../contract/courses.ts';
import { measureText } from '../format/measure.ts';
import { Chart } from './chart.tsx';
import type { ChartTheme } from './chart-theme.ts';
import styles from './course-chart.module.css';
import { type Axis, courseOption } from './course-option.ts';
import { scaleOf } from './course-scale.ts';
import { describeCourse } from './course-words.ts';

interface CourseChartProps {
  course: Course;
  axis: Axis;
  /** Told the moment that was pressed, epoch milliseconds. */
  onPick?: (at: number) => void;
}

/** A figure over time with its limits; fills its container. */
export function CourseChart({ course, axis, onPick }: CourseChartProps) {
  const scale = useMemo(() => scaleOf(course), [course]);
  const option = useCallback(
    (theme: ChartTheme) => courseOption(course, axis, scale, theme),
    [course, axis, scale],
  );
  const named = (lines: readonly LimitLine[]) =>
    lines.map(({ name, value }) => `${name} ${measureText(value, course.unit, value)}`).join(', ');
  const beyond = [
    ...(scale.above.length > 0 ? [`above this scale: ${named(scale.above)}`] : []),
    ...(scale.below.length > 0 ? [`below this scale: ${named(scale.below)}`] : []),
  ].join('; ');
  return (
    <div className={styles.course}>
      <div className={styles.plot}>
        <Chart option={option} label={describeCourse(course)} {...(onPick && { onPick })} />
      </div>
      <p className={styles.note}>
        <span title={course.source ?? undefined}>{course.source}</span>
        {beyond !== '' && <span className={styles.beyond}>{beyond}</span>}
      </p>
    </div>
  );
}
