import type { Objective } from '../../../../contract/slo.ts';
import { grouped } from '../../../format/number.ts';
import { formatSpan } from '../../../format/time.ts';
import { ShareBar } from '../../../marks/share-bar.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { Pane } from '../../pane.tsx';
import styles from './burn-rates.module.css';
import { FiringAlert } from './firing-alert.tsx';

type Burn = Objective['burns'][number];

/** How fast the budget burns, over four pairs of windows: an alert fires when both of a pair are above its limit. */
export function BurnRates({ found: { burns } }: { found: Objective }) {
  return (
    <Pane
      title="Burn rates"
      className={styles.pane}
      aside="1 uses the budget up in exactly 30 days; both windows have to be above the limit"
    >
      <table className={styles.table}>
        <thead>
          <tr>
            <th>State</th>
            <th>Windows</th>
            <th className={styles.number}>Limit</th>
            <th className={styles.bars}>Long window</th>
            <th className={styles.bars}>Short window</th>
            <th className={styles.number}>Requests</th>
            <th>Its alert</th>
          </tr>
        </thead>
        <tbody>
          {burns.map((burn) => (
            <Row key={burn.alert} burn={burn} />
          ))}
        </tbody>
      </table>
    </Pane>
  );
}

function Row({ burn }: { burn: Burn }) {
  const { factor, longMs, shortMs, long, short, exceeded, level } = burn;
  const unknown = long.rate === null || short.rate === null;
  return (
    <tr data-burn={factor} data-exceeded={exceeded || undefined}>
      <td className={styles.state} data-level={exceeded ? level : undefined}>
        <StateShape level={exceeded ? level : unknown ? 'unknown' : 'good'} label={null} />
        {exceeded ? `exceeded, ${level}` : unknown ? 'too few requests' : 'within'}
      </td>
      <td className={styles.nowrap}>
        {formatSpan(longMs)} and {formatSpan(shortMs)}
      </td>
      <td className={styles.number}>{factor}</td>
      <Rate rate={long.rate} factor={factor} level={level} />
      <Rate rate={short.rate} factor={factor} level={level} />
      <td className={styles.number}>{grouped(Math.round(long.requests))}</td>
      <td>
        <FiringAlert name={burn.alert} />
      </td>
    </tr>
  );
}

/** The limit stands in the middle of the bar; what is twice as much fills it. */
function Rate({ rate, factor, level }: { rate: number | null; factor: number; level: Burn['level'] }) {
  if (rate === null) return <td className={styles.missing}>not known</td>;
  const isAbove = rate > factor;
  return (
    <td>
      <span className={styles.rate}>
        <ShareBar share={rate / (2 * factor)} level={isAbove ? level : null} halved />
        <span className={styles.figure} data-level={isAbove ? level : undefined}>
          {rate.toFixed(rate < 10 ? 2 : 1)}
          {isAbove && <span className="sr-only"> above the limit</span>}
        </span>
      </span>
    </td>
  );
}
