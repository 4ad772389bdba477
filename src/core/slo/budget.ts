import { BUDGET_MS, BURN_WINDOWS, type BurnWindow, LEAST_REQUESTS } from './windows.ts';

/** Requests of a stretch of time. */
export interface Requests {
  total: number;
  bad: number;
}

export interface BurnRate {
  requests: number;
  /** 1 uses the budget up in exactly its time; null with too few requests to say. */
  rate: number | null;
}

export interface Burn {
  factor: number;
  level: BurnWindow['level'];
  /** The alert that fires of it. */
  alert: string;
  longMs: number;
  shortMs: number;
  long: BurnRate;
  short: BurnRate;
  /** Both windows are above the factor, and the record reaches into the older half of the long one. */
  exceeded: boolean;
}

/**
 * `spent`: more than the budget of 30 days has failed already; `too-few`: less than a hundred requests in the last hour,
 * so that nothing can be said of now; `stale`: none were recorded in it; `no-data`: none in the 30 days.
 */
export type BudgetState = 'within' | 'burning' | 'spent' | 'too-few' | 'stale' | 'no-data';

export interface Budget {
  state: BudgetState;
  level: 'good' | 'warning' | 'critical' | 'unknown';
  /** Share of requests answered without a 5xx status, of those recorded in 30 days; null when there were none. */
  availability: number | null;
  requests: number;
  bad: number;
  /** How many may fail of as many requests. */
  allowed: number;
  /** Share of the budget that is left, below 0 when more failed; null without requests. */
  left: number | null;
  /** The burn of the last hour goes on: how long until nothing is left; null when that is never, or cannot be said. */
  goneInMs: number | null;
  burns: readonly Burn[];
}

/**
 * @param objective share of requests that has to be good, above 0 and below 1
 * @param within the requests of the last so many milliseconds; null when none were recorded
 */
export function budgetOf(objective: number, within: (ms: number) => Requests | null): Budget {
  const allowedShare = 1 - objective;
  const whole = within(BUDGET_MS);
  const burns = BURN_WINDOWS.map((window) => burnOf(window, allowedShare, within));
  if (whole === null || whole.total <= 0) {
    return {
      state: 'no-data',
      level: 'unknown',
      availability: null,
      requests: 0,
      bad: 0,
      allowed: 0,
      left: null,
      goneInMs: null,
      burns,
    };
  }
  const { total, bad } = whole;
  const allowed = total * allowedShare;
  const left = 1 - bad / allowed;
  const now = burns[0]?.long.rate ?? null;
  const worst = burns.find(({ exceeded }) => exceeded);
  const isSilent = within(BURN_WINDOWS[0]?.longMs ?? 0) === null;
  const [state, level] = verdict({ left, worst, now, isSilent });
  return {
    state,
    level,
    availability: 1 - bad / total,
    requests: total,
    bad,
    allowed,
    left,
    goneInMs: now === null || now <= 0 || left <= 0 ? null : (left * BUDGET_MS) / now,
    burns,
  };
}

function verdict({
  left,
  worst,
  now,
  isSilent,
}: {
  left: number;
  worst: Burn | undefined;
  now: number | null;
  isSilent: boolean;
}): [BudgetState, Budget['level']] {
  if (left <= 0) return ['spent', 'critical'];
  if (isSilent) return ['stale', 'unknown'];
  if (worst) return ['burning', worst.level];
  return now === null ? ['too-few', 'unknown'] : ['within', 'good'];
}

function burnOf(window: BurnWindow, allowedShare: number, within: (ms: number) => Requests | null): Burn {
  const { factor, level, alert, longMs, shortMs } = window;
  const rateOf = (requests: Requests | null, least: number): BurnRate => {
    const total = requests?.total ?? 0;
    const enough = requests !== null && total > 0 && total >= least;
    return { requests: total, rate: enough ? requests.bad / total / allowedShare : null };
  };
  const long = rateOf(within(longMs), LEAST_REQUESTS);
  const isKnown = long.requests > (within(longMs / 2)?.total ?? 0);
  const short = rateOf(within(shortMs), 0);
  return {
    ...{ factor, level, alert, longMs, shortMs, long, short },
    exceeded: isKnown && isAbove(long.rate, factor) && isAbove(short.rate, factor),
  };
}

function isAbove(rate: number | null, factor: number): boolean {
  return rate !== null && rate > factor;
}
