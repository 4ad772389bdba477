import { killSamples } from '../../src/core/store/samples/testing/kill-samples.ts';
import type { Campaign } from '../campaign.ts';

export const samplesKills: Campaign = {
  name: 'samples-kills',
  what: 'a process that records samples is killed',
  rounds: 100,
  async run({ rounds, seed, onRound }) {
    const { moments, faults } = await killSamples({ kills: rounds, seed, onKill: onRound });
    return { summary: `${moments} moments of 200 series, each there once`, faults };
  },
};
