import {
  boundariesOf,
  killAtBoundaries,
  killAtMoments,
  writesOfARun,
} from '../../src/core/operate/processes/testing/process-kills.ts';
import { seeded } from '../../src/core/store/journal/testing/seeded.ts';
import type { Campaign } from '../campaign.ts';

export const processBoundaries: Campaign = {
  name: 'process-boundaries',
  what: 'a run is killed just before and after every write to the journal',
  rounds: 100,
  async run({ rounds, from, onRound }) {
    const boundaries = boundariesOf(await writesOfARun()).slice(from - 1, from - 1 + rounds);
    const { kills, faults } = await killAtBoundaries(boundaries, onRound);
    return { summary: `${kills} boundaries, no change made twice, each run finished`, faults };
  },
};

export const processKills: Campaign = {
  name: 'process-kills',
  what: 'a run is killed at a random moment',
  rounds: 500,
  async run({ rounds, from, seed, onRound }) {
    const random = seeded(seed);
    // How long a run takes from the start of its process is up to the machine.
    const startedAt = performance.now();
    await writesOfARun();
    const runMs = performance.now() - startedAt;
    const moments = Array.from({ length: from - 1 + rounds }, () => (random(1000) / 1000) * runMs).slice(
      from - 1,
    );
    const { kills, faults } = await killAtMoments(moments, onRound);
    return { summary: `${kills} moments, no change made twice, each run finished`, faults };
  },
};
