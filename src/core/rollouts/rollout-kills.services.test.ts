import { expect, it } from 'vitest';
import { killAtEveryWrite } from '../runbooks/testing/runbook-campaign.ts';

// A slice, always the same one; npm run soak -- rollout-kills kills at 300 random moments.
it.each([
  ['rollout/phased', 5],
  ['rollout/gradual', 9],
])(
  'writes no share of %s twice, leaves none out and ends it, wherever it is killed',
  async (rollout, every) => {
    const { kills, faults, lines } = await killAtEveryWrite(rollout, { every });
    expect([faults, lines]).toEqual([[], [expect.stringContaining('it ends as succeeded')]]);
    expect(kills).toBeGreaterThan(3);
  },
  240_000,
);
