import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createLiveJournal } from '../../../journal/index.ts';
import { systemClock } from '../../../kernel/clock.ts';
import { silentLog } from '../../../kernel/log.ts';
import { isProcessRunning } from '../../target-locks.ts';
import { inARow, newWorld, openProcesses, step } from './open-processes.ts';

/**
 * `drive-process DIRECTORY start [NUMBER before|after]`: runs a process on the store and journal of a data folder, and
 * is killed just before or after the journal was written for that time. `drive-process DIRECTORY finish`: goes on with
 * what was left, answers what is asked by looking at the world, and prints what became of it.
 */
const [directory = '', what = '', killAt = '', when = ''] = process.argv.slice(2);
const worldFile = join(directory, 'world.txt');
const turns = () =>
  existsSync(worldFile) ? readFileSync(worldFile, 'utf8').split('\n').filter(Boolean) : [];

const world = newWorld();
world.readings.set('meter', 1);
world.onTurn = async (lamp) => appendFileSync(worldFile, `${lamp}\n`);

const live = createLiveJournal({ directory, anchors: [], clock: systemClock(), log: silentLog });
let writes = 0;
const killIf = (moment: string) => {
  if (when === moment && writes === Number(killAt)) process.kill(process.pid, 'SIGKILL');
};
const appendAll: typeof live.appendAll = (entries) => {
  writes += 1;
  killIf('before');
  const appended = live.appendAll(entries);
  killIf('after');
  return appended;
};

const { processes, close } = openProcesses({
  clock: systemClock(),
  dataDirectory: directory,
  world,
  processId: process.pid,
  isRunning: isProcessRunning,
  journal: {
    appendAll,
    append: (entry) => appendAll([entry])[0] ?? { index: -1 },
    newest: live.newest,
  },
});

const lamp = (name: string) => step(name, 'lamp.turn', { lamp: name });
const definition = inARow(
  step('look', 'read', { reading: 'meter' }),
  lamp('a'),
  lamp('b'),
  step('look-again', 'read', { reading: 'meter' }),
  lamp('c'),
);
const given = { parameters: {}, agreement: 'given', yes: true, readOnly: false } as const;

if (what === 'start') await processes.start({ ...given, definition });
else processes.recover();

/** Until each has ended; whatever is asked is answered by what the world shows. */
const ended = () =>
  new Promise<void>((resolve) => {
    const look = () => {
      let isOpen = false;
      for (const { id, status } of processes.list()) {
        const { steps } = processes.get(id);
        isOpen ||= !['succeeded', 'failed', 'aborted'].includes(status);
        if (status === 'paused') processes.resume(id);
        for (const { id: asks, question } of steps) {
          if (question === null) continue;
          processes.answer(id, asks, { choice: turns().includes(asks) ? 'mark-done' : 'retry', note: '' });
        }
      }
      if (isOpen) setTimeout(look, 5);
      else resolve();
    };
    look();
  });
await ended();
const told = processes.list().map(({ id, status, why }) => ({
  status,
  why,
  steps: processes.get(id).steps.map((it) => it.status),
}));
await close();
await live.close();
console.log(JSON.stringify({ processes: told, turns: turns(), writes }));
