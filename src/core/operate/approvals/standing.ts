import type { Standing } from '../authority.ts';
import type { ApprovalState, Verdict } from './verdict.ts';

/** What to say of one that cannot be decided any more. */
export const STATE_WORDS: Readonly<Record<ApprovalState, (decidedBy: string) => string>> = {
  pending: () => 'Nobody has decided it yet',
  approved: (by) => `${by} has approved it`,
  rejected: (by) => `${by} has rejected it`,
  expired: () => 'Its time is over',
  withdrawn: () => 'It was withdrawn',
  used: () => 'It has been used',
  invalid: () => 'It is not what was signed',
};

/**
 * What counts for whoever would do it: what they asked for, and what somebody else asked for and they approved, since
 * two persons have signed that. A third person's word is for those two. What waits for a second person waits for whoever
 * is there: it is not asked for once more.
 *
 * @param person the operator; null: whoever it is
 */
export function standingFor(person: string | null, verdicts: readonly Verdict[]): Standing {
  if (person === null) return standingOf(verdicts);
  const asked = Map.groupBy(verdicts, ({ request }) => request.requester.id);
  const own = standingOf(asked.get(person) ?? []);
  const others = [...asked].filter(([by]) => by !== person).map(([, theirs]) => standingOf(theirs));
  const signed = others.find(
    ({ state, id }) =>
      state === 'approved' &&
      verdicts.some(({ request, decision }) => request.id === id && decision?.decidedBy.id === person),
  );
  const pending = others.find(({ state }) => state === 'pending');
  if (own.state === 'approved') return own;
  return signed ?? (own.state === 'missing' ? (pending ?? own) : own);
}

/**
 * Where somebody stands who asked for the same thing several times: the latest decision counts, so that
 * a rejection is not outlived by an earlier approval; an open question counts for more than an old no.
 */
function standingOf(verdicts: readonly Verdict[]): Standing {
  const decided = latest(
    verdicts.filter(({ state }) => state === 'approved' || state === 'rejected'),
    ({ decision }) => decision?.decidedAt ?? '',
  );
  if (decided?.state === 'approved') return standing('approved', decided);
  const pending = latest(
    verdicts.filter(({ state }) => state === 'pending'),
    ({ request }) => request.requestedAt,
  );
  if (pending) return standing('pending', pending);
  if (decided) return standing('rejected', decided);
  return { state: 'missing', id: null, decidedBy: null };
}

function standing(state: Standing['state'], { request, decision }: Verdict): Standing {
  return { state, id: request.id, decidedBy: decision?.decidedBy.name ?? null };
}

function latest(verdicts: readonly Verdict[], at: (verdict: Verdict) => string): Verdict | undefined {
  return verdicts.reduce<Verdict | undefined>(
    (last, next) => (last === undefined || at(next) >= at(last) ? next : last),
    undefined,
  );
}
