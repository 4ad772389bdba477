import { type Expression, parseExpression } from '../promql/index.ts';
import { type Measured, measurementOf, type Reading, type StageCheck } from './check.ts';

/** How the profile has the share verified (`rollouts.observedShare`). */
export interface ObservedShare {
  /** PromQL of the percent of all traffic, 0 to 100, that was seen to go to the target. */
  expression: string;
  /** PromQL of how many requests that is of; left out: nobody counts them. */
  requests?: string | undefined;
  leastRequests?: number | undefined;
  /** Percentage points that it may be off. */
  tolerance?: number | undefined;
}

/** What metrics say of the share that is written. */
export interface SharesSeen {
  /** Percent; null: they do not tell. */
  percentage: number | null;
  /** Epoch milliseconds. */
  observedAt: number | null;
  /** PromQL. */
  source: string;
  /** Percentage points. */
  tolerance: number;
  /** `settling`: it may still count what was before the share was moved. `unknown`: nobody can tell. */
  verdict: 'as-written' | 'settling' | 'more' | 'less' | 'unknown';
  /** A sentence. */
  words: string;
}

const MINUTE_MS = 60_000;
const TOLERANCE = 2;
const LEAST_REQUESTS = 100;
/** Looks after those that may still count what was before. */
const MORE_LOOKS = 2;

export function measuredBy({ expression, requests }: ObservedShare): Measured {
  return { what: 'expression', expression, ...(requests === undefined ? {} : { requests }) };
}

/**
 * Whether the share that was set is the one that is seen. Less than that is not known to be wrong, and never fails;
 * more than was agreed fails, once it has lasted for longer than the expression looks back.
 */
export function observedCheck(percentage: number, observed: ObservedShare): StageCheck {
  const { expression, requests, leastRequests = LEAST_REQUESTS, tolerance = TOLERANCE } = observed;
  const looks = Math.ceil(looksBackMs(expression) / MINUTE_MS) + MORE_LOOKS;
  const most = percentage + tolerance;
  return {
    ...{ id: 'observed-share', title: 'Share of traffic that metrics saw, in percent', unit: '' },
    ...{ measures: measuredBy(observed), everyMs: MINUTE_MS, staleAfterMs: 2 * MINUTE_MS },
    ...{ success: { atLeast: percentage - tolerance, atMost: most }, failure: { above: most } },
    ...{ failures: { count: looks, withinMs: looks * MINUTE_MS }, inconclusive: looks + 1 },
    ...{ errorsInARow: 3, leastRequests: requests === undefined ? null : leastRequests },
  };
}

/** @param written the share that is written, and when it was moved there; null: not known */
export function judgeObserved(
  observed: ObservedShare,
  reading: Reading,
  written: { percentage: number | null; movedAt: number | null },
  now: number,
): SharesSeen {
  const { tolerance = TOLERANCE, expression } = observed;
  const check = observedCheck(written.percentage ?? 0, observed);
  const seen = measurementOf(check, reading, now);
  // Whether it says anything, whichever share it says.
  const { outcome } = measurementOf(
    { ...check, success: { atLeast: 0 }, failure: { below: 0 } },
    reading,
    now,
  );
  const observedAt = 'error' in reading ? null : reading.observedAt;
  const of = { percentage: seen.value, observedAt, source: expression, tolerance, words: seen.words };
  if (outcome !== 'pass' || written.percentage === null || seen.value === null) {
    return { ...of, verdict: 'unknown' };
  }
  if (seen.outcome === 'pass') return { ...of, verdict: 'as-written' };
  const { movedAt } = written;
  if (movedAt !== null && now - movedAt < looksBackMs(expression)) return { ...of, verdict: 'settling' };
  return { ...of, verdict: seen.value > written.percentage ? 'more' : 'less' };
}

/** The longest range in an expression; what is none looks back on nothing. */
function looksBackMs(text: string): number {
  try {
    return longestIn(parseExpression(text));
  } catch {
    return 0;
  }
}

function longestIn(of: Expression): number {
  switch (of.kind) {
    case 'range':
      return of.rangeMs;
    case 'subquery':
      return of.rangeMs + longestIn(of.expression);
    case 'call':
      return Math.max(0, ...of.arguments.map(longestIn));
    case 'aggregation':
    case 'unary':
    case 'parenthesis':
      return longestIn(of.expression);
    case 'binary':
      return Math.max(longestIn(of.left), longestIn(of.right));
    case 'number':
    case 'string':
    case 'selector':
      return 0;
  }
}
