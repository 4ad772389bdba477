import type { ReactNode } from 'react';
import type { JournalEntry, JournalFilter, JournalRow } from '../../../contract/journal.ts';
import { formatClock, formatExact } from '../../format/time.ts';
import { Age } from '../../marks/age.tsx';
import { StateShape } from '../../marks/state-shape.tsx';
import { EntryData } from './entry-data.tsx';
import styles from './entry-details.module.css';
import { dataOf } from './fields.ts';
import { Mark } from './mark.tsx';

interface EntryDetailsProps {
  entry: JournalEntry;
  onShow: (index: number) => void;
  onFilter: (filter: Partial<JournalFilter>) => void;
}

const STANDINGS = {
  unsigned: ['unknown', 'Not signed yet: it is within a second'],
  signed: ['unknown', 'Signed; no external anchor vouches for it yet'],
  anchored: ['good', 'An external anchor vouches for it'],
} as const;

/** What an entry says, with the way to the others like it. */
export function EntryDetails({ entry, onShow, onFilter }: EntryDetailsProps) {
  const { at, actor, kind, subject, standing, operation } = entry;
  const [level, words] = STANDINGS[standing];
  return (
    <>
      {entry.level !== null && (
        <p className={styles.mark}>
          <Mark entry={entry} size={12} />
        </p>
      )}
      <dl className={styles.facts}>
        <Fact name="When">
          {at === null ? (
            'not known'
          ) : (
            <>
              {formatExact(Date.parse(at))}, <Age at={at} suffix=" ago" />
            </>
          )}
        </Fact>
        <Fact name="Who">
          <Only title={`Only what ${actor} did`} onPress={() => onFilter({ actor })}>
            {actor}
          </Only>
        </Fact>
        <Fact name="Kind">
          <Only title={`Only ${kind}`} onPress={() => onFilter({ kind })}>
            {kind}
          </Only>
        </Fact>
        <Fact name="On what">
          <Only title={`Only what was done to ${subject}`} onPress={() => onFilter({ subject })}>
            {subject}
          </Only>
        </Fact>
        <Fact name="Standing">
          <span className={styles.standing}>
            <StateShape level={entry.isExact ? level : 'critical'} label={null} size={10} />
            {entry.isExact ? words : 'It is not as it was journaled'}
          </span>
        </Fact>
      </dl>
      {operation.length > 0 && (
        <section className={styles.section}>
          <h3 className={styles.heading}>The same operation</h3>
          <ol className={styles.list}>
            {[...operation, entry]
              .sort((a, b) => a.index - b.index)
              .map((row) => (
                <Neighbour key={row.index} row={row} isThis={row.index === entry.index} onShow={onShow} />
              ))}
          </ol>
        </section>
      )}
      <EntryData data={dataOf(entry.json)} />
    </>
  );
}

function Neighbour({
  row,
  isThis,
  onShow,
}: {
  row: JournalRow;
  isThis: boolean;
  onShow: (index: number) => void;
}) {
  return (
    <li>
      <button
        type="button"
        className={styles.neighbour}
        aria-current={isThis || undefined}
        onClick={() => onShow(row.index)}
      >
        <span className={styles.aside}>{row.at === null ? '' : formatClock(Date.parse(row.at))}</span>
        <span className={styles.what}>{row.kind.split('.').at(-1)}</span>
        <span className={styles.words}>{row.summary}</span>
        <Mark entry={row} size={9} />
      </button>
    </li>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Only({ title, onPress, children }: { title: string; onPress: () => void; children: string }) {
  if (children === '') return <span className={styles.aside}>not known</span>;
  return (
    <button type="button" className={styles.link} title={title} onClick={onPress}>
      {children}
    </button>
  );
}
