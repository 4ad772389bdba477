import { expect, it } from 'vitest';
import { startClusterWorld } from './testing/cluster-world.ts';
import { killAtEveryWrite } from './testing/runbook-campaign.ts';

// A slice, always the same one; npm run soak -- cluster-kills takes every write.
it('asks a real API server for no change twice, by its own audit log, wherever the application is killed', async () => {
  const worlds = [await startClusterWorld()] as const;
  const { kills, faults } = await killAtEveryWrite(['service-down', 'enable_mlops_integration'], undefined, {
    every: 11,
    worlds,
  });
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThan(6);
}, 300_000);
