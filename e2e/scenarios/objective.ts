import type { BurnDown, Objective } from '../../src/contract/slo.ts';
import { type Answer, isoAgo, type Moment, ripple } from './scenario.ts';

/** What a page may ask about the availability objective. */
export interface ObjectiveScript {
  availability: (at: Moment) => Answer<Objective>;
  burnDown: (at: Moment, points: number) => Answer<BurnDown | null>;
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WINDOWS = [
  { factor: 14.4, level: 'critical', longMs: HOUR, shortMs: HOUR / 12, alert: 'AvailabilityBudgetBurn1h' },
  { factor: 6, level: 'critical', longMs: 6 * HOUR, shortMs: HOUR / 2, alert: 'AvailabilityBudgetBurn6h' },
  { factor: 3, level: 'warning', longMs: DAY, shortMs: 2 * HOUR, alert: 'AvailabilityBudgetBurn1d' },
  { factor: 1, level: 'warning', longMs: 3 * DAY, shortMs: 6 * HOUR, alert: 'AvailabilityBudgetBurn3d' },
] as const;
const PER_HOUR = 1783;

function burnsOf(rates: readonly (readonly [number | null, number | null])[]): Objective['burns'] {
  return WINDOWS.map((window, index) => {
    const [long = null, short = null] = rates[index] ?? [];
    return {
      ...window,
      long: { requests: long === null ? 12 : (PER_HOUR * window.longMs) / HOUR, rate: long },
      short: { requests: short === null ? 1 : (PER_HOUR * window.shortMs) / HOUR, rate: short },
      exceeded: (long ?? 0) > window.factor && (short ?? 0) > window.factor,
    };
  });
}

const within = (at: Moment): Objective => ({
  ...{ state: 'within', level: 'good', objective: 0.999, budgetMs: 30 * DAY, availability: 0.99962 },
  ...{ requests: 1_284_031, bad: 487, allowed: 1284.03, left: 0.6207, goneInMs: 60 * DAY },
  at: isoAgo(at, 0),
  burns: burnsOf([
    [0.31, 0.12],
    [0.42, 0.3],
    [0.51, 0.44],
    [0.38, 0.47],
  ]),
  recordedFrom: isoAgo(at, 30 * DAY),
  recordedTo: isoAgo(at, 21_000),
  words: 'At the rate of the last hour, 0.31 times what lasts 30 days, the budget is gone in 60 d',
});

/** Used a little unevenly, with a night without a record and a drop at the end. */
function courseOf(at: Moment, { days, end, drop }: { days: number; end: number; drop: number }) {
  return (points: number): BurnDown => {
    const from = at.nowMs - days * DAY;
    const last = points - 1;
    return {
      from,
      to: at.nowMs,
      points: Array.from({ length: points }, (_, index): [number, number | null] => {
        const part = index / last;
        const used = (1 - end - drop) * Math.min(1, Math.max(0, part + 0.04 * ripple(3, part * 5) * part));
        const late = part > 0.985 ? drop * ((part - 0.985) / 0.015) : 0;
        return [from + part * days * DAY, part > 0.4 && part < 0.43 ? null : 1 - used - late];
      }),
    };
  };
}

export const keptObjective: ObjectiveScript = {
  availability: within,
  burnDown: (at, points) => courseOf(at, { days: 30, end: 0.6207, drop: 0 })(points),
};

/** A service fails: the budget goes in hours. */
export const burningObjective: ObjectiveScript = {
  availability: (at) => ({
    ...within(at),
    ...{ state: 'burning', level: 'critical', availability: 0.99918, bad: 1053, left: 0.18 },
    goneInMs: 6.3 * HOUR,
    burns: burnsOf([
      [20.6, 24.1],
      [4.8, 20.2],
      [2.2, 11.4],
      [0.9, 6.8],
    ]),
    words: 'At the rate of the last hour, 20.6 times what lasts 30 days, the budget is gone in 6 h 18 min',
  }),
  burnDown: (at, points) => courseOf(at, { days: 30, end: 0.18, drop: 0.31 })(points),
};

/** The control center has just begun to record, and hardly anybody asks. */
export const fewRequests: ObjectiveScript = {
  availability: (at) => ({
    ...within(at),
    ...{ state: 'too-few', level: 'unknown', availability: 1, requests: 84, bad: 0, allowed: 0.084, left: 1 },
    goneInMs: null,
    burns: burnsOf([]),
    recordedFrom: isoAgo(at, 47 * 60_000),
    words: 'Too few requests in the last hour to say how fast it burns',
  }),
  burnDown: (at) => ({
    from: at.nowMs - 47 * 60_000,
    to: at.nowMs,
    points: Array.from({ length: 48 }, (_, minute): [number, number] => [
      at.nowMs - (47 - minute) * 60_000,
      1,
    ]),
  }),
};

/** Recording has stopped: of the short windows nothing is known. */
export const staleObjective: ObjectiveScript = {
  availability: (at) => ({
    ...within(at),
    ...{ state: 'stale', level: 'unknown', goneInMs: null },
    burns: burnsOf([
      [null, null],
      [null, null],
      [0.51, null],
      [0.38, 0.47],
    ]),
    recordedTo: isoAgo(at, 2.4 * HOUR),
    words: 'Nothing is known of now: no request was recorded in the last hour',
  }),
  burnDown: keptObjective.burnDown,
};

export const nothingRecorded: ObjectiveScript = {
  availability: (at) => ({
    ...within(at),
    ...{
      state: 'no-data',
      level: 'unknown',
      availability: null,
      requests: 0,
      bad: 0,
      allowed: 0,
      left: null,
    },
    ...{ goneInMs: null, burns: burnsOf([]), recordedFrom: null, recordedTo: null },
    words: 'No requests are recorded: whether the objective is kept is not known',
  }),
  burnDown: () => null,
};
