import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../kernel/manual-clock.ts';
import { createSlices } from '../../../kernel/slices.ts';
import type { NewEntry } from '../entry.ts';
import { type MadeJournal, makeJournal } from '../testing/made-journal.ts';
import { openSearch, type Search } from './index.ts';
import type { EntryFilter } from './query.ts';

const slices = createSlices(manualClock(), undefined);
let folder: string;
let path: string;
let journal: MadeJournal;
let search: Search;

const act = (kind: string, subject: string, summary: string, more: Partial<NewEntry> = {}): NewEntry => ({
  actor: 'alice',
  kind,
  subject,
  summary,
  ...more,
});

const ENTRIES = [
  act('cluster.restart', 'deployment/governance-service', 'Restarted because memory was leaking', {
    at: 1000,
  }),
  act('cluster.scale', 'deployment/governance-service', 'Scaled from 2 to 5', { at: 2000, actor: 'bob' }),
  act('clusters.list', 'cluster', 'A kind that only begins alike', { at: 3000 }),
  act('alerts.acknowledge', 'alert/42', 'Erklärung der Störung', {
    at: 4000,
    data: { note: 'Memory is LEAKING again', tags: ['on-call', { level: 7 }], hidden: null },
  }),
  act('cluster.restart', 'deployment/integrity-service', 'Restarted, nobody knows why', {
    at: 5000,
    actor: 'bob',
  }),
];

const entries = () => ({ ...journal.log.records, start: () => 0 });

async function reopen(): Promise<void> {
  search?.close();
  search = openSearch(path, entries());
  await search.catchUp(slices);
}

const found = (filter: EntryFilter, page = {}) =>
  search.find(filter, { limit: 50, before: undefined, ...page }).indexes;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-search-'));
  path = join(folder, 'journal-search.db');
  journal = makeJournal({ size: 0 });
  journal.log.append(ENTRIES);
  search = openSearch(path, entries());
  await search.catchUp(slices);
});

afterEach(() => {
  search.close();
  journal.database.close();
  rmSync(folder, { recursive: true });
});

describe('a search', () => {
  it.each<[string, number[]]>([
    ['memory leaking', [3, 0]],
    ['leaking memory', [3, 0]],
    ['MEMORY', [3, 0]],
    ['memor', []],
    ['memor*', [3, 0]],
    ['governance-service', [1, 0]],
    ['service restarted', [4, 0]],
    ['bob', [4, 1]],
    ['cluster.restart', [4, 0]],
    ['storung', [3]],
    ['Sto\u0308rung', [3]],
    ['on-call 7', [3]],
    ['level', []],
    ['"; DROP TABLE word; --', []],
    ['memory AND', []],
    ['( NEAR "', []],
    ['-- *', []],
    ['', []],
  ])('for %j finds %j', (text, expected) => {
    expect(found({ text })).toEqual(expected);
  });

  it.each<[EntryFilter, number[]]>([
    [{}, [4, 3, 2, 1, 0]],
    [{ actor: 'bob' }, [4, 1]],
    [{ kind: 'cluster' }, [4, 1, 0]],
    [{ kind: 'cluster.restart' }, [4, 0]],
    [{ subject: 'alert/42' }, [3]],
    [{ since: 2000, until: 4000 }, [2, 1]],
    [{ text: 'restarted', actor: 'bob', kind: 'cluster', since: 1 }, [4]],
  ])('with %j gives %j', (filter, expected) => {
    expect(found(filter)).toEqual(expected);
  });

  it('gives a page and how many there are in all', () => {
    const page = (before?: number) => search.find({ kind: 'cluster' }, { limit: 2, before });
    expect(page()).toEqual({ indexes: [4, 1], total: 3, isTotalExact: true });
    expect(page(1)).toEqual({ indexes: [0], total: 3, isTotalExact: true });
    expect(search.find({ text: 'restarted' }, { limit: 1, before: 4 })).toMatchObject({
      indexes: [0],
      total: 2,
    });
  });

  it('counts no more than anybody turns the pages of', () => {
    const limited = openSearch(path, entries(), 2);
    const page = { limit: 1, before: undefined };
    expect(limited.find({ kind: 'cluster' }, page)).toEqual({ indexes: [4], total: 2, isTotalExact: false });
    expect(limited.find({ text: 'memory' }, page)).toEqual({ indexes: [3], total: 2, isTotalExact: true });
    limited.close();
  });

  it('has what was journaled since, whoever did it', async () => {
    journal.log.append([act('a.b', 'c', 'new arrival')]);
    const other = openSearch(path, entries());
    await other.catchUp(slices);
    other.close();
    await search.catchUp(slices);
    expect(found({ text: 'arrival' })).toEqual([5]);
  });
});

describe('the index', () => {
  it('is kept, and not made again', async () => {
    journal.database.exec("UPDATE entry SET data = replace(data, 'memory', 'gizmo') WHERE idx = 0");
    await reopen();
    expect(found({ text: 'memory' })).toEqual([3, 0]);
  });

  it('is made again when the journal beside it is another one', async () => {
    journal.database.close();
    journal = makeJournal({ size: 0 });
    journal.log.append(ENTRIES.slice(1));
    await reopen();
    expect(found({ text: 'memory' })).toEqual([2]);
    journal.database.exec('DELETE FROM entry WHERE idx > 1');
    await reopen();
    expect(found({})).toEqual([1, 0]);
  });

  it.each([
    ['is not a database', 'nonsense, and more of it than a header has bytes '.repeat(3)],
    ['was cut short', undefined],
  ])('is made again when its file %s', async (_what, content) => {
    search.close();
    writeFileSync(path, content ?? readFileSync(path).subarray(0, 5000));
    search = openSearch(path, entries());
    await search.catchUp(slices);
    expect(found({ text: 'memory' })).toEqual([3, 0]);
  });

  it('is kept in memory where nothing can be written', async () => {
    search.close();
    // A folder cannot be opened as a file, whoever asks.
    search = openSearch(folder, entries());
    await search.catchUp(slices);
    expect(found({ text: 'memory' })).toEqual([3, 0]);
  });
});
