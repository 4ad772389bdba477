import type { ComparedFigure } from '../../../../contract/baselines.ts';
import { StateShape } from '../../../marks/state-shape.tsx';
import { useDesk } from '../../../state/desk.tsx';
import { ScrollRegion } from '../../scroll-region.tsx';
import styles from './comparison-table.module.css';
import { SpreadBar } from './spread-bar.tsx';
import { VERDICT_LEVELS, VERDICT_WORDS } from './verdicts.ts';

/** Figure by figure, the worst first. */
export function ComparisonTable({ items }: { items: readonly ComparedFigure[] }) {
  const { router } = useDesk();
  return (
    <ScrollRegion className={styles.scroller} label="Figures against the baseline">
      <table className={styles.table}>
        <thead>
          <tr>
            <th>Verdict</th>
            <th>System</th>
            <th>Figure</th>
            <th className={styles.number}>Baseline</th>
            <th className={styles.number}>Now</th>
            <th>Against its spread</th>
            <th>Why</th>
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <tr
              key={`${item.system} ${item.figure}`}
              data-compared={`${item.system} ${item.figure}`}
              data-verdict={item.verdict}
            >
              <td className={styles.verdict}>
                <StateShape level={VERDICT_LEVELS[item.verdict]} label={null} /> {VERDICT_WORDS[item.verdict]}
              </td>
              <td>
                <button
                  type="button"
                  className={styles.system}
                  onClick={() => router.go('health', item.system)}
                >
                  {item.name}
                </button>
                <Versions versions={item.versions} />
              </td>
              <td>{item.title}</td>
              <td className={styles.number}>{item.baseline.text}</td>
              <td className={styles.number}>{item.now.text ?? 'not known'}</td>
              <td>
                <SpreadBar item={item} />
              </td>
              <td className={styles.why}>{item.words}.</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** What ran, where it is not what runs now. */
function Versions({ versions: { before, now } }: Pick<ComparedFigure, 'versions'>) {
  const [was, is] = [before?.reported ?? before?.images, now?.reported ?? now?.images];
  if (!was || !is) return null;
  return (
    <span className={styles.versions} title={[before?.images, now?.images].filter(Boolean).join(' → ')}>
      {was === is ? is : `${was} → ${is}`}
    </span>
  );
}
