import { join } from 'node:path';
import Database from 'better-sqlite3';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { openJournal, openJournalKey, originFor } from '../../src/core/store/journal/index.ts';
import { summarize } from '../statistics.ts';
import { operatorEntry } from './journal-entries.ts';

/**
 * `journal-append FOLDER`: how long an entry takes until it is synced, and a hundred at once, in turns with a bare
 * insert of the bytes that the journal stored for it: the same database, page size, mode and syncs.
 */
const SINGLES = 300;
const BATCHES = 100;
const BATCH = 100;
const WARM_UPS = 100;

interface Pair {
  oursUs: number;
  peerUs: number;
}

interface Row {
  data: string;
  nodes: Buffer;
}

const [folder = ''] = process.argv.slice(2);
const ours = join(folder, 'journal');
const signer = openJournalKey(ours);
const journal = openJournal({ directory: ours, clock: systemClock(), signer, origin: originFor(signer) });
const stored = new Database(join(ours, 'journal.db'), { readonly: true }).prepare<
  [number, number],
  { data: string; nodes: Buffer }
>('SELECT data, nodes FROM entry WHERE idx >= ? AND idx < ? ORDER BY idx');

const bare = new Database(join(folder, 'bare.db'));
bare.pragma('journal_mode = WAL');
bare.pragma('synchronous = FULL');
bare.exec('CREATE TABLE entry (idx INTEGER PRIMARY KEY, data TEXT NOT NULL, nodes BLOB NOT NULL)');
const insert = bare.prepare('INSERT INTO entry (data, nodes) VALUES (?, ?)');
const insertOne = ({ data, nodes }: Row) => insert.run(data, nodes);
const insertMany = bare.transaction((rows: readonly Row[]) => {
  for (const row of rows) insertOne(row);
});

let size = 0;
const timed = (work: () => void): number => {
  const startedAt = performance.now();
  work();
  return (performance.now() - startedAt) * 1000;
};

/**
 * Who goes first changes every turn, since a sync also writes what others left behind; the bare database inserts what
 * the journal stored the turn before. A warm-up first: the first statements of a process also compile them. In one of
 * forty turns of a hundred the append also stores the tree over 4,096 entries and signs it: the median does not show
 * it, the mean does.
 */
function measure(times: number, count: number): { median: Pair; mean: Pair } {
  const oursUs: number[] = [];
  const peerUs: number[] = [];
  let rows: Row[] = [];
  for (let turn = -WARM_UPS; turn < times; turn += 1) {
    const entries = Array.from({ length: count }, (_, offset) => operatorEntry(size + offset));
    const append = () =>
      timed(() => (count === 1 ? entries.map(journal.append) : journal.appendBatch(entries)));
    const insertRows = () => timed(() => (count === 1 ? rows.map(insertOne) : insertMany(rows)));
    const isOursFirst = turn % 2 === 0;
    const first = isOursFirst ? append() : insertRows();
    const second = isOursFirst ? insertRows() : append();
    rows = stored.all(size, size + count);
    if (rows.length !== count) throw new Error(`${rows.length} of ${count} entries were stored`);
    size += count;
    if (turn < 0) continue;
    oursUs.push(isOursFirst ? first : second);
    peerUs.push(isOursFirst ? second : first);
  }
  return {
    median: { oursUs: summarize(oursUs).median, peerUs: summarize(peerUs).median },
    mean: { oursUs: mean(oursUs), peerUs: mean(peerUs) },
  };
}

function mean(samples: readonly number[]): number {
  return samples.reduce((sum, sample) => sum + sample, 0) / samples.length;
}

const single = measure(SINGLES, 1).median;
const batch = measure(BATCHES, BATCH);
const answer = { single, batch: batch.median, sustained: batch.mean };
await journal.close();
bare.close();
console.log(JSON.stringify(answer));
