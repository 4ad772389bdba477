import { useMemo } from 'react';
import { grouped } from '../../format/number.ts';
import { formatClock } from '../../format/time.ts';
import { Age } from '../../marks/age.tsx';
import { useMoment } from '../../state/moment.ts';
import { countStates } from '../../tables/index.ts';
import type { TableStream } from './cluster-streams.ts';
import type { TableDescription } from './descriptions.ts';
import type { ListedRow } from './kinds.ts';
import { countSentence, nounOf } from './state-words.ts';
import { type Freshness, tableViewOf } from './table-view.ts';
import { useSnapshot } from './use-snapshot.ts';

interface KindSummaryProps<Row> {
  stream: TableStream<Row>;
  description: TableDescription<Row>;
}

/** `42 pods: 41 running, 1 crash-looping; live, seen 1 s ago`. */
export function KindSummary<Row extends ListedRow>({ stream, description }: KindSummaryProps<Row>) {
  const { kind, stateOf } = description;
  const snapshot = useSnapshot(stream.data?.rows);
  const sentence = useMemo(
    () => snapshot && countSentence(kind, snapshot.rows.length, countStates(snapshot.rows, stateOf)),
    [snapshot, kind, stateOf],
  );
  const view = tableViewOf(stream, (snapshot?.rows.length ?? 0) > 0);
  switch (view.kind) {
    case 'waiting':
      return <>connecting</>;
    case 'failed':
      return <>unknown: the control center cannot show it</>;
    case 'forbidden':
      return <>unknown: a permission is missing</>;
    case 'unreachable':
      return <>unknown: the cluster does not answer</>;
    case 'not-configured':
      return <>not configured</>;
    case 'rows':
      if (!snapshot) return <>connecting</>;
      return (
        <span data-freshness={view.freshness}>
          {snapshot.rows.length < snapshot.total
            ? `${grouped(snapshot.rows.length)} of ${grouped(snapshot.total)} ${nounOf(kind, snapshot.total)} so far`
            : sentence}
          ; <Seen freshness={view.freshness} at={view.observedAt} />
        </span>
      );
  }
}

function Seen({ freshness, at }: { freshness: Freshness; at: string | null }) {
  const { at: moment } = useMoment();
  if (moment !== null && at !== null) {
    return (
      <>
        last seen <Age at={at} suffix=" before" />
      </>
    );
  }
  if (at === null) return <>{freshness}</>;
  if (freshness === 'offline') return <>as of {formatClock(Date.parse(at))}, offline</>;
  return (
    <>
      {freshness}, seen <Age at={at} suffix=" ago" />
    </>
  );
}
