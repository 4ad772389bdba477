import { killAtRandomMoments } from '../../src/core/runbooks/testing/runbook-campaign.ts';
import { seeded } from '../../src/core/store/journal/testing/seeded.ts';
import type { Campaign } from '../campaign.ts';

/** As often as there are steps: the emergency rollback watches for a second. */
const DRIVEN = [
  { id: 'rollout/phased', steps: 6 },
  { id: 'rollout/gradual', steps: 5 },
  { id: 'emergency_mlops_rollback', steps: 5 },
];

export const rolloutKills: Campaign = {
  name: 'rollout-kills',
  what: 'a rollout, a gradual or an emergency rollback is killed at a random moment',
  rounds: 300,
  async run({ rounds, from, seed, onRound }) {
    const random = seeded(seed);
    const killed = { random, runbooks: DRIVEN, kills: rounds, from, onKill: onRound };
    const { lines, kills, asked, faults } = await killAtRandomMoments(killed);
    return {
      ...{ lines, faults },
      summary: `${kills} kills, ${asked} times asked; no share written twice or left out, each ended`,
    };
  },
};
