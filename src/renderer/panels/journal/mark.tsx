import type { JournalRow } from '../../../contract/journal.ts';
import { StateShape } from '../../marks/state-shape.tsx';
import styles from './cells.module.css';

/** Shape, colour and word of an entry that says how things went; nothing for the others. */
export function Mark({ entry, size = 10 }: { entry: Pick<JournalRow, 'level' | 'word'>; size?: number }) {
  if (entry.level === null) return null;
  return (
    <span className={styles.mark} data-level={entry.level}>
      <StateShape level={entry.level} label={null} size={size} />
      {entry.word}
    </span>
  );
}
