import { writeSync } from 'node:fs';
import { systemClock } from '../../../kernel/clock.ts';
import { openJournal } from '../index.ts';
import { openKeyFile } from '../key-file.ts';
import { ORIGIN } from './made-journal.ts';

/**
 * `recover-and-append DIRECTORY KEY NAME`: says `ready`, and on the first word from outside opens the
 * journal, adds an entry in its name, and says what came of it as JSON.
 */
const [directory = '', key = '', name = ''] = process.argv.slice(2);
const signer = openKeyFile(key, { create: false });
writeSync(1, 'ready\n');
process.stdin.once('data', () => void work());

async function work(): Promise<void> {
  const journal = openJournal({ directory, clock: systemClock(), signer, origin: ORIGIN });
  const { index } = journal.append({ actor: name, kind: 'test.act', subject: 'x', summary: `by ${name}` });
  const { recovery } = journal;
  await journal.close();
  writeSync(1, `${JSON.stringify({ name, index, recovered: recovery !== null })}\n`);
  process.exit(0);
}
