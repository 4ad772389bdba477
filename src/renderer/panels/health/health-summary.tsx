import type { HealthBoard } from '../../../contract/health.ts';
import { formatClock, formatExact } from '../../format/time.ts';
import { Age, Moment } from '../../marks/age.tsx';
import { useMoment } from '../../state/moment.ts';
import { useNow } from '../../state/ticker.ts';
import { Bone } from '../../states/panel-skeleton.tsx';
import styles from './health-summary.module.css';
import { verdictSentence } from './verdict-sentence.ts';

/** The answer to "is it fine, and how old is that": the verdict in a sentence, then its age. */
export function HealthSummary({ board, lost }: { board: HealthBoard | null; lost: boolean }) {
  const { at } = useMoment();
  if (!board) return <Bone width="min(420px, 100%)" height={18} />;
  return (
    <p className={styles.summary}>
      <output className={styles.sentence} data-verdict={board.verdict}>
        {board.lastCheckAt ? verdictSentence(board) : 'The first check is on its way.'}
      </output>{' '}
      <span className={styles.age}>
        {at !== null ? (
          <Recorded board={board} />
        ) : lost ? (
          <AsOf at={board.lastCheckAt} />
        ) : (
          <Checked board={board} />
        )}
      </span>
    </p>
  );
}

function Checked({ board }: { board: HealthBoard }) {
  const now = useNow();
  const next = board.nextCheckAt;
  return (
    <>
      {board.lastCheckAt && (
        <>
          Checked <Age at={board.lastCheckAt} suffix=" ago" />
        </>
      )}
      {next && (
        <>
          , {Date.parse(next) < now ? 'overdue since' : 'next at'}{' '}
          <time dateTime={next} title={formatExact(Date.parse(next))}>
            {formatClock(Date.parse(next))}
          </time>
        </>
      )}
    </>
  );
}

function Recorded({ board }: { board: HealthBoard }) {
  if (!board.lastCheckAt) return <>Nothing was recorded by then.</>;
  return (
    <>
      Last seen <Age at={board.lastCheckAt} suffix=" before" />.
    </>
  );
}

function AsOf({ at }: { at: string | null }) {
  if (!at) return <>Not connected.</>;
  return (
    <>
      As of <Moment at={at} />, not connected.
    </>
  );
}
