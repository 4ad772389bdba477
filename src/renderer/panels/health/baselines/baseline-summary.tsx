import type { BaselineComparison, BaselineVerdict } from '../../../../contract/baselines.ts';
import { counted } from '../../../format/number.ts';
import { StateShape } from '../../../marks/state-shape.tsx';
import styles from './baseline-summary.module.css';
import { VERDICT_LEVELS } from './verdicts.ts';

const SENTENCES: Record<BaselineVerdict, string> = {
  worse: 'Worse than the baseline',
  unknown: 'Not everything can be compared',
  changed: 'As the baseline',
  better: 'Better than the baseline',
  same: 'As the baseline',
};
const PARTS = ['worse', 'unknown', 'changed', 'better', 'same'] as const;
const WORDS: Record<BaselineVerdict, string> = {
  worse: 'worse',
  unknown: 'not known',
  changed: 'used differently',
  better: 'better',
  same: 'as before',
};

/** The answer in one line: worse or not, and how many figures say so. */
export function BaselineSummary({ comparison: { verdict, counts } }: { comparison: BaselineComparison }) {
  const said = PARTS.flatMap((part) => {
    const count = counts[part] ?? 0;
    return count > 0 ? [`${counted(count)} ${WORDS[part]}`] : [];
  });
  return (
    <span className={styles.summary} data-verdict={verdict}>
      <StateShape level={VERDICT_LEVELS[verdict]} label={null} /> <strong>{SENTENCES[verdict]}</strong>
      <span className={styles.counts}>{said.join(', ')}</span>
    </span>
  );
}
