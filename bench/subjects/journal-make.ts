import { systemClock } from '../../src/core/kernel/clock.ts';
import { openJournal, openJournalKey, originFor } from '../../src/core/store/journal/index.ts';
import { operatorEntry } from './journal-entries.ts';

/** `journal-make FOLDER ENTRIES`: makes a journal of so many entries, signed, and its search index. */
const [directory = '', entries = '0'] = process.argv.slice(2);
const AT_ONCE = 1000;
const signer = openJournalKey(directory);
const journal = openJournal({ directory, clock: systemClock(), signer, origin: originFor(signer) });
for (let from = 0; from < Number(entries); from += AT_ONCE) {
  journal.appendBatch(Array.from({ length: AT_ONCE }, (_, offset) => operatorEntry(from + offset)));
}
await journal.anchor();
await journal.list({ text: 'kernel' }, { limit: 1 });
await journal.close();
console.log(JSON.stringify({ size: Number(entries) }));
