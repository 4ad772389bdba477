import type { AlertItem } from '../../../contract/alerts.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { RowButton } from '../row-groups.tsx';
import styles from './alert-row.module.css';
import { isUnanswered, LEVEL_NAMES, SHAPES, stateWord } from './levels.ts';
import { NextCall } from './next-call.tsx';
import { ResponseClock } from './response-clock.tsx';
import { Why } from './why.tsx';

/** One alert: how grave, what, why, how long there is, who is called next. */
export function AlertRow({ item, isOpen, onOpen }: { item: AlertItem; isOpen: boolean; onOpen: () => void }) {
  const unanswered = isUnanswered(item);
  const level = item.state === 'resolved' ? 'good' : SHAPES[item.level];
  return (
    <RowButton
      className={styles.columns}
      data-alert={item.id}
      data-level={unanswered ? level : undefined}
      data-quiet={!unanswered || undefined}
      aria-expanded={isOpen}
      onClick={onOpen}
    >
      <span className={styles.level}>
        <StateShape level={level} label={null} size={12} />
        {LEVEL_NAMES[item.level]}
      </span>
      <span className={styles.what}>
        <strong>{item.name}</strong>
        {item.system !== null && <span className={styles.system}>{item.system}</span>}
        {item.flapping !== null && (
          <span className={styles.mark}>flaps, {item.flapping} times in an hour</span>
        )}
        <span className={styles.summary}>{item.summary}</span>
      </span>
      <span className={styles.why}>
        {stateWord(item) !== item.state && <span className={styles.state}>{stateWord(item)}</span>}
        <span>
          <Why item={item} />
          {item.acknowledgedBy !== null && `, answered by ${item.acknowledgedBy}`}
          {item.inhibitedBy !== null && `, after ${item.inhibitedBy.name}`}
        </span>
      </span>
      <span className={styles.clock}>
        {unanswered && <ResponseClock respondBy={item.respondBy} />}
        {unanswered && <NextCall escalation={item.escalation} />}
      </span>
    </RowButton>
  );
}
