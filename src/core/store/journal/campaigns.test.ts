import { describe, expect, it } from 'vitest';
import { fileBitCampaign } from './testing/bit-campaign.ts';
import { killCampaign } from './testing/kill-campaign.ts';

// A slice of each, always the same one; npm run soak runs them whole.
describe('the journal', () => {
  it('loses nothing it acknowledged when it is killed under load, and verifies and opens afterwards', async () => {
    const { acknowledged, faults } = await killCampaign({ kills: 12, seed: 20250627 });
    expect(faults).toEqual([]);
    expect(acknowledged).toBeGreaterThan(500);
  }, 120_000);

  it('shows every bit of its file that is changed and says anything', async () => {
    const { found, faults } = await fileBitCampaign({ flips: 80, seed: 20250627, entries: 300 });
    expect(faults).toEqual([]);
    expect(found).toBeGreaterThan(40);
  });
});
