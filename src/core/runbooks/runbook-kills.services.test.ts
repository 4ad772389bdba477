import { expect, it } from 'vitest';
import { killAtEveryWrite } from './testing/runbook-campaign.ts';

// A slice, always the same one; npm run soak -- runbook-kills takes every write of every runbook that can be run.
it.each([
  ['restart-service', 5],
  ['clear_redis_cache', 7],
  ['enable_mlops_features', 4],
])(
  'makes no change of %s twice, and finishes it, wherever the application is killed',
  async (runbook, every) => {
    const { kills, faults } = await killAtEveryWrite(runbook, { every });
    expect(faults).toEqual([]);
    expect(kills).toBeGreaterThan(2);
  },
  180_000,
);
