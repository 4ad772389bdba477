import type { Level } from '../../../contract/health.ts';
import type { TrafficView } from '../../../contract/rollouts.ts';
import { readValue } from '../../charts/value-scale.ts';
import { Age } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './traffic-pane.module.css';

type Metrics = NonNullable<TrafficView['metrics']>;

const LEVELS: Readonly<Record<Metrics['verdict'], Level>> = {
  'as-written': 'good',
  settling: 'unknown',
  more: 'critical',
  less: 'warning',
  unknown: 'unknown',
};

/** What metrics say of the share that is written: seen by whom, and how old that is. */
export function MetricsLine({ metrics, isOld }: { metrics: Metrics | null; isOld: boolean }) {
  if (metrics === null) return <p className={styles.source}>Not verified by metrics.</p>;
  const { verdict, source, observedAt } = metrics;
  return (
    <p className={styles.source} data-verdict={isOld ? 'unknown' : verdict}>
      <StateShape level={isOld ? 'unknown' : LEVELS[verdict]} label={null} /> {wordsOf(metrics)} (
      <code>{source}</code>
      {observedAt !== null && (
        <>
          , of <Age at={observedAt} suffix=" ago" />
        </>
      )}
      )
    </p>
  );
}

function wordsOf({ verdict, percentage, tolerance, words }: Metrics): string {
  const saw = `Metrics saw ${readValue(percentage ?? 0)} %`;
  switch (verdict) {
    case 'as-written':
      return `${saw}: as written, within ${readValue(tolerance)}`;
    case 'settling':
      return `${saw}, which may still count what was before`;
    case 'more':
      return `${saw}: more than is written`;
    case 'less':
      return `${saw}: less than is written`;
    case 'unknown':
      return `Metrics do not tell: ${words}`;
  }
}
