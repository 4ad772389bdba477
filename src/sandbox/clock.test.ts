import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSandboxClock } from './clock.ts';
import { createPace } from './pace.ts';

let realMs = 1_000_000;
const clockAt = () => createSandboxClock(() => realMs);

describe('the clock of the practice production', () => {
  it('goes on where it was when its pace changes, and never back', () => {
    const clock = clockAt();
    expect(clock.now()).toBe(realMs);
    clock.run(60);
    const begun = clock.now();
    realMs += 1000;
    expect(clock.now()).toBe(begun + 60_000);
    clock.run(1);
    realMs += 5;
    expect(clock.now()).toBe(begun + 60_005);
    expect(clock.pace()).toMatchObject({ timeScale: 1, at: begun + 60_000 });
  });
});

describe('what waits on it', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('waits for what is left at the new pace', () => {
    const clock = createSandboxClock(() => 0);
    const pace = createPace(1, clock);
    const acted: number[] = [];
    pace.after(60_000, () => acted.push(performance.now()));
    const begun = performance.now();
    vi.advanceTimersByTime(30_000);
    clock.run(3000);
    vi.advanceTimersByTime(10);
    expect(acted).toEqual([begun + 30_010]);
  });

  it('comes again at most every 20 ms, and ends with stop', () => {
    const clock = createSandboxClock(() => 0);
    const pace = createPace(1, clock);
    clock.run(3600);
    const turn = vi.fn();
    pace.every(1000, turn);
    vi.advanceTimersByTime(100);
    expect(turn).toHaveBeenCalledTimes(5);
    pace.stop();
    vi.advanceTimersByTime(100);
    expect(turn).toHaveBeenCalledTimes(5);
  });
});
