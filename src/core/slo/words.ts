import type { Budget } from './budget.ts';

const MINUTE_MS = 60_000;

/** How it goes with the budget now, as a sentence without a full stop. */
export function budgetWords({
  state,
  burns,
  goneInMs,
}: Pick<Budget, 'state' | 'burns' | 'goneInMs'>): string {
  const rate = burns[0]?.long.rate ?? null;
  switch (state) {
    case 'no-data':
      return 'No requests are recorded: whether the objective is kept is not known';
    case 'spent':
      return 'The budget is spent: more requests failed than may in 30 days';
    case 'stale':
      return 'Nothing is known of now: no request was recorded in the last hour';
    case 'too-few':
      return 'Too few requests in the last hour to say how fast it burns';
    default:
      if (rate === null) return 'Too few requests in the last hour to say how fast it burns now';
      return goneInMs === null
        ? 'Nothing failed in the last hour'
        : `At the rate of the last hour, ${rateWords(rate)} times what lasts 30 days, the budget is gone in ${spanWords(goneInMs)}`;
  }
}

export function rateWords(rate: number | null): string {
  return rate === null ? '-' : rate.toFixed(rate < 10 ? 2 : 1);
}

/** `2 d 4 h`, `5 h 12 min`, to the minute within a day. */
export function spanWords(ms: number): string {
  const minutes = Math.round(ms / MINUTE_MS);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [
    ...(days > 0 ? [`${days} d`] : []),
    ...(hours > 0 ? [`${hours} h`] : []),
    ...(rest > 0 && days === 0 ? [`${rest} min`] : []),
  ];
  return parts.length === 0 ? 'less than a minute' : parts.join(' ');
}
