import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createTicker } from './ticker.ts';

describe('createTicker', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_200 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('beats once a second while somebody listens', () => {
    const ticker = createTicker(Date.now);
    const heard: number[] = [];
    const stop = ticker.subscribe(() => heard.push(ticker.seconds()));
    vi.advanceTimersByTime(2500);
    stop();
    vi.advanceTimersByTime(5000);
    expect(heard).toEqual([1_001_000, 1_002_000]);
  });

  it("follows the core's clock", () => {
    const ticker = createTicker(Date.now);
    ticker.setServerNow(Date.now() + 60_000);
    expect(ticker.seconds()).toBe(1_060_000);
  });

  it.each([10, -10])('follows it when it jumps by %i years', (years) => {
    const ticker = createTicker(Date.now);
    const jumped = Date.now() + years * 365 * 86_400_000;
    ticker.setServerNow(jumped);
    expect(ticker.seconds()).toBe(Math.floor(jumped / 1000) * 1000);
    ticker.setServerNow(Date.now());
    expect(ticker.seconds()).toBe(1_000_000);
  });

  it('does not take the journey of a message for a difference of clocks', () => {
    const ticker = createTicker(Date.now);
    const told = vi.fn();
    const stop = ticker.subscribe(told);
    ticker.setServerNow(Date.now() - 300);
    expect(told).not.toHaveBeenCalled();
    stop();
  });
});
