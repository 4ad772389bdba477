import type { Clock } from '../../kernel/clock.ts';
import type { RequestStatement } from './statements.ts';

/** Clocks of two machines, or of one before and after it was set, may differ so much. */
const SKEW_MS = 120_000;

/**
 * Whether a request's time is over, for a clock that may be set back: by the wall clock; by the time that
 * has passed since this process first saw the request; and when by the wall clock it was not even made yet.
 */
export function createDeadlines(clock: Clock): (request: RequestStatement) => boolean {
  /** On the monotonic clock, by the request's id. */
  const deadlines = new Map<string, number>();
  return ({ id, requestedAt, expiresAt }) => {
    const now = clock.now();
    const end = Date.parse(expiresAt);
    const known = deadlines.get(id);
    const deadline = known ?? clock.monotonic() + end - now;
    if (known === undefined) deadlines.set(id, deadline);
    const over = now >= end || clock.monotonic() >= deadline || now < Date.parse(requestedAt) - SKEW_MS;
    // Over stays over.
    if (over) deadlines.set(id, Number.NEGATIVE_INFINITY);
    return over;
  };
}
