import type { Health } from '../health/index.ts';
import type { Slo } from '../slo/index.ts';
import type { Measured, Reading } from './check.ts';

/** Of our own looks within so long. */
export function answeredReading(health: Pick<Health, 'answered'>, withinMs: number): Reading {
  const { share, looks, observedAt, silent } = health.answered(withinMs);
  const by = silent.length === 0 ? '' : `, ${silent.join(' and ')} did not answer`;
  const note = `${looks} looks within ${withinMs / 1000} s${by}`;
  return { value: share, observedAt, note };
}

/**
 * How many are known not to be operational. None is only said when all are known: it is as old as the oldest look that
 * tells.
 */
export function notOperationalReading(health: Pick<Health, 'hashes'>, system: string | null): Reading {
  const asked = health
    .hashes()
    .filter(({ info, status }) => (system === null ? status !== 'not-configured' : info.id === system));
  const bad = asked.filter(({ status }) => status === 'degraded' || status === 'down');
  const unknown = asked.filter(
    ({ status }) => status !== 'operational' && !bad.some((it) => it.status === status),
  );
  const telling = bad.length > 0 ? bad : asked;
  const times = telling.map(({ observedAt }) => observedAt);
  if (asked.length === 0 || (bad.length === 0 && unknown.length > 0))
    return { value: null, observedAt: null };
  const known = times.flatMap((at) => at ?? []);
  const note = bad.map(({ info, status, reason }) => `${info.name} ${status}${reason ? `: ${reason}` : ''}`);
  return {
    value: bad.length,
    observedAt: known.length < times.length ? null : Math.min(...known),
    note: note.join(', '),
  };
}

/** Of the availability objective. It is as old as the newest minute of requests that was recorded. */
export async function budgetReading(
  slo: Pick<Slo, 'availability'>,
  of: Extract<Measured, { what: 'budget-left' | 'budget-burn' }>,
  at: number,
  signal: AbortSignal,
): Promise<Reading> {
  const budget = await slo.availability(at, signal);
  const observedAt = budget.recordedTo === null ? null : Date.parse(budget.recordedTo);
  const note = budget.words;
  if (of.what === 'budget-left') return { value: budget.left, observedAt, note };
  const burn = budget.burns.find(({ longMs }) => longMs === of.overMs);
  return { value: burn?.long.rate ?? null, observedAt, note };
}
