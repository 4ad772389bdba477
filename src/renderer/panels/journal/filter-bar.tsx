import { type RefObject, useEffect, useState } from 'react';
import type { JournalFilter } from '../../../contract/journal.ts';
import { grouped } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import { useNow } from '../../state/ticker.ts';
import { SearchField } from '../../tables/index.ts';
import { EVERYTHING, isFiltering } from './filter.ts';
import styles from './filter-bar.module.css';
import { TimeChoice } from './time-choice.tsx';
import type { Entries } from './use-entries.ts';
import { ValueChoice } from './value-choice.tsx';

interface FilterBarProps {
  book: string | null;
  filter: JournalFilter;
  onChange: (filter: JournalFilter) => void;
  entries: Entries;
  input: RefObject<HTMLInputElement | null>;
  /** Leaves the field for the table's rows. */
  onLeave: () => void;
}

/** A pause after the last letter, so that not every one of them is searched for. */
const PAUSE_MS = 150;

/** Words, and a chip for whatever else is asked for. */
export function FilterBar({ book, filter, onChange, entries, input, onLeave }: FilterBarProps) {
  const [typed, setTyped] = useState(filter.text ?? '');
  const [asked, setAsked] = useState(filter.text);
  if (asked !== filter.text) {
    setAsked(filter.text);
    if ((filter.text ?? '') !== typed.trim()) setTyped(filter.text ?? '');
  }

  useEffect(() => {
    const text = typed.trim() === '' ? null : typed.trim();
    if (text === filter.text) return;
    const timer = setTimeout(() => onChange({ ...filter, text }), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed, filter, onChange]);

  return (
    <div className={styles.bar}>
      <SearchField
        label="Search the journal"
        value={typed}
        onChange={setTyped}
        clearLabel="Clear the search"
        input={input}
        onLeave={onLeave}
      />
      <fieldset className={styles.chips}>
        <legend className="sr-only">Show only some entries</legend>
        <button
          type="button"
          className={styles.chip}
          aria-pressed={filter.attention}
          onClick={() => onChange({ ...filter, attention: !filter.attention })}
        >
          <StateShape level="warning" label={null} size={9} /> To look at
        </button>
        <ValueChoice
          book={book}
          column="actor"
          title="Who"
          value={filter.actor}
          onChange={(actor) => onChange({ ...filter, actor })}
        />
        <ValueChoice
          book={book}
          column="kind"
          title="Kind"
          value={filter.kind}
          onChange={(kind) => onChange({ ...filter, kind })}
        />
        <ValueChoice
          book={book}
          column="subject"
          title="On what"
          value={filter.subject}
          onChange={(subject) => onChange({ ...filter, subject })}
        />
        <TimeChoice filter={filter} words={<RangeWords filter={filter} />} onChange={onChange} />
        {isFiltering(filter) && (
          <button type="button" className={styles.plain} onClick={() => onChange(EVERYTHING)}>
            Show all
          </button>
        )}
      </fieldset>
      <p className={styles.result} role="status">
        {entries.isKnown && isFiltering(filter) && (
          <>
            {entries.isTotalExact ? '' : 'more than '}
            {grouped(entries.total)} found
          </>
        )}
      </p>
    </div>
  );
}

function RangeWords({ filter: { since, until } }: { filter: JournalFilter }) {
  const now = useNow();
  if (since === null && until === null) return null;
  if (until === null) return <>since {formatMoment(Date.parse(since ?? ''), now)}</>;
  if (since === null) return <>before {formatMoment(Date.parse(until), now)}</>;
  return (
    <>
      {formatMoment(Date.parse(since), now)} to {formatMoment(Date.parse(until), now)}
    </>
  );
}
