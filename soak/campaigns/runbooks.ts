import { startClusterWorld } from '../../src/core/runbooks/testing/cluster-world.ts';
import {
  drivenRunbooks,
  killAtEveryWrite,
  killAtRandomMoments,
} from '../../src/core/runbooks/testing/runbook-campaign.ts';
import { seeded } from '../../src/core/store/journal/testing/seeded.ts';
import type { Campaign } from '../campaign.ts';

export const runbookKills: Campaign = {
  name: 'runbook-kills',
  what: 'runs of a runbook of the catalogue are killed just before and after every write to the journal',
  rounds: drivenRunbooks().length,
  async run({ rounds, from, onRound }) {
    const runbooks = drivenRunbooks().slice(from - 1, from - 1 + rounds);
    const { lines, writes, kills, asked, faults } = await killAtEveryWrite(
      runbooks.map(({ id }) => id),
      onRound,
    );
    const what = `${runbooks.length} runbooks, ${writes} writes, ${kills} kills`;
    return { lines, summary: `${what}, ${asked} asked; no change made twice, each run finished`, faults };
  },
};

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
      summary: `${kills} kills, ${asked} asked; no change made twice, each run finished`,
    };
  },
};

const ON_A_CLUSTER = ['service-down', 'restart-service', 'enable_mlops_integration'];

export const clusterKills: Campaign = {
  name: 'cluster-kills',
  what: 'runs of a runbook on a real control plane are killed just before and after every write to the journal',
  rounds: ON_A_CLUSTER.length,
  async run({ rounds, from, onRound }) {
    const runbooks = ON_A_CLUSTER.slice(from - 1, from - 1 + rounds);
    const world = await startClusterWorld();
    const { lines, writes, kills, asked, faults } = await killAtEveryWrite(runbooks, onRound, {
      worlds: [world],
    });
    const what = `${runbooks.length} runbooks, ${writes} writes, ${kills} kills`;
    const summary = `${what}, ${asked} asked; no request that changes something arrived twice, each run finished`;
    return { lines, summary, faults };
  },
};
