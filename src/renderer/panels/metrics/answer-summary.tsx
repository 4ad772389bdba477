import { grouped } from '../../format/number.ts';
import { Age, PresentAge } from '../../marks/age.tsx';
import { useMoment } from '../../state/moment.ts';
import type { Query } from './use-query.ts';

/** `12 series, recorded here, newest sample 4 s ago; asked 10 s ago`. */
export function AnswerSummary({ query: { phase, held }, lost }: { query: Query; lost: boolean }) {
  const { at } = useMoment();
  if (held === null) return phase === 'asking' ? <>asking</> : null;
  const { items, newestAt } = held.answer;
  const source = held.view === 'chart' ? held.answer.source : 'recorded here';
  return (
    <span data-answer-summary>
      {grouped(items.length)} series, {source}
      {newestAt !== null && (
        <>
          , newest sample <Age at={newestAt} suffix={at === null ? ' ago' : ' before that'} />
        </>
      )}
      {at === null && (
        <>
          ; asked <PresentAge at={new Date(held.askedAt).toISOString()} />
        </>
      )}
      {lost && '; as last seen, offline'}
    </span>
  );
}
