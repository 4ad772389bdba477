import type { RequestRate } from '../cluster/traffic/within-capacity.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Metrics } from '../metrics/index.ts';

/** Requests a second by PromQL over what is recorded; null where it gives no single number. */
export function requestRate({
  metrics,
  clock,
}: {
  metrics: Pick<Metrics, 'query'>;
  clock: Clock;
}): RequestRate {
  return async (expression, signal) => {
    const { items } = await metrics.query.instant(expression, clock.now(), signal);
    const [only] = items;
    return items.length === 1 && typeof only?.value === 'number' ? only.value : null;
  };
}
