import { expect, it } from 'vitest';
import { createTraffic, type TrafficCounts } from './traffic.ts';

const BORN = Date.UTC(2025, 5, 6);
const DAY_MS = 86_400_000;
/** As many as a percentile is told of at least. */
const FEW = 20;
const LOOKS = 5000;
const RATE = 0.7;

const quick = ({ buckets }: TrafficCounts) => buckets.find(({ bound }) => bound === 0.75)?.count ?? 0;

it('shows no percentile of few requests that none of them had', () => {
  const traffic = createTraffic(RATE, BORN);
  let at = BORN + 21 * DAY_MS;
  let before = traffic.countsAt(at);
  let windows = 0;
  for (let look = 0; look < LOOKS; look += 1) {
    at += (FEW * 1000 + (look % 37) * 211) / RATE;
    const now = traffic.countsAt(at);
    const seen = now.timed - before.timed;
    const within = quick(now) - quick(before);
    // 0.2 % take longer than 750 ms; the 95th percentile lies at 450.
    if (seen >= FEW) expect(within).toBeGreaterThanOrEqual(0.95 * seen);
    windows += seen >= FEW ? 1 : 0;
    before = now;
  }
  expect(windows).toBeGreaterThan(1000);
});

it('counts up, never back, and times whatever it counts', () => {
  const traffic = createTraffic(7, BORN);
  let before = traffic.countsAt(BORN + DAY_MS);
  for (let look = 1; look <= LOOKS; look += 1) {
    const at = BORN + DAY_MS + look * 733;
    if (look === 1000) traffic.disturb(at, 2600, 0.3);
    if (look === 3000) traffic.disturb(at, 0, 0);
    const now = traffic.countsAt(at);
    expect(Math.abs(now.timed - now.requests)).toBeLessThanOrEqual(3);
    expect(now.buckets.at(-1)?.count).toBe(now.timed);
    for (const [index, { count }] of now.buckets.entries()) {
      expect(count).toBeGreaterThanOrEqual(before.buckets[index]?.count ?? 0);
      expect(count).toBeGreaterThanOrEqual(now.buckets[index - 1]?.count ?? 0);
    }
    for (const part of ['ok', 'clientErrors', 'serverErrors', 'timed'] as const) {
      expect(now[part]).toBeGreaterThanOrEqual(before[part]);
    }
    before = now;
  }
});
