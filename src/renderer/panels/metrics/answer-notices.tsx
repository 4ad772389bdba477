import { Age } from '../../marks/age.tsx';
import { useMoment } from '../../state/moment.ts';
import { useNow } from '../../state/ticker.ts';
import { Notice } from '../../states/notice.tsx';
import type { Query } from './use-query.ts';

/** Everything is looked at every 15 s: a sample this much older is news. */
const OLD_SAMPLE_MS = 120_000;
/** An answer is not renewed by itself. */
const OLD_ANSWER_MS = 120_000;

/** What qualifies the answer below. Offline has the window's own banner. */
export function AnswerNotices({ query: { phase, held, problem } }: { query: Query }) {
  const now = useNow();
  const { at } = useMoment();
  if (held === null) return null;
  if (phase === 'failed' && problem !== null && problem.code !== 'usage') {
    return (
      <Notice
        kind={problem.code === 'forbidden' ? 'forbidden' : 'failed'}
        title="This could not be asked again."
      >
        {problem.message} {problem.hint} What is shown is the answer before.
      </Notice>
    );
  }
  const { newestAt } = held.answer;
  const isPartOfPast = held.asked.part !== null;
  if (
    newestAt !== null &&
    !isPartOfPast &&
    held.askedAt - Date.parse(newestAt) > OLD_SAMPLE_MS &&
    at === null
  ) {
    return (
      <Notice kind="stale" title="Nothing new is measured.">
        The newest sample behind this is <Age at={newestAt} suffix=" old" />: nobody knows how it is now.
      </Notice>
    );
  }
  const step = held.view === 'chart' ? held.answer.stepMs : 0;
  if (at === null && !isPartOfPast && now - held.askedAt > Math.max(OLD_ANSWER_MS, 2 * step)) {
    return (
      <Notice kind="stale" title="This answer is old.">
        It is of <Age at={new Date(held.askedAt).toISOString()} suffix=" ago" /> and does not renew itself:
        run it again (R).
      </Notice>
    );
  }
  return null;
}
