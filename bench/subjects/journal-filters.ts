import { systemClock } from '../../src/core/kernel/clock.ts';
import { type EntryFilter, openJournalReader } from '../../src/core/store/journal/index.ts';
import { watchLoop } from './loop-delay.ts';

/**
 * `journal-filters FOLDER`: lists a large journal by filters, with the chart of each, as the Journal panel does, and
 * says how long the event loop went without a turn meanwhile.
 */
const [directory = ''] = process.argv.slice(2);
const reader = openJournalReader({ directory, clock: systemClock() });
if (reader === undefined) throw new Error('There is no journal');
const FILTERS: EntryFilter[] = [
  { actor: 'alice' },
  { kind: 'cluster' },
  { kind: 'cluster.restart', actor: 'bob' },
  { kind: 'cluster', since: 0 },
  { text: 'op*' },
  { text: 'kernel', actor: 'alice' },
  { attention: true },
];
// The thread that answers has to be there: a panel that was open for a second has it.
await reader.list({ text: 'kernel' }, { limit: 1 });
const loop = watchLoop();
loop.restart();
for (const filter of FILTERS) {
  await Promise.all([reader.list(filter, { limit: 50 }), reader.activity(filter, 90)]);
}
await new Promise((resolve) => setTimeout(resolve, 5));
console.log(JSON.stringify({ longestBlockMs: loop.read().maxMs }));
reader.close();
