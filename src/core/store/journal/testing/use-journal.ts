import { join } from 'node:path';
import { systemClock } from '../../../kernel/clock.ts';
import { openJournal, openJournalReader } from '../index.ts';
import { openKeyFile } from '../key-file.ts';
import { madeEntry, ORIGIN } from './made-journal.ts';

/**
 * `use-journal DIRECTORY read|append`: reads a journal, or adds to it until that fails, and says in the
 * end what the operator would be told.
 */
const [directory = '', act] = process.argv.slice(2);
const clock = systemClock();
// A limit on the size of files is told by a signal first, which would end the process.
process.on('SIGXFSZ', () => undefined);
try {
  if (act === 'read') await read();
  else append();
} catch (error) {
  console.log(error instanceof Error ? error.message : error);
  process.exit(1);
}

async function read(): Promise<void> {
  const reader = openJournalReader({ directory, clock });
  if (reader === undefined) throw new Error('There is no journal');
  const { total } = await reader.list({ text: 'act' }, { limit: 1 });
  const { verdict } = await reader.verify();
  console.log(`${reader.size()} entries, ${total} found, ${verdict}`);
  reader.close();
}

function append(): void {
  const signer = openKeyFile(join(directory, 'journal.key'), { create: false });
  const journal = openJournal({ directory, clock, signer, origin: ORIGIN });
  for (;;) {
    try {
      journal.appendBatch(Array.from({ length: 100 }, (_, number) => madeEntry(number)));
    } catch (error) {
      console.log(`acknowledged ${journal.size()}`);
      throw error;
    }
  }
}
