import type { JournalRow } from '../../../contract/journal.ts';
import { formatClock, formatExact } from '../../format/time.ts';
import type { TableColumn } from '../../tables/index.ts';
import styles from './cells.module.css';
import { Mark } from './mark.tsx';

/** What a list says of each entry, the newest first. */
export const ENTRY_COLUMNS: readonly TableColumn<JournalRow>[] = [
  {
    id: 'index',
    header: 'Index',
    width: '72px',
    align: 'end',
    sortBy: (row) => row.index,
    cell: (row) => <span className={styles.index}>{row.index}</span>,
  },
  {
    id: 'time',
    header: 'Time',
    width: '84px',
    sortBy: (row) => row.at,
    cell: (row) =>
      row.at === null ? (
        <span className={styles.clip}>not known</span>
      ) : (
        <time dateTime={row.at} title={formatExact(Date.parse(row.at))}>
          {formatClock(Date.parse(row.at))}
        </time>
      ),
  },
  {
    id: 'mark',
    header: 'How it went',
    width: '124px',
    sortBy: (row) => row.level,
    cell: (row) => <Mark entry={row} />,
  },
  {
    id: 'summary',
    header: 'What',
    width: 'minmax(0, 5fr)',
    sortBy: (row) => row.summary,
    cell: (row) => (
      <span className={styles.summary} title={row.summary}>
        {row.summary}
      </span>
    ),
  },
  {
    id: 'actor',
    header: 'Who',
    width: '128px',
    fromTableWidth: 620,
    sortBy: (row) => row.actor,
    cell: (row) => (
      <span className={styles.clip} title={row.actor}>
        {row.actor}
      </span>
    ),
  },
  {
    id: 'kind',
    header: 'Kind',
    width: '164px',
    fromTableWidth: 860,
    sortBy: (row) => row.kind,
    cell: (row) => (
      <span className={styles.kind} title={row.kind}>
        {row.kind}
      </span>
    ),
  },
  {
    id: 'subject',
    header: 'On what',
    width: 'minmax(0, 2fr)',
    fromTableWidth: 1080,
    sortBy: (row) => row.subject,
    cell: (row) => (
      <span className={styles.clip} title={row.subject}>
        {row.subject}
      </span>
    ),
  },
];
