import { memo, type Ref } from 'react';
import { formatBytes } from '../../../format/number.ts';
import { formatClock, formatExact } from '../../../format/time.ts';
import { piecesOf, type ShownLine } from './log-lines.ts';
import styles from './log-list.module.css';

/** What tells one pod from the others. */
export interface PodMark {
  number: number;
  name: string;
}

interface LogRowProps {
  ref: Ref<HTMLLIElement>;
  line: ShownLine;
  index: number;
  topPx: number;
  /** The pod's number and short name, where there are several. */
  mark: PodMark | null;
  query: string;
  current: boolean;
}

/** Marks repeat after this many pods; the name beside them does not. */
const MARKS = 6;

export const LogRow = memo(function LogRow({ ref, line, index, topPx, mark, query, current }: LogRowProps) {
  return (
    <li
      ref={ref}
      className={styles.line}
      style={{ top: topPx }}
      data-index={index}
      data-log-line={line.id}
      data-note={line.note || undefined}
      data-mark={mark === null ? undefined : mark.number % MARKS}
      data-current={current || undefined}
    >
      {line.at !== null && (
        <time className={styles.time} dateTime={line.at} title={formatExact(Date.parse(line.at))}>
          {formatClock(Date.parse(line.at))}
        </time>
      )}
      {line.pod !== '' && (mark !== null || line.note) && (
        <span className={styles.pod} title={line.pod}>
          {mark?.name ?? line.pod}
        </span>
      )}
      <span className={styles.text}>
        <Text text={line.text} query={line.note ? '' : query} />
        {line.truncatedBytes > 0 && (
          <span className={styles.cut}> … {formatBytes(line.truncatedBytes)} more</span>
        )}
      </span>
    </li>
  );
});

function Text({ text, query }: { text: string; query: string }) {
  const pieces = piecesOf(text, query);
  if (pieces.length === 1) return text;
  let at = 0;
  return pieces.map((piece, index) => {
    at += piece.length;
    const key = `${index % 2} ${at}`;
    return index % 2 === 1 ? <mark key={key}>{piece}</mark> : <span key={key}>{piece}</span>;
  });
}
