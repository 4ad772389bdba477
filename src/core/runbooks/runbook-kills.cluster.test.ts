import { expect, it } from 'vitest';
import { startClusterWorld } from './testing/cluster-world.ts';
import { killAtEveryWrite } from './testing/runbook-campaign.ts';

// A slice, always the same one; npm run soak -- cluster-kills takes every write.
it('asks a real API server for no change twice, by its own audit log, wherever the application is killed', async () => {
  const worlds = [await startClusterWorld()] as const;
  const { kills, faults } = await killAtEveryWrite('enable_mlops_integration', { every: 9, worlds });
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThan(4);
}, 300_000);
