import { expect, it } from 'vitest';
import { killSamples } from './testing/kill-samples.ts';

it('a process that is killed while it records has lost nothing that was acknowledged', async () => {
  const { moments, faults } = await killSamples({ kills: 5, seed: 7 });
  expect(faults).toEqual([]);
  expect(moments).toBeGreaterThan(500);
});
