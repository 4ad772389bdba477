import type { ComplianceItem, ComplianceItemCourse } from '../../src/contract/compliance.ts';
import type { Moment } from './scenario.ts';

const HOUR = 3_600_000;

/** What an item counted: mostly all, less for a while in the middle, and at the end what it counts now. */
export function itemCourseOf(
  at: Moment,
  { rangeMs, buckets, item }: { rangeMs: number; buckets: number; item: string | null },
  items: readonly ComplianceItem[],
): ComplianceItemCourse {
  const bucketMs = Math.max(HOUR, Math.ceil(rangeMs / buckets));
  const count = Math.ceil(rangeMs / bucketMs);
  const from = at.nowMs - count * bucketMs;
  const known = items
    .map(({ id, title, counts }) => ({ id, title, low: Math.min(counts ?? 0, 1), high: counts ?? 1 }))
    .toSorted((a, b) => a.low - b.low);
  const chosen = items.find(({ id }) => id === (item ?? known[0]?.id));
  const curve = (now: number) =>
    Array.from({ length: count }, (_, index): [number, number | null, number | null, number | null] => {
      const share = index / count;
      const value =
        share > 0.4 && share < 0.46 ? null : share > 0.9 ? now : share > 0.6 && share < 0.66 ? 0.5 : 1;
      return [from + index * bucketMs, value, value, value];
    });
  return {
    ...{ from: new Date(from).toISOString(), to: new Date(at.nowMs).toISOString(), bucketMs, items: known },
    course: chosen
      ? {
          ...{ id: chosen.id, title: chosen.title, unit: 'ratio', good: 'at-least', value: chosen.counts },
          level: chosen.counts === null ? 'unknown' : chosen.counts >= 1 ? 'good' : 'critical',
          ...{
            source: 'validations of compliance',
            missing: null,
            observedAt: new Date(at.nowMs).toISOString(),
          },
          lines: [{ name: 'target', value: 1, level: 'target' }],
          curves: [
            { name: 'at least', buckets: curve(chosen.counts ?? 0) },
            { name: 'at most', buckets: curve(chosen.counts ?? 1) },
          ],
        }
      : null,
  };
}
