import type { ReactNode } from 'react';
import type { CompliancePart } from '../../../contract/compliance.ts';
import { Age } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { PART_LEVELS } from './levels.ts';
import styles from './part-head.module.css';
import { fraction, share, targetWords } from './words.ts';

/** A part in one line: state, fraction, figure, target and age; then what it says of itself. */
export function PartHead({ part, children }: { part: CompliancePart; children?: ReactNode }) {
  const { title, state, value, atMost, target, observedAt, problem } = part;
  return (
    <div className={styles.head} data-part-head={part.id}>
      <p className={styles.line}>
        <StateShape level={PART_LEVELS[state]} label={null} size={13} />
        <strong>
          {title}: {state}
        </strong>
        {part.denominator > 0 && <span>{fraction(part)}</span>}
        {value !== null && (
          <span>
            {value === atMost
              ? share(value, target)
              : `at least ${share(value, target)}, at most ${share(atMost, target)}`}
          </span>
        )}
        <span className={styles.muted}>target {targetWords(part)}</span>
        {observedAt !== null && (
          <span className={styles.muted}>
            oldest look <Age at={observedAt} suffix=" ago" />
          </span>
        )}
        <span className={styles.more}>{children}</span>
      </p>
      {problem !== null && <p className={styles.problem}>It could not be looked at: {problem}.</p>}
    </div>
  );
}
