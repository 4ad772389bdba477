import type { TrafficView } from '../../../contract/rollouts.ts';
import { ended, sentence } from '../../format/words.ts';
import { Age } from '../../marks/age.tsx';
import { ShareBar } from '../../marks/share-bar.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { MetricsLine } from './metrics-line.tsx';
import { TrafficOrders } from './traffic-orders.tsx';
import styles from './traffic-pane.module.css';
import { knownAs } from './words.ts';

/** How much of the traffic uses the features now, whoever set it; where it is written, and how old that is. */
export function TrafficPane({ traffic, lost }: { traffic: TrafficView; lost: boolean }) {
  const { percentage, source, observedAt, note, movedBy, can, metrics, problem } = traffic;
  const known = lost && percentage !== null ? 'stale' : knownAs(traffic);
  return (
    <section className={styles.pane} aria-label="Traffic now" data-traffic={known}>
      <p className={styles.figure} data-greyed={known !== 'known' || undefined}>
        {percentage === null ? (
          <span className={styles.unknown}>
            <StateShape level="unknown" label={null} size={16} /> not known
          </span>
        ) : (
          <>
            <strong>{percentage}</strong> %
          </>
        )}
      </p>
      <div className={styles.words}>
        <p>
          of the traffic uses the MLOps features
          {known === 'stale' && <span className={styles.stale}>stale: it may be otherwise by now</span>}
        </p>
        {percentage !== null && (
          <ShareBar share={percentage / 100} level={known === 'known' ? null : 'unknown'} thick />
        )}
        <p className={styles.source}>
          {source}
          {observedAt !== null && (
            <>
              , seen <Age at={observedAt} suffix=" ago" />
            </>
          )}
          {observedAt === null && ', never seen'}
          {movedBy !== null && (
            <>
              , last moved by {movedBy.name} <Age at={movedBy.at} suffix=" ago" />
            </>
          )}
          {note !== null && <span className={styles.problem}>{ended(sentence(note))}</span>}
          {problem && (
            <span className={styles.problem}>{`${ended(problem.message)} ${problem.hint ?? ''}`}</span>
          )}
        </p>
        {observedAt !== null && <MetricsLine metrics={metrics} isOld={known !== 'known'} />}
      </div>
      {can.length > 0 && (
        <TrafficOrders
          can={can}
          stale={known === 'known' ? null : 'What is shown of the traffic is not the present.'}
        />
      )}
    </section>
  );
}

/** The same in a line, beside a rollout. */
export function TrafficLine({ traffic, lost }: { traffic: TrafficView; lost: boolean }) {
  const { percentage, observedAt, source } = traffic;
  const known = lost && percentage !== null ? 'stale' : knownAs(traffic);
  return (
    <span title={source} data-traffic={known}>
      {percentage === null
        ? 'Traffic to the features is not known'
        : `Traffic to the features: ${percentage} %`}
      {observedAt !== null && (
        <>
          , {known === 'stale' && 'stale, '}seen <Age at={observedAt} suffix=" ago" />
        </>
      )}
    </span>
  );
}
