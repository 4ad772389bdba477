import type { HealthBoard, Level, Verdict } from '../../../contract/health.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { Bone } from '../../states/panel-skeleton.tsx';
import { Pane } from '../pane.tsx';
import styles from './check-lines.module.css';

const LEVELS: Record<Verdict, Level> = { pass: 'good', fail: 'critical', unknown: 'unknown' };
const VERDICT_WORDS: Record<Verdict, string> = { pass: 'pass', fail: 'fail', unknown: 'cannot tell' };

/** The four lines of the guide's morning health check. */
export function CheckLines({ board }: { board: HealthBoard | null }) {
  return (
    <Pane
      title="Morning check"
      className={styles.pane}
      aside={
        board && (
          <span className={styles.verdict} data-verdict={board.verdict}>
            <StateShape level={LEVELS[board.verdict]} label={null} /> {VERDICT_WORDS[board.verdict]}
          </span>
        )
      }
    >
      <ul className={styles.lines}>
        {board
          ? board.lines.map((line) => (
              <li key={line.text} className={styles.line} title={line.text}>
                <StateShape level={LEVELS[line.state]} label={VERDICT_WORDS[line.state]} />
                <span className={styles.text}>{line.text}</span>
              </li>
            ))
          : ['services', 'compliance', 'targets', 'alerts'].map((line) => (
              <li key={line} className={styles.line}>
                <Bone width="72%" height={14} />
              </li>
            ))}
      </ul>
    </Pane>
  );
}
