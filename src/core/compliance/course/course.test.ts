import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_THRESHOLDS } from '../../connect/profile/thresholds.ts';
import { toIso } from '../../kernel/clock.ts';
import { openStore, type Store } from '../../store/index.ts';
import type { Assessment, Item, PartId } from '../assessment.ts';
import { partOf, scoreOf, verdictOf } from '../judge.ts';
import { PARTS, targetOf } from '../parts.ts';
import { recordTrend } from '../trend.ts';
import { createCourse } from './index.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const NOW = Date.parse('2026-06-27T12:00:00Z');
const THRESHOLDS = new Map(DEFAULT_THRESHOLDS.map((it) => [it.id, it]));

function found(at: number, counts: Partial<Record<PartId, number | null>> = {}): Assessment {
  const parts = PARTS.map((info) => {
    const own = counts[info.id] === undefined ? 1 : (counts[info.id] ?? null);
    const item = (id: string, value: number | null): Item => ({
      ...{ id, title: id, weight: 1, value, counts: value, says: null, evidence: [] },
    });
    return partOf(info, targetOf(info, THRESHOLDS), [item('a', 1), item('b', own)]);
  });
  return {
    ...{ id: String(at), mode: 'production', checkedAt: toIso(at), since: toIso(at - 30 * DAY_MS), parts },
    ...{ expectedHash: 'cdd01ef066bc6cf2', verdict: verdictOf(parts), score: scoreOf(parts, 0.95) },
  };
}

describe('the course of compliance', () => {
  let store: Store;
  beforeEach(() => {
    store = openStore(':memory:', 60_000);
  });
  afterEach(() => store.close());

  const record = (assessment: Assessment) => {
    const { id, mode, verdict, score, checkedAt } = assessment;
    const at = Date.parse(checkedAt);
    recordTrend({ samples: store.samples, records: store.compliance }, assessment, at);
    const row = { id, checkedAt: at, mode, verdict, score: score.value };
    store.compliance.insert(row, JSON.stringify(assessment));
  };
  const course = () =>
    createCourse({
      ...{ samples: store.samples, records: store.compliance, parts: PARTS, now: () => NOW },
      latest: (at) => JSON.parse(store.compliance.latest(at) ?? 'null'),
      targetOf: (info) => targetOf(info, THRESHOLDS),
      target: () => 0.95,
    });

  it.each([
    ['a day, from samples', DAY_MS, 96],
    ['a year, from the hours', 365 * DAY_MS, 365],
  ])('shows %s: at least, at most, target, gaps, and when the verdict changed', (_, rangeMs, buckets) => {
    record(found(NOW - rangeMs * 0.9));
    record(found(NOW - rangeMs * 0.1, { hash: 0, dgm: null }));
    const sheet = course()({ rangeMs, buckets });
    expect(sheet.items.map(({ id }) => id)).toEqual([
      'score',
      'hash',
      'compliance',
      'audit',
      'dgm',
      'governance',
    ]);
    const [score, hash, , , dgm] = sheet.items;
    const known = (index: number) =>
      score?.curves[index]?.buckets.flatMap(([, , mean]) => (mean === null ? [] : [mean]));
    expect(known(0)).toEqual([1, expect.closeTo(0.775)]);
    expect(known(1)).toEqual([1, expect.closeTo(0.875)]);
    expect(score?.lines).toEqual([{ name: 'target', value: 0.95, level: 'target' }]);
    expect(hash).toMatchObject({ value: 0.5, level: 'critical', good: 'at-least' });
    expect(dgm).toMatchObject({ value: 0.5, level: 'unknown' });
    expect(sheet.marks).toEqual([
      { at: toIso(NOW - rangeMs * 0.1), kind: 'status', level: 'critical', text: 'compliant → violated' },
    ]);
  });

  it('shows a moment of before as it was known then', () => {
    record(found(NOW - 2 * HOUR_MS));
    record(found(NOW - HOUR_MS, { hash: 0 }));
    const sheet = course()({ rangeMs: DAY_MS, buckets: 96, at: NOW - 1.5 * HOUR_MS });
    expect(sheet.items[1]).toMatchObject({ id: 'hash', value: 1, level: 'good' });
    expect(sheet.items[1]?.curves[0]?.buckets.filter(([, , mean]) => mean !== null)).toHaveLength(1);
  });

  it('says that nobody validated, and calls nothing good', () => {
    const sheet = course()({ rangeMs: DAY_MS, buckets: 96 });
    for (const item of sheet.items) {
      expect(item).toMatchObject({ value: null, level: 'unknown', curves: [], missing: expect.any(String) });
    }
  });
});
