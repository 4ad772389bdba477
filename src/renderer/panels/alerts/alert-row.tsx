import type { KeyboardEvent } from 'react';
import type { AlertItem } from '../../../contract/alerts.ts';
import { StateShape } from '../../marks/state-shape.tsx';
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
    <li>
      <button
        type="button"
        className={styles.row}
        data-alert={item.id}
        data-level={unanswered ? level : undefined}
        data-quiet={!unanswered || undefined}
        aria-expanded={isOpen}
        onClick={onOpen}
        onKeyDown={onArrow}
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
      </button>
    </li>
  );
}

/** From one row to the next, across the groups. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const rows = [...document.querySelectorAll<HTMLElement>('[data-alerts] [data-alert]')];
  const at = rows.indexOf(event.currentTarget);
  const STEPS: Record<string, HTMLElement | undefined> = {
    ArrowDown: rows[at + 1],
    ArrowUp: rows[at - 1],
    Home: rows[0],
    End: rows.at(-1),
  };
  const target = STEPS[event.key];
  if (!target) return;
  event.preventDefault();
  target.focus();
}
