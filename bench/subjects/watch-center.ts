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
 * `watch-center PROFILE DATA SECONDS`: how long the control center keeps its main thread busy in one piece, told span
 * by span: `start` until health knows everything, `load` until every pod is live on a screen, and `live` for that many
 * seconds from then on.
 */
const [profilePath = '', dataDirectory = '', seconds = '0'] = process.argv.slice(2);
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

begin('start');
center.start();
const screens = [
  follow(await client.health.watch(undefined, { signal })),
  follow(await client.shell.watch(undefined, { signal })),
];
await center.health.check(signal);
end();

begin('load');
await allPods();
end();

begin('live');
await delay(Number(seconds) * 1000);
end();

leave.abort();
await Promise.allSettled(screens);
await center.close();

function begin(span: 'start' | 'load' | 'live'): void {
  loop.restart();
  console.log(span);
}

function end(): void {
  console.log(JSON.stringify(loop.read()));
}

/** Follows the pods as a screen does, until all that there are have arrived; goes on following then. */
async function allPods(): Promise<void> {
  const frames = await client.cluster.pods({ namespaces: 'all' }, { signal });
  const seen = new Set<string>();
  for (;;) {
    const { value: frame, done } = await frames.next();
    if (done) throw new Error('The pods ended before they were complete.');
    sent(frame);
    for (const row of frame.rows) seen.add(row.key);
    if (frame.state.phase === 'live' && frame.total > 0 && seen.size >= frame.total) break;
  }
  screens.push(follow(frames));
}

async function follow(frames: AsyncIterable<unknown>): Promise<void> {
  for await (const frame of frames) sent(frame);
}

/** What a host does with every frame; it costs the main thread's time too. */
function sent(frame: unknown): number {
  return JSON.stringify(frame).length;
}
