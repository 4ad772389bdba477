import { describe, expect, it } from 'vitest';
import { sleep, systemClock, toIso } from './clock.ts';
import { conflate } from './conflate.ts';
import { manualClock } from './manual-clock.ts';

describe('the manual clock', () => {
  it('runs what falls due in order of time, then of asking', async () => {
    const clock = manualClock();
    const order: string[] = [];
    clock.after(20, () => order.push('late'));
    clock.after(10, () => order.push('first'));
    clock.after(10, () => order.push('second'));
    await clock.advance(20);
    expect(order).toEqual(['first', 'second', 'late']);
    expect(clock.pending()).toBe(0);
  });

  it('lets a loop that waits take all its turns in one advance', async () => {
    const clock = manualClock();
    const startedAt = clock.now();
    const turns: number[] = [];
    const loop = async () => {
      for (let turn = 0; turn < 4; turn++) {
        await sleep(clock, 3_600_000);
        turns.push(clock.now() - startedAt);
      }
    };
    const running = loop();
    await clock.advance(4 * 3_600_000);
    await running;
    expect(turns).toEqual([3_600_000, 7_200_000, 10_800_000, 14_400_000]);
  });
});

describe('sleep', () => {
  it('ends with the reason of the signal and leaves no timer behind', async () => {
    const clock = manualClock();
    const abort = new AbortController();
    const sleeping = sleep(clock, 1000, abort.signal);
    abort.abort(new Error('stopped by the operator'));
    await expect(sleeping).rejects.toThrow('stopped by the operator');
    expect(clock.pending()).toBe(0);
  });
});

describe('the system clock', () => {
  it('keeps counting from the present when it is scaled, and from where others are that run at its pace', () => {
    const before = Date.now();
    expect(systemClock({ timeScale: 1000 }).now()).toBeGreaterThanOrEqual(before);
    const [since, at] = [before - 1000, before + 3_600_000];
    const ahead = systemClock({ timeScale: 3600, since, at }).now() - at;
    expect(ahead).toBeGreaterThanOrEqual(1000 * 3600);
    expect(ahead).toBeLessThan((Date.now() - since + 1000) * 3600);
    expect(toIso(Date.UTC(2025, 5, 27, 9))).toBe('2025-06-27T09:00:00.000Z');
  });
});

describe('conflate', () => {
  it('gives the latest state at once and again after changes, merging what piles up within a frame', async () => {
    const clock = manualClock();
    let value = 1;
    let changed = () => {};
    const abort = new AbortController();
    const frames = conflate({
      clock,
      frameMs: 250,
      subscribe: (listener) => {
        changed = listener;
        return () => {
          changed = () => {};
        };
      },
      snapshot: () => value,
      signal: abort.signal,
    });
    expect((await frames.next()).value).toBe(1);
    const next = frames.next();
    for (value = 2; value < 9; value++) changed();
    await clock.advance(250);
    expect((await next).value).toBe(9);
    const last = frames.next();
    abort.abort();
    expect((await last).done).toBe(true);
    expect(clock.pending()).toBe(0);
  });
});
