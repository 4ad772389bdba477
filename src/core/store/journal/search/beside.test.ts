import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../kernel/manual-clock.ts';
import { createSlices } from '../../../kernel/slices.ts';
import { makeJournal } from '../testing/made-journal.ts';
import { openSearchBeside, type SearchBeside } from './beside.ts';
import { openSearch, type Search } from './index.ts';
import type { EntryFilter } from './query.ts';

const slices = createSlices(manualClock(), undefined);
/** Above the number from which a kind counts as common, so that both ways of finding are taken. */
const ENTRIES = 25_000;

let folder: string;
let here: Search;
let there: SearchBeside;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-beside-'));
  const path = join(folder, 'journal-search.db');
  const journal = makeJournal({ size: 0 });
  journal.log.append(
    Array.from({ length: ENTRIES }, (_, number) => ({
      at: 1_750_000_000_000 + number * 60_000,
      actor: number % 3 === 0 ? 'alice' : 'bob',
      kind:
        number % 1000 === 0 ? 'operation.refusal' : number % 2 === 0 ? 'cluster.scale' : 'cluster.restart',
      subject: `deployment/${number % 7}`,
      summary: `Act ${number}`,
    })),
  );
  here = openSearch(path, { ...journal.log.records, start: () => 0 });
  await here.catchUp(slices);
  const beside = openSearchBeside(path);
  if (beside === null) throw new Error('there is no thread');
  there = beside;
});
afterEach(() => {
  there.close();
  here.close();
  rmSync(folder, { recursive: true });
});

const FILTERS: EntryFilter[] = [
  { kind: 'cluster' },
  { kind: 'cluster.scale' },
  { kind: 'operation' },
  { kind: 'cluster', since: 1_750_000_000_000 + 20_000 * 60_000 },
  { kind: 'cluster', actor: 'alice', subject: 'deployment/3' },
  { actor: 'bob', text: 'act 77' },
  { text: 'ac*', attention: true },
  { text: '…' },
];

describe('a thread beside the main one', () => {
  it('finds, counts and lists what the main thread does', async () => {
    for (const filter of FILTERS) {
      for (const before of [undefined, 12_345]) {
        const page = { limit: 50, before };
        expect(await there.ask({ what: 'find', filter, page }, undefined)).toEqual(here.find(filter, page));
      }
      expect(await there.ask({ what: 'activity', filter, buckets: 40 }, undefined)).toEqual(
        await here.activity(filter, 40, slices),
      );
    }
    const asked = { contains: 'o', limit: 5 };
    expect(await there.ask({ what: 'values', column: 'actor', asked }, undefined)).toEqual(
      here.values('actor', asked),
    );
  }, 60_000);

  it('finds the newest of a family of kinds, in order and completely', async () => {
    const { indexes, total } = here.find({ kind: 'cluster' }, { limit: 3, before: 1001 });
    expect(indexes).toEqual([999, 998, 997]);
    expect(total).toBe(ENTRIES - ENTRIES / 1000);
    expect(here.find({ kind: 'operation' }, { limit: 2, before: undefined }).indexes).toEqual([
      24_000, 23_000,
    ]);
  });

  it('leaves out a question that nobody waits for any more', async () => {
    const stop = new AbortController();
    const first = there.ask({ what: 'find', filter: {}, page: { limit: 1, before: undefined } }, undefined);
    const second = there.ask(
      { what: 'find', filter: {}, page: { limit: 1, before: undefined } },
      stop.signal,
    );
    stop.abort(new Error('not wanted'));
    await expect(second).rejects.toThrow('not wanted');
    expect((await first).indexes).toEqual([ENTRIES - 1]);
  });

  it('says what SQLite says when the index is gone or damaged', async () => {
    const lost = openSearchBeside(join(folder, 'nothing.db'));
    const page = { limit: 1, before: undefined };
    await expect(lost?.ask({ what: 'find', filter: {}, page }, undefined)).rejects.toThrow();
    lost?.close();
  });
});
