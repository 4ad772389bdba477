import { useCallback } from 'react';
import type { ResponseTimeChart } from '../../contract/health.ts';
import { formatDuration } from '../format/number.ts';
import { Chart } from './chart.tsx';
import type { ChartTheme } from './chart-theme.ts';
import styles from './response-time.module.css';
import { describeResponseTime, responseTimeOption, scaleOf } from './response-time-option.ts';

/** Response time over time against its limits; fills its container. */
export function ResponseTime({ chart }: { chart: ResponseTimeChart }) {
  const scale = scaleOf(chart);
  const option = useCallback(
    (theme: ChartTheme) => responseTimeOption(chart, scaleOf(chart), theme),
    [chart],
  );
  const empty = chart.buckets.every(([, , mean]) => mean === null);
  return (
    <div className={styles.response}>
      <p className={styles.above}>
        {scale.above.length > 0 && `Above this scale: ${scale.above.map(nameOf).join(', ')}`}
      </p>
      <div className={styles.plot}>
        <Chart option={option} label={describeResponseTime(chart)} />
        {empty && <p className={styles.empty}>Nothing was measured in this time.</p>}
      </div>
    </div>
  );
}

function nameOf(line: ResponseTimeChart['lines'][number]): string {
  const { value, unit } = formatDuration(line.value);
  return `${line.name} ${value} ${unit}`;
}
