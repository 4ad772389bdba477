import type { Gauge } from '../../../contract/health.ts';
import { formatPercent } from '../../format/number.ts';
import { Age } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import styles from './gauges.module.css';

/** CPU and memory of the worst node against the limits. */
export function Gauges({ gauges }: { gauges: readonly Gauge[] | null }) {
  return (
    <div className={styles.gauges}>
      <h3 className={styles.title}>Against limits</h3>
      <p className={styles.basis}>{gauges && <Basis gauges={gauges} />}</p>
      {gauges
        ? gauges.map((gauge) => <GaugeRow key={gauge.id} gauge={gauge} />)
        : ['cpu', 'memory'].map((id) => (
            <div key={id} className={styles.row}>
              <Bone height={10} />
            </div>
          ))}
    </div>
  );
}

function GaugeRow({ gauge }: { gauge: Gauge }) {
  const limit = formatPercent(gauge.limit, 0);
  return (
    <div className={styles.row} data-gauge={gauge.id} data-level={gauge.level} title={gauge.basis}>
      <StateShape level={gauge.level} label={null} />
      <span className={styles.name}>{gauge.title}</span>
      <span
        className={styles.track}
        style={{ '--value': gauge.value ?? 0, '--limit': gauge.limit }}
        aria-hidden
      />
      <span className={styles.value}>
        {gauge.value === null ? (
          'not reported'
        ) : (
          <>
            <strong>{formatPercent(gauge.value, 0).value}</strong> of {limit.value} %
            {gauge.level !== 'good' && <span className="sr-only">, over the limit</span>}
          </>
        )}
      </span>
    </div>
  );
}

/** Where the figures come from: once when both say the same, else the worst one's. */
function Basis({ gauges }: { gauges: readonly Gauge[] }) {
  const worst = gauges.find((gauge) => gauge.level !== 'good') ?? gauges[0];
  if (!worst) return null;
  return (
    <>
      {worst.basis}
      {worst.observedAt && (
        <>
          , <Age at={worst.observedAt} suffix=" ago" />
        </>
      )}
    </>
  );
}
