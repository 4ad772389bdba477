import { hostname } from 'node:os';
import { z } from 'zod';
import { createLiveJournal } from '../../journal/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { openDoor } from './open-door.ts';

/**
 * `die-after-intent DIRECTORY`: begins an operation on the store and journal of a data folder, and is killed
 * when its intent is on the disk, before anything is sent.
 */
const [dataDirectory = ''] = process.argv.slice(2);
const clock = systemClock();
const live = createLiveJournal({ directory: dataDirectory, anchors: [], clock, log: silentLog });
const { door } = openDoor({
  clock,
  dataDirectory,
  owner: { processId: process.pid, host: hostname() },
  journal: {
    newest: live.newest,
    append(entry) {
      const appended = live.append(entry);
      if (entry.kind === 'operation.intent') process.kill(process.pid, 'SIGKILL');
      return appended;
    },
  },
});
await door.perform(
  {
    kind: 'test.turn',
    title: 'Turn the lamp',
    risk: 'change',
    parameters: z.strictObject({}),
    permissions: () => [],
    prepare: async () => ({
      target: 'lamp desk',
      summary: 'Turn on lamp desk',
      calls: [{ method: 'PUT', path: '/lamps/desk' }],
      ...{ diff: null, notes: [], permissions: [], author: null, rehearse: null },
      execute: async () => {
        throw new Error('it was sent');
      },
      verify: async () => ({ ok: true, words: 'it shines' }),
    }),
  },
  {},
  { yes: true, readOnly: false, signal: new AbortController().signal },
);
