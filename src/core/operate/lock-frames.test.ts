import { expect, it } from 'vitest';
import { manualClock } from '../kernel/manual-clock.ts';
import type { Door } from './door.ts';
import { lockFrames } from './lock-frames.ts';

it('tells what is under way at once, and again only when it has changed', async () => {
  const clock = manualClock();
  const lock = {
    target: 'deployment acgs/gs',
    operationId: 'o',
    kind: 'cluster.restart',
    summary: 'Restart it',
    actor: 'mara',
    processId: 7,
    host: 'here',
    acquiredAt: clock.now(),
    heartbeatAt: clock.now(),
    begunAt: null,
  };
  let held: ReturnType<Door['locks']> = [];
  const stop = new AbortController();
  const frames = lockFrames({ door: { locks: () => held }, clock, signal: stop.signal });
  expect((await frames.next()).value).toEqual([]);

  const next = frames.next();
  await clock.advance(5000);
  held = [{ lock, owner: 'alive' }];
  await clock.advance(1000);
  expect((await next).value).toEqual([
    {
      target: 'deployment acgs/gs',
      summary: 'Restart it',
      actor: 'mara',
      since: '2025-06-27T09:00:00.000Z',
      owner: 'alive',
      process: 7,
      host: 'here',
      sent: false,
    },
  ]);
  stop.abort();
  expect((await frames.next()).done).toBe(true);
  expect(clock.pending()).toBe(0);
});
