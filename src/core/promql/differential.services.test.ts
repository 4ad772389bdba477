import { describe, expect, it } from 'vitest';
import { valuesCampaign, wordsCampaign } from './testing/campaign.ts';

/**
 * The longer campaigns are in soak/. Last digits may differ in what sines, exponentials and their like give: Go has
 * its own library, partly in assembler. What is made of their results is therefore not asked for.
 */
describe('beside the real Prometheus 3', () => {
  it('gives the same for 2,000 random expressions, at a moment and over a range', {
    timeout: 180_000,
  }, async () => {
    const { same, near, faults } = await valuesCampaign({ seed: 20_260_101, rounds: 2_000 });
    expect(faults).toEqual([]);
    expect(same + near).toBe(4_000);
    expect(near).toBeLessThan(80);
  });

  it('takes and refuses 2,000 damaged expressions in the same words', { timeout: 120_000 }, async () => {
    const { same, faults } = await wordsCampaign({ seed: 20_260_102, rounds: 2_000 });
    expect(faults).toEqual([]);
    expect(same).toBe(2_000);
  });
});
