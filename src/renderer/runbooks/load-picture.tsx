import { useCallback } from 'react';
import type { LoadFindings } from '../../contract/load-test.ts';
import { Chart } from '../charts/chart.tsx';
import type { ChartTheme } from '../charts/chart-theme.ts';
import { describeLatencies, latencyOption } from '../charts/latency-option.ts';
import { formatDuration, grouped } from '../format/number.ts';
import { StateShape } from '../marks/state-shape.tsx';
import styles from './load-picture.module.css';

const LEVELS = { met: 'good', missed: 'critical', unknown: 'unknown' } as const;

/** What a load test found: its limits, its figures, and how the times of the answers are spread. */
export function LoadPicture({ found }: { found: LoadFindings }) {
  const option = useCallback((theme: ChartTheme) => latencyOption(found, theme), [found]);
  const { requests, failed, perSecond, p50Ms, p90Ms, p95Ms, p99Ms, maxMs, connectMs } = found;
  const figures = [
    ['Requests', grouped(requests)],
    ['Failed', grouped(failed)],
    ['A second', perSecond === null ? 'not known' : grouped(Math.round(perSecond))],
    ...Object.entries({
      ...{ p50: p50Ms, p90: p90Ms, p95: p95Ms, p99: p99Ms },
      ...{ Slowest: maxMs, Connecting: connectMs },
    }).map(([name, ms]) => [name, ms === null ? 'not known' : durationText(ms)] as const),
  ] as const;
  return (
    <section className={styles.picture} aria-label="Load test" data-load-picture="">
      <ul className={styles.limits}>
        {found.limits.map(({ id, title, state, words }) => (
          <li key={id} data-limit={state}>
            <StateShape level={LEVELS[state]} label={null} />
            {title}: {words}
          </li>
        ))}
      </ul>
      {found.distribution.length > 0 && (
        <div className={styles.plot}>
          <Chart option={option} label={describeLatencies(found)} />
        </div>
      )}
      <dl className={styles.figures}>
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function durationText(ms: number): string {
  const { value, unit } = formatDuration(ms);
  return `${value} ${unit}`;
}
