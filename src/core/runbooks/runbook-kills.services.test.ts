import { expect, it } from 'vitest';
import { killAtEveryWrite } from './testing/runbook-campaign.ts';

// A slice, always the same one; npm run soak -- runbook-kills takes every write of every runbook that can be run.
it('makes no change of a runbook twice, and finishes it, wherever the application is killed', async () => {
  const { kills, faults } = await killAtEveryWrite(['restart-service', 'clear_redis_cache'], undefined, {
    every: 5,
  });
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThan(6);
}, 180_000);
