import type { KeyboardEvent } from 'react';
import type { BottleneckSuspect } from '../../../../contract/bottlenecks.ts';
import { formatDuration, formatPercent } from '../../../format/number.ts';
import { ShareBar } from '../../../marks/share-bar.tsx';
import { StateShape } from '../../../marks/state-shape.tsx';
import styles from './suspect-list.module.css';
import { AREA_WORDS, KIND_WORDS } from './words.ts';

/** What to look into, first things first; arrow keys go from one to the next. */
export function SuspectList({
  suspects,
  openId,
  onOpen,
}: {
  suspects: readonly BottleneckSuspect[];
  openId: string | null;
  onOpen: (id: string) => void;
}) {
  const onKeyDown = (event: KeyboardEvent<HTMLOListElement>) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-suspect]')];
    const focused = document.activeElement;
    const place = focused instanceof HTMLElement ? rows.indexOf(focused) : -1;
    rows[place + step]?.focus();
    event.preventDefault();
  };
  return (
    <ol className={styles.list} onKeyDown={onKeyDown} aria-label="Suspects, in the order to look into them">
      {suspects.map((suspect, index) => (
        <li key={suspect.id}>
          <button
            type="button"
            className={styles.row}
            data-suspect={suspect.id}
            data-level={suspect.level}
            aria-pressed={suspect.id === openId}
            onClick={() => onOpen(suspect.id)}
          >
            <span className={styles.rank}>{index + 1}</span>
            <StateShape level={suspect.level} size={13} />
            <span className={styles.words}>
              <span className={styles.about}>
                <strong>{suspect.about}</strong> {KIND_WORDS[suspect.kind]}
                <span className={styles.area}>{AREA_WORDS[suspect.area]}</span>
              </span>
              <span className={styles.sentence}>{suspect.sentence}</span>
            </span>
            <Measure suspect={suspect} />
          </button>
        </li>
      ))}
    </ol>
  );
}

/** How much of a limit is used as a bar, or else how long requests are held up. */
function Measure({ suspect: { utilisation, delayMs, level } }: { suspect: BottleneckSuspect }) {
  if (utilisation !== null) {
    return (
      <span className={styles.measure}>
        <ShareBar share={utilisation} level={level} />
        <span>
          <strong>{formatPercent(utilisation, 0).value}</strong> % used
        </span>
      </span>
    );
  }
  if (delayMs === null) return <span className={styles.measure} />;
  const { value, unit } = formatDuration(delayMs);
  return (
    <span className={styles.measure}>
      <span>
        <strong>{value}</strong> {unit} held up
      </span>
    </span>
  );
}
