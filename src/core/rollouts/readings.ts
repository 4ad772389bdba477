import type { Health } from '../health/index.ts';
import { type Clock, toIso } from '../kernel/clock.ts';
import { OperatorError, problemOf } from '../kernel/errors.ts';
import type { Metrics } from '../metrics/index.ts';
import type { Slo } from '../slo/index.ts';
import type { Measured, Reading } from './check.ts';
import type { ReadShare } from './share-watch.ts';
import { answeredReading, budgetReading, notOperationalReading } from './system-readings.ts';

/** Looks at what checks watch, for several of them at once. */
export type TakeReadings = (of: readonly Measured[], signal: AbortSignal) => Promise<Reading[]>;

/** @param options `observe` sees that what is asked for is as new as can be */
export function createReadings(options: {
  health: Pick<Health, 'targets' | 'hashes' | 'answered'>;
  metrics: Pick<Metrics, 'query'>;
  slo: Pick<Slo, 'availability'>;
  share: ReadShare;
  observe: (of: readonly Measured[], signal: AbortSignal) => Promise<void>;
  clock: Clock;
}): TakeReadings {
  const { health, metrics, slo, share, observe, clock } = options;

  const read = async (of: Measured, signal: AbortSignal): Promise<Reading> => {
    switch (of.what) {
      case 'target': {
        const { value, observedAt, requests } = health.targets()[of.target];
        return { value, observedAt, ...(requests === undefined ? {} : { requests }) };
      }
      case 'answered':
        return answeredReading(health, of.withinMs);
      case 'not-operational':
        return notOperationalReading(health, of.system);
      case 'budget-left':
      case 'budget-burn':
        return budgetReading(slo, of, clock.now(), signal);
      case 'hash':
        return hashReading(health);
      case 'share': {
        const { percentage, note, movedBy } = await share(signal);
        const mover = movedBy && `moved by ${movedBy.name} at ${toIso(movedBy.at)}`;
        const words = [note, mover].filter((it) => it !== null).join('; ');
        return { value: percentage, observedAt: clock.now(), note: words };
      }
      case 'load':
        return { error: 'only a load test measures it' };
      case 'expression':
        return expressionReading(metrics, of, clock.now(), signal);
    }
  };

  return async (of, signal) => {
    try {
      await observe(of, signal);
    } catch (error) {
      signal.throwIfAborted();
      return of.map(() => ({ error: problemOf(error).message }));
    }
    return Promise.all(
      of.map((it) =>
        read(it, signal).catch((error: unknown): Reading => {
          signal.throwIfAborted();
          return { error: problemOf(error).message };
        }),
      ),
    );
  };
}

/** Those that show another one; of none that show any, nobody knows. It is as old as the oldest look that tells. */
function hashReading(health: Pick<Health, 'hashes'>): Reading {
  const shown = health.hashes().filter(({ hash }) => hash === 'match' || hash === 'mismatch');
  const times = shown.flatMap(({ observedAt }) => observedAt ?? []);
  if (times.length === 0) return { value: null, observedAt: null };
  const value = shown.filter(({ hash }) => hash === 'mismatch').length;
  return { value, observedAt: Math.min(...times) };
}

async function expressionReading(
  metrics: Pick<Metrics, 'query'>,
  { expression, requests }: { expression: string; requests?: string | undefined },
  at: number,
  signal: AbortSignal,
): Promise<Reading> {
  const figure = await figureOf(metrics, expression, at, signal);
  if (requests === undefined) return { ...figure, requests: null };
  const counted = await figureOf(metrics, requests, at, signal);
  return { ...figure, requests: counted.value };
}

/** @throws OperatorError where it gives more than one */
async function figureOf(
  metrics: Pick<Metrics, 'query'>,
  expression: string,
  at: number,
  signal: AbortSignal,
): Promise<{ value: number | null; observedAt: number | null }> {
  const { items, newestAt } = await metrics.query.instant(expression, at, signal);
  if (items.length > 1) {
    throw new OperatorError('bad-answer', `${expression} gives ${items.length} series, not one figure`);
  }
  const value = items[0]?.value;
  return {
    value: typeof value === 'number' ? value : null,
    observedAt: newestAt === null ? null : Date.parse(newestAt),
  };
}
