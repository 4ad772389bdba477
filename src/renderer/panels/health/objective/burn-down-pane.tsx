import { useCallback } from 'react';
import type { BurnDown, Objective } from '../../../../contract/slo.ts';
import { burnDownOption, describeBurnDown } from '../../../charts/burn-down-option.ts';
import { Chart } from '../../../charts/chart.tsx';
import type { ChartTheme } from '../../../charts/chart-theme.ts';
import { formatSpan } from '../../../format/time.ts';
import { Pane } from '../../pane.tsx';
import styles from './burn-down-pane.module.css';

/** How the budget was used, beside how it would have been used evenly. */
export function BurnDownPane({ found, course }: { found: Objective; course: BurnDown | null }) {
  const { budgetMs } = found;
  const span = course === null ? 0 : course.to - course.from;
  return (
    <Pane
      title="How the budget was used"
      aside={
        span < budgetMs * 0.99
          ? `${formatSpan(span)} of ${formatSpan(budgetMs)} are recorded`
          : `the last ${formatSpan(budgetMs)}`
      }
    >
      <div className={styles.plot}>
        {course ? <Course course={course} /> : <p className={styles.empty}>Nobody has asked for anything.</p>}
      </div>
    </Pane>
  );
}

function Course({ course }: { course: BurnDown }) {
  const option = useCallback((theme: ChartTheme) => burnDownOption(course, theme), [course]);
  return <Chart option={option} label={describeBurnDown(course)} />;
}
