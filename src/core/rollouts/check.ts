import { figureText, keeps, type Limits, limitWords } from '../kernel/limits.ts';

/** Something that has to stay well while a stage is watched. */
export interface StageCheck {
  /** `error-rate`. */
  id: string;
  title: string;
  /** `ratio`: from 0 to 1. Empty: a count, or what an expression gives. */
  unit: 'ms' | 'ratio' | '';
  measures: Measured;
  everyMs: number;
  /** A figure that keeps these passes. */
  success: Limits;
  /** A figure that keeps these fails; one that keeps neither is inconclusive. */
  failure: Limits;
  /** So many failed measurements within so long turn the rollout back. */
  failures: { count: number; withinMs: number };
  /** So many inconclusive measurements of one stage pause it, errors among them. */
  inconclusive: number;
  /** So many measurements in a row that could not be made pause it. */
  errorsInARow: number;
  /** A figure that is older says nothing of now. */
  staleAfterMs: number;
  /** Of fewer requests a share or a percentile says nothing; null where it is of none. */
  leastRequests: number | null;
}

/**
 * `target`: a figure of the health targets. `answered`: the share of our own looks at systems within so long that were
 * answered. `expression`: PromQL that gives one figure. `not-operational`: how many systems are not, of one or of all.
 * `budget-left`: share of the error budget; `budget-burn`: how many times as fast as it may go. `hash`: how many
 * components show another constitutional hash. `share`: percent of the traffic that the features get. `load`: a figure
 * of a load test before the stage is watched.
 */
export type Measured =
  | { what: 'target'; target: 'compliance' | 'response-time' | 'error-rate' | 'availability' }
  | { what: 'answered'; withinMs: number }
  | { what: 'expression'; expression: string; requests?: string | undefined }
  | { what: 'not-operational'; system: string | null }
  | { what: 'budget-left' }
  | { what: 'budget-burn'; overMs: number }
  | { what: 'load'; figure: LoadFigure }
  | { what: 'hash' }
  | { what: 'share' };

/** Of a load test: times of answers in milliseconds, the share of requests that failed, answers a second. */
export type LoadFigure = 'p50' | 'p90' | 'p95' | 'p99' | 'max' | 'errors' | 'per-second';

/** What looking gave. */
export type Reading =
  /**
   * `value` is null where nobody reports one, `requests` where nobody counts them; they are left out where it is of
   * none, as what a look of our own measured. `note`: what else whoever reads it should know.
   */
  | { value: number | null; observedAt: number | null; requests?: number | null; note?: string }
  /** It could not be looked at: why. */
  | { error: string };

export interface Taken {
  check: string;
  /** Epoch milliseconds. */
  at: number;
  value: number | null;
  outcome: 'pass' | 'fail' | 'inconclusive';
  /** Nobody could look. */
  isError: boolean;
  words: string;
}

/** Judges one reading by itself. What is not known is never a pass, and never a fail. */
export function measurementOf(check: StageCheck, reading: Reading, at: number): Taken {
  const taken = { check: check.id, at, value: null, outcome: 'inconclusive' as const, isError: false };
  if ('error' in reading) {
    return { ...taken, isError: true, words: `${check.title} could not be measured: ${reading.error}` };
  }
  const { value, observedAt, requests } = reading;
  if (value === null || !Number.isFinite(value)) return { ...taken, words: `Nobody reports ${name(check)}` };
  if (observedAt === null) {
    return { ...taken, value, words: `${check.title}: ${figureText(value)}, of an unknown time` };
  }
  const ageMs = at - observedAt;
  if (ageMs > check.staleAfterMs) {
    const age = `${Math.round(ageMs / 1000)} s old, more than ${check.staleAfterMs / 1000} s`;
    return { ...taken, value, words: `${check.title}: ${figureText(value)} is ${age}` };
  }
  const least = requests === undefined ? null : check.leastRequests;
  if (least !== null && (requests === null || requests === undefined || requests < least)) {
    const of =
      typeof requests === 'number' ? `${Math.round(requests)} requests` : 'an unknown number of requests';
    const words = `${check.title}: ${figureText(value)} of ${of}, ${least} are needed to tell`;
    return { ...taken, value, words };
  }
  const outcome = keeps(value, check.failure)
    ? 'fail'
    : keeps(value, check.success)
      ? 'pass'
      : 'inconclusive';
  const wanted = `wanted ${limitWords(check.success)}`;
  const noted = outcome === 'pass' || !reading.note ? '' : `; ${reading.note}`;
  return { ...taken, value, outcome, words: `${check.title}: ${figureText(value)}, ${wanted}${noted}` };
}

function name({ title }: StageCheck): string {
  // Not `gPU memory`.
  return /^\p{Lu}{2}/u.test(title) ? title : title.charAt(0).toLowerCase() + title.slice(1);
}
