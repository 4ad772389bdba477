import type { ComplianceHeadline } from '../../../contract/compliance.ts';
import { ended } from '../../format/words.ts';
import { Moment, PresentAge } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { useNow } from '../../state/ticker.ts';
import { Bone } from '../../states/panel-skeleton.tsx';
import styles from './compliance-summary.module.css';
import { levelOfFound } from './levels.ts';
import { MODES, verdictSentence } from './words.ts';

/** The answer to "does it keep to its constitution, and how old is that". Undefined is not known yet. */
export function ComplianceSummary({
  found,
  lost,
}: {
  found: ComplianceHeadline | null | undefined;
  lost: boolean;
}) {
  const now = useNow();
  if (found === undefined) return <Bone width="min(420px, 100%)" height={18} />;
  if (found === null) return null;
  const mode = MODES.find(({ id }) => id === found.mode)?.title.toLowerCase();
  return (
    <p className={styles.summary}>
      <StateShape level={levelOfFound(found, now)} label={null} size={13} />{' '}
      <output className={styles.sentence} data-verdict={found.verdict}>
        {ended(verdictSentence(found))}
      </output>{' '}
      <span className={styles.age}>
        {lost ? (
          <>
            As of <Moment at={found.checkedAt} />, not connected.
          </>
        ) : (
          <>
            Checked <PresentAge at={found.checkedAt} />, {mode}.
          </>
        )}
      </span>
    </p>
  );
}
