import { setTimeout as delay } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { loadProfile } from '../../src/core/connect/profile/load.ts';
import { openControlCenter } from '../../src/core/control-center.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { createRouter } from '../../src/core/router.ts';
import { watchLoop } from './loop-delay.ts';

/**
 * `watch-center PROFILE DATA load|live SECONDS`: how long the control center keeps its main thread busy in one piece.
 * `load`: from its start until every pod is live on a screen. `live`: from then on, for that many seconds.
 */
const [profilePath = '', dataDirectory = '', span = 'load', seconds = '0'] = process.argv.slice(2);
const clock = systemClock();
const center = await openControlCenter({
  profile: await loadProfile(profilePath),
  dataDirectory,
  clock,
  log: silentLog,
  redactor: createRedactor(),
});
const client = createRouterClient(
  createRouter(center, { kind: 'browser', version: '0', sandboxNotice: null }),
);
const leave = new AbortController();
const { signal } = leave;

const loop = watchLoop();
// The monitor's own first turns are not what is asked for.
await delay(50);
loop.restart();
console.log('started');
const startedAt = performance.now();
center.start();
const screens = [
  follow(await client.health.watch(undefined, { signal })),
  follow(await client.shell.watch(undefined, { signal })),
];
const rows = await firstRows();
const loadMs = performance.now() - startedAt;
if (span === 'live') {
  loop.restart();
  console.log('live');
  await delay(Number(seconds) * 1000);
}
const delays = loop.stop();
console.log(JSON.stringify({ ...delays, rows, loadMs }));

leave.abort();
await Promise.allSettled(screens);
await center.close();

/** Follows the pods as a screen does, until all that there are have arrived; goes on following then. */
async function firstRows(): Promise<number> {
  const frames = await client.cluster.pods({ allNamespaces: true }, { signal });
  const seen = new Set<string>();
  for (;;) {
    const { value: frame, done } = await frames.next();
    if (done) throw new Error('The pods ended before they were complete.');
    sent(frame);
    for (const row of frame.rows) seen.add(row.key);
    if (frame.state.phase === 'live' && frame.total > 0 && seen.size >= frame.total) break;
  }
  screens.push(follow(frames));
  return seen.size;
}

async function follow(frames: AsyncIterable<unknown>): Promise<void> {
  for await (const frame of frames) sent(frame);
}

/** What a host does with every frame; it costs the main thread's time too. */
function sent(frame: unknown): number {
  return JSON.stringify(frame).length;
}
