import { expect, it, vi } from 'vitest';
import { manualClock } from './manual-clock.ts';
import { watchSleep } from './sleep-watch.ts';

it('notices sleep by the wall clock that went on, once, and nothing else', async () => {
  const clock = manualClock();
  const onWake = vi.fn();
  const stop = watchSleep(clock, onWake);
  await clock.advance(3_600_000);
  expect(onWake).not.toHaveBeenCalled();

  clock.sleep(8 * 3_600_000);
  await clock.advance(5000);
  expect(onWake).toHaveBeenCalledExactlyOnceWith(8 * 3_600_000);
  await clock.advance(60_000);
  expect(onWake).toHaveBeenCalledOnce();

  // A clock that is set a little, or back, is no sleep.
  clock.sleep(9000);
  await clock.advance(5000);
  clock.sleep(-3_600_000);
  await clock.advance(5000);
  expect(onWake).toHaveBeenCalledOnce();

  stop();
  clock.sleep(3_600_000);
  await clock.advance(60_000);
  expect(onWake).toHaveBeenCalledOnce();
  expect(clock.pending()).toBe(0);
});
