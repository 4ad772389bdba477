import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type PracticeTraffic, practiceTraffic } from './testing/practice-traffic.ts';

let practice: PracticeTraffic;

beforeAll(async () => {
  practice = await practiceTraffic();
}, 120_000);
afterAll(() => practice?.close());

describe('traffic while its share is shifted', () => {
  it('is split at each request as the config map said, and none of it is lost or too much', async () => {
    const { splits, faults, sent, counts } = await practice.run({ requests: 5000, shifts: 4, seed: 7 });
    expect(faults).toEqual([]);
    expect(sent).toBeGreaterThanOrEqual(5000);
    expect(splits.length).toBeGreaterThanOrEqual(4);
    expect(counts).toMatchObject({ lost: 0, left: 0, offShare: 0, overCapacity: 0, underWay: 0 });
    expect(counts.requests).toBe(sent);
    expect(counts.answered).toBe(sent);
  }, 120_000);

  it('is seen to be too much where nothing is ready to take it', async () => {
    await practice.sandbox.setFault('service-down=mlops-manager', true);
    const { faults, counts } = await practice.run({ requests: 200, shifts: 0, seed: 7 });
    await practice.sandbox.setFault('service-down=mlops-manager', false);
    expect(counts.lost).toBeGreaterThan(0);
    expect(counts.overCapacity).toBeGreaterThan(0);
    expect(faults).toContain('A request was answered 502.');
  }, 60_000);
});
