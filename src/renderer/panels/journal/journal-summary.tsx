import type { JournalStatus } from '../../../contract/journal.ts';
import { grouped } from '../../format/number.ts';
import { PresentAge } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';

/** `1,204 entries; tamper-evident up to the last external anchor, anchor file, 3 min ago`. */
export function JournalSummary({ status, offline }: { status: JournalStatus | null; offline: boolean }) {
  if (!status) return <>connecting</>;
  const { size, lastAnchor, level, words } = status;
  return (
    <span>
      <StateShape level={level} /> {grouped(size)} {size === 1 ? 'entry' : 'entries'}
      {level !== 'good' && `; ${lowerFirst(words)}`}
      {lastAnchor && level !== 'critical' && (
        <>
          ; tamper-evident up to the last external anchor, {lastAnchor.name}
          {lastAnchor.at !== null && (
            <>
              , <PresentAge at={lastAnchor.at} />
            </>
          )}
        </>
      )}
      {offline && '; as last seen, offline'}
    </span>
  );
}

function lowerFirst(words: string): string {
  return words.charAt(0).toLowerCase() + words.slice(1);
}
