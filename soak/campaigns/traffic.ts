import { practiceTraffic } from '../../src/core/testing/practice-traffic.ts';
import type { Campaign } from '../campaign.ts';

const SHIFTS = 40;

export const trafficShifts: Campaign = {
  name: 'traffic-shifts',
  what: 'a request is sent through the router of the sandbox while the share of traffic is shifted',
  rounds: 100_000,
  async run({ rounds, seed, onRound }) {
    const practice = await practiceTraffic();
    try {
      const { sent, splits, faults, counts } = await practice.run({ requests: rounds, shifts: SHIFTS, seed });
      onRound(rounds);
      const { lost, offShare, overCapacity } = counts;
      const wrong = Object.entries({ lost, offShare, overCapacity }).filter(([, count]) => count > 0);
      return {
        summary: `${sent} requests over ${SHIFTS} shifts and ${splits.length} shares: ${lost} lost, ${offShare} off the share, ${overCapacity} over capacity`,
        faults: [...faults, ...wrong.map(([name, count]) => `The router counted ${count} of ${name}.`)],
      };
    } finally {
      await practice.close();
    }
  },
};
