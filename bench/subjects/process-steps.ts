import { mkdirSync } from 'node:fs';
import { createLiveJournal } from '../../src/core/journal/index.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import {
  inARow,
  newWorld,
  openProcesses,
  step,
} from '../../src/core/operate/processes/testing/open-processes.ts';

/** `process-steps FOLDER COUNT`: runs so many steps that do nothing, on a journal and a store of its own. */
const [folder = '', count = ''] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const clock = systemClock();
const journal = createLiveJournal({ directory: folder, anchors: [], clock, log: silentLog });
const world = newWorld();
world.readings.set('nothing', null);
const { processes, close } = openProcesses({
  clock,
  dataDirectory: folder,
  world,
  processId: process.pid,
  journal,
});

const steps = Array.from({ length: Number(count) }, (_, index) =>
  step(`step-${index}`, 'read', { reading: 'nothing' }),
);
const startedAt = performance.now();
const { id } = await processes.start({ definition: inARow(...steps), parameters: {}, readOnly: false });
while (processes.get(id).endedAt === null) await new Promise((resolve) => setTimeout(resolve, 50));
const elapsedMs = performance.now() - startedAt;
if (processes.get(id).status !== 'succeeded') throw new Error(`It ended otherwise: ${processes.get(id).why}`);
await close();
await journal.close();
console.log(JSON.stringify({ msPerStep: elapsedMs / Number(count) }));
