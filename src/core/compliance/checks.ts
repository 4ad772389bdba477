import { toIso } from '../kernel/clock.ts';
import type { Evidence, Item } from './assessment.ts';

/** One thing that was looked at for a pattern or a part of governance. */
export interface Check {
  /** Where it was looked. */
  source: string;
  /** What has to be so, in a few words. */
  expected: string;
  /** How far it is so, 0 to 1; null when nobody can tell. */
  value: number | null;
  /** One sentence without its full stop. */
  says: string;
  /** Epoch milliseconds; null when it was never seen. */
  at: number | null;
  /** There was no occasion for it in the period: it is told, and does not count. */
  moot?: boolean;
}

/**
 * An item's value is the mean of its checks, each as much as another; with one that nobody can tell it is unknown.
 *
 * @param least what the value has to reach to count, and then it counts whole; left out: it counts as much as it is.
 *   Where even what nobody can tell would not make a difference, it is not unknown.
 */
export function itemOfChecks(of: {
  id: string;
  title: string;
  weight: number;
  checks: readonly Check[];
  least?: number;
}): Item {
  const { id, title, weight, checks, least } = of;
  const asked = checks.filter(({ moot }) => moot !== true);
  const good = asked.reduce((sum, { value }) => sum + (value ?? 0), 0);
  const open = asked.filter(({ value }) => value === null).length;
  const value = asked.length > 0 && open === 0 ? rounded(good / asked.length) : null;
  const [atLeast, atMost] = [good, good + open].map((sum) => rounded(sum / Math.max(1, asked.length)));
  const counts =
    least === undefined || asked.length === 0 || atLeast === undefined || atMost === undefined
      ? value
      : atLeast >= least
        ? 1
        : atMost < least
          ? 0
          : null;
  const lacking = asked.filter((check) => check.value !== 1).map(({ says }) => says);
  return {
    ...{ id, title, weight, value, counts, evidence: checks.map(evidenceOf) },
    says: asked.length === 0 ? 'nothing was seen of it' : lacking.length > 0 ? lacking.join(', ') : null,
  };
}

function evidenceOf({ source, expected, value, says, at, moot = false }: Check): Evidence {
  return {
    ...{ source, expected, observed: null, says, changedBy: null },
    value: moot ? null : value,
    count: moot ? 0 : 1,
    observedAt: at === null ? null : toIso(at),
  };
}

function rounded(value: number): number {
  return Math.round(value * 1e9) / 1e9;
}
