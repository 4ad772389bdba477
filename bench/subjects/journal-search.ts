import { join } from 'node:path';
import Database from 'better-sqlite3';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { openJournalReader } from '../../src/core/store/journal/index.ts';
import { summarize } from '../statistics.ts';
import { wordPairs } from './journal-entries.ts';

/**
 * `journal-search FOLDER index|scan`: searches for two words, with a page of 50 and how many there are in all; or goes
 * through all entries once, as whoever has no index does.
 */
const [directory = '', how = 'index'] = process.argv.slice(2);
const reader = openJournalReader({ directory, clock: systemClock() });
if (reader === undefined) throw new Error('There is no journal');
const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
};
if (how === 'index') {
  const open = reader;
  await open.list({ text: 'observe governance' }, { limit: 50 });
  const took: number[] = [];
  let found = 0;
  for (const text of wordPairs(100)) {
    took.push(
      await timed(async () => {
        found += (await open.list({ text }, { limit: 50 })).total;
      }),
    );
  }
  const { p95, median } = summarize(took);
  console.log(JSON.stringify({ p95Ms: p95, medianMs: median, found }));
} else {
  const database = new Database(join(directory, 'journal.db'), { readonly: true });
  const scan = database
    .prepare<[], number>(
      "SELECT count(*) FROM entry WHERE data LIKE '%observe%' AND data LIKE '%governance%'",
    )
    .pluck();
  let found = 0;
  const tookMs = await timed(async () => {
    found = scan.get() ?? 0;
  });
  console.log(JSON.stringify({ p95Ms: tookMs, medianMs: tookMs, found }));
  database.close();
}
reader.close();
