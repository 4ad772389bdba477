import { writeSync } from 'node:fs';
import { systemClock } from '../../../kernel/clock.ts';
import { openJournal } from '../index.ts';
import { openKeyFile } from '../key-file.ts';
import { madeEntry, ORIGIN } from './made-journal.ts';

/**
 * `append-under-load DIRECTORY KEY`: a process that journals as fast as it can until it is killed. For
 * every entry that the journal acknowledged it writes a line `index leafHash`, in one system call, so that
 * nothing is claimed that was not acknowledged.
 */
const [directory = '', key = ''] = process.argv.slice(2);
const journal = openJournal({
  directory,
  clock: systemClock(),
  signer: openKeyFile(key, { create: false }),
  origin: ORIGIN,
  checkpointEvery: 50,
});
let number = journal.size();
const say = (appended: readonly { index: number; leafHash: Uint8Array }[]) => {
  const lines = appended.map(({ index, leafHash }) => `${index} ${Buffer.from(leafHash).toString('hex')}\n`);
  writeSync(1, lines.join(''));
};

/** Timers have their turn in between: checkpoints are signed and written beside the database meanwhile. */
function work(): void {
  for (let turn = 0; turn < 5; turn += 1) {
    number += 1;
    say([journal.append(madeEntry(number))]);
    const batch = Array.from({ length: number % 40 }, (_, offset) => madeEntry(number + offset));
    say(journal.appendBatch(batch));
  }
  setImmediate(work);
}
work();
