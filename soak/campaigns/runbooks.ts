import { startClusterWorld } from '../../src/core/runbooks/testing/cluster-world.ts';
import {
  drivenRunbooks,
  killAtEveryWrite,
  killAtRandomMoments,
} from '../../src/core/runbooks/testing/runbook-campaign.ts';
import { seeded } from '../../src/core/store/journal/testing/seeded.ts';
import type { Campaign } from '../campaign.ts';

/** More boundaries than a run of a runbook has. */
const ALL = 1000;

/** One for every runbook that can be run. */
export const runbookKills: readonly Campaign[] = drivenRunbooks().map(({ id }) => ({
  name: `runbook-kills/${id}`,
  what: 'its run is killed just before and after every write to the journal',
  rounds: ALL,
  async run({ rounds, from, onRound }) {
    const { lines, faults } = await killAtEveryWrite(id, { from, most: rounds, onKill: onRound });
    return { summary: `${lines.join()}; no change made twice`, faults };
  },
}));

/** Some of them on a real control plane. */
export const clusterKills: readonly Campaign[] = [
  'service-down',
  'restart-service',
  'enable_mlops_integration',
].map((id) => ({
  name: `cluster-kills/${id}`,
  what: 'its run on a real control plane is killed just before and after every write to the journal',
  rounds: ALL,
  async run({ rounds, from, onRound }) {
    const worlds = [await startClusterWorld()] as const;
    const wanted = { from, most: rounds, worlds, onKill: onRound };
    const { lines, faults } = await killAtEveryWrite(id, wanted);
    return { summary: `${lines.join()}; no change asked for twice, by the API server's log`, faults };
  },
}));

export const runbookMoments: Campaign = {
  name: 'runbook-moments',
  what: 'a run of a runbook of the catalogue is killed at a random moment',
  rounds: 500,
  async run({ rounds, from, seed, onRound }) {
    const random = seeded(seed);
    const killed = { random, kills: rounds, from, onKill: onRound };
    const { lines, kills, asked, faults } = await killAtRandomMoments(killed);
    return {
      ...{ lines, faults },
      summary: `${kills} kills, ${asked} times asked; no change made twice, each run finished`,
    };
  },
};
