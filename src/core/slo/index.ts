import type { Threshold } from '../connect/profile/thresholds.ts';
import { type Clock, instantOf, toIso } from '../kernel/clock.ts';
import { createSlices } from '../kernel/slices.ts';
import type { Points, Samples } from '../store/samples/index.ts';
import { type Budget, budgetOf } from './budget.ts';
import { type BurnDown, burnDownOf } from './burn-down.ts';
import { type RecordedRequests, recordedRequests } from './recorded.ts';
import { BUDGET_MS } from './windows.ts';
import { budgetWords } from './words.ts';

export type { Budget } from './budget.ts';
export type { BurnDown } from './burn-down.ts';
export { rateWords, spanWords } from './words.ts';

/** The availability objective as of a moment. */
export interface ObjectiveView extends Budget {
  /** Share of requests that has to be good. */
  objective: number;
  budgetMs: number;
  /** The moment it is about. */
  at: string;
  /** Of the oldest and the newest minute that was recorded within the 30 days; null when none was. */
  recordedFrom: string | null;
  recordedTo: string | null;
  /** How it goes now, as a sentence without a full stop. */
  words: string;
}

/**
 * Service level objectives: how much of the error budget is left, and how fast it goes. Thirty days of minutes are
 * read in slices; an aborted `signal` ends it, and it rejects with its reason.
 */
export interface Slo {
  /** @param at epoch milliseconds: what was recorded later is left out */
  availability(at: number, signal?: AbortSignal): Promise<ObjectiveView>;
  /** The budget over the time that is recorded of it, in `most` points; null when nothing is. */
  burnDown(at: number, most: number, signal?: AbortSignal): Promise<BurnDown | null>;
}

/** Requests per second of all services that export counters, recorded each minute by `resources/rules/slo.yaml`. */
const REQUESTS = 'slo:requests:rate2m';
const BAD_REQUESTS = 'slo:bad_requests:rate2m';

const NOTHING: Points = { times: new Float64Array(0), values: new Float64Array(0), length: 0 };

export function createSlo(options: {
  samples: Pick<Samples, 'series' | 'points'>;
  threshold: Threshold;
  clock: Clock;
}): Slo {
  const { samples, threshold, clock } = options;
  const recorded = (name: string, at: number): Points => {
    const [series] = samples.series(name);
    return series ? samples.points(series, at - BUDGET_MS + 1, at) : NOTHING;
  };
  const requestsAt = async (at: number, signal?: AbortSignal): Promise<RecordedRequests> => {
    const slices = createSlices(clock, signal);
    const all = recorded(REQUESTS, at);
    if (slices.isOver()) await slices.rest();
    const bad = recorded(BAD_REQUESTS, at);
    if (slices.isOver()) await slices.rest();
    return recordedRequests(all, bad, at);
  };
  return {
    async availability(at, signal) {
      const requests = await requestsAt(at, signal);
      const budget = budgetOf(threshold.target, requests.within);
      return {
        ...budget,
        words: budgetWords(budget),
        objective: threshold.target,
        budgetMs: BUDGET_MS,
        at: toIso(at),
        recordedFrom: instantOf(requests.firstAt),
        recordedTo: instantOf(requests.lastAt),
      };
    },
    async burnDown(at, most, signal) {
      return burnDownOf(threshold.target, await requestsAt(at, signal), { at, most });
    },
  };
}
