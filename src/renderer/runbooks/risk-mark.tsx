import type { RunbookItem } from '../../contract/runbooks.ts';
import styles from './risk-mark.module.css';
import { RISK_WORDS } from './words.ts';

/** How grave the gravest step is, as a word. */
export function RiskMark({ risk }: { risk: RunbookItem['risk'] }) {
  return (
    <span className={styles.risk} data-risk={risk}>
      {RISK_WORDS[risk]}
    </span>
  );
}
