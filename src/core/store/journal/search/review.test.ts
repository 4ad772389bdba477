import { describe, expect, it } from 'vitest';
import { manualClock } from '../../../kernel/manual-clock.ts';
import { createSlices } from '../../../kernel/slices.ts';
import { IN_MEMORY } from '../database/open.ts';
import { encodeEntry, type NewEntry } from '../entry.ts';
import { openSearch } from './index.ts';

const DAY_MS = 86_400_000;
const START = Date.parse('2025-06-01T00:00:00Z');

async function searchOver(entries: readonly NewEntry[], mostCounted?: number) {
  const leaves = entries.map((entry) => Buffer.from(encodeEntry(entry, '')));
  const search = openSearch(
    IN_MEMORY,
    { start: () => 0, size: () => leaves.length, leaf: (index) => leaves[index] },
    mostCounted,
  );
  const slices = () => createSlices(manualClock(), undefined);
  await search.catchUp(slices());
  return { ...search, slices };
}

function entry(number: number, more: Partial<NewEntry> = {}): NewEntry {
  return {
    at: START + number * 60_000,
    actor: `operator-${number % 3}`,
    kind: 'operation.intent',
    subject: `deployment/service-${number % 7}`,
    summary: `Act ${number}`,
    ...more,
  };
}

const entries = (count: number) => Array.from({ length: count }, (_, number) => entry(number));

describe('values', () => {
  it('are those that occur, the latest first', async () => {
    const search = await searchOver([...entries(10), entry(10, { actor: 'zoe' }), entry(11)]);
    expect(search.values('actor', { contains: '', limit: 10 })).toEqual([
      'operator-2',
      'zoe',
      'operator-0',
      'operator-1',
    ]);
  });

  it('contain the text, whatever its case, and are not more than asked for', async () => {
    const search = await searchOver(entries(20));
    expect(search.values('subject', { contains: 'SERVICE-3', limit: 5 })).toEqual(['deployment/service-3']);
    expect(search.values('subject', { contains: '', limit: 2 })).toHaveLength(2);
    expect(search.values('kind', { contains: 'nothing', limit: 5 })).toEqual([]);
  });
});

describe('what somebody should look at', () => {
  const remarkable = [
    entry(0, { kind: 'operation.refusal' }),
    entry(1, { kind: 'operation.result', data: { result: 'unknown' } }),
    entry(2, { kind: 'operation.result', data: { result: 'done' } }),
    entry(3, { kind: 'operation.verification', data: { ok: null } }),
    entry(4, { kind: 'operation.verification', data: { ok: true } }),
    entry(5, { kind: 'journal.recovered' }),
    entry(6, { kind: 'approval.break-glass' }),
    entry(7),
  ];

  it('is found by itself and together with words', async () => {
    const search = await searchOver(remarkable);
    const page = { limit: 10, before: undefined };
    expect(search.find({ attention: true }, page).indexes).toEqual([6, 5, 3, 1, 0]);
    expect(search.find({ attention: true, text: 'act 3' }, page).indexes).toEqual([3]);
    expect(search.find({ attention: true, kind: 'operation' }, page).total).toBe(3);
  });

  it('is counted beside the others', async () => {
    const search = await searchOver(remarkable);
    const { buckets } = await search.activity({}, 20, search.slices());
    expect(buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(8);
    expect(buckets.reduce((sum, [, , attention]) => sum + attention, 0)).toBe(5);
  });
});

describe('activity', () => {
  it('has no more buckets than asked for, of a width that can be named', async () => {
    const search = await searchOver(
      Array.from({ length: 90 }, (_, day) => entry(0, { at: START + day * DAY_MS })),
    );
    const { bucketMs, buckets, from, to, isComplete } = await search.activity({}, 60, search.slices());
    expect({ bucketMs, from, isComplete }).toEqual({
      bucketMs: 7 * DAY_MS,
      from: buckets[0]?.[0],
      isComplete: true,
    });
    expect(buckets.length).toBeLessThanOrEqual(60);
    expect(to).toBeGreaterThan(START + 89 * DAY_MS);
    expect(buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(90);
  });

  it('counts the same by time alone and with another condition', async () => {
    const search = await searchOver(entries(500));
    const since = START + 100 * 60_000;
    const plain = await search.activity({ since }, 30, search.slices());
    const both = await search.activity({ since, kind: 'operation' }, 30, search.slices());
    expect(both).toEqual(plain);
    expect(plain.buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(400);
  });

  it('looks at the newest only when more match than are worth counting, and says so', async () => {
    const search = await searchOver(entries(9000), 3000);
    const { buckets, isComplete } = await search.activity({ text: 'act' }, 30, search.slices());
    expect(isComplete).toBe(false);
    expect(buckets.reduce((sum, [, count]) => sum + count, 0)).toBe(4000);
    expect((await search.activity({}, 30, search.slices())).isComplete).toBe(true);
  });

  it('is empty where nothing matches, or nothing can', async () => {
    const search = await searchOver(entries(5));
    const nothing = { from: 0, to: 0, bucketMs: 0, buckets: [], isComplete: true };
    expect(await search.activity({ text: 'unheard' }, 30, search.slices())).toEqual(nothing);
    expect(await search.activity({ text: '…' }, 30, search.slices())).toEqual(nothing);
    expect(await search.activity({ since: START + DAY_MS }, 30, search.slices())).toEqual(nothing);
  });
});
