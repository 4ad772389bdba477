import type { Violation } from '../../../../contract/violations.ts';
import { grouped } from '../../../format/number.ts';
import { PresentAge } from '../../../marks/age.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import { RowButton, RowState, RowWords } from '../../row-groups.tsx';
import { said } from '../words.ts';
import styles from './violation-row.module.css';
import { levelOf, STATE_WORDS } from './violation-words.ts';

/** One violation: its state, what is wrong, how grave, how long, how often it was seen, and who sees to it. */
export function ViolationRow({
  item,
  isOpen,
  onOpen,
  withComponent = false,
}: {
  item: Violation;
  isOpen: boolean;
  onOpen: () => void;
  withComponent?: boolean;
}) {
  const { id, component, rule, says, state, severity, detectedAt, sightings, lastSeenAt, assignee } = item;
  return (
    <RowButton
      className={styles.columns}
      data-violation={id}
      data-state={state}
      data-level={state === 'open' ? severity : undefined}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      <RowState>
        <StateShape level={levelOf(item)} label={null} size={12} />
        <span>
          {STATE_WORDS[state]}
          <span className={styles.aside}>{severity}</span>
        </span>
      </RowState>
      <RowWords>
        <strong>{withComponent ? `${component}: ${rule}` : rule}</strong>
        <span className={styles.says}>{said(says)}</span>
      </RowWords>
      <span className={styles.seen}>
        <span>
          first <PresentAge at={detectedAt} />
        </span>
        <span className={styles.aside}>
          {sightings === null ? 'how often it was seen by then is not kept' : <Seen times={sightings} />}
          {lastSeenAt !== null && (
            <>
              , last <PresentAge at={lastSeenAt} />
            </>
          )}
        </span>
      </span>
      <span className={styles.who}>{assignee ?? (state === 'open' ? 'nobody yet' : 'nobody named')}</span>
    </RowButton>
  );
}

function Seen({ times }: { times: number }) {
  return times === 1 ? 'seen once' : `seen ${grouped(times)} times`;
}
