import { type Driven, killedAt, undisturbed } from '../../src/core/runbooks/testing/runbook-kills.ts';
import { seeded } from '../../src/core/store/journal/testing/seeded.ts';
import type { Campaign } from '../campaign.ts';

/** Runbooks that change something in practice, and end by themselves. */
const DRIVEN: readonly Driven[] = [
  { runbook: 'restart-service', parameters: { service: 'governance' }, faults: [] },
  { runbook: 'restart_dependent_services', parameters: {}, faults: [] },
  { runbook: 'enable_legacy_ml_optimizer', parameters: {}, faults: [] },
  { runbook: 'enable_mlops_integration', parameters: {}, faults: [] },
];

export const runbookKills: Campaign = {
  name: 'runbook-kills',
  what: 'a runbook is killed at a write to the journal, on a practice system of its own',
  rounds: 100,
  async run({ rounds, seed, onRound }) {
    const random = seeded(seed);
    const faults: string[] = [];
    let round = 0;
    for (const driven of DRIVEN) {
      const expected = await undisturbed(driven);
      if (expected.status !== 'succeeded')
        faults.push(`${driven.runbook} ends as ${expected.status}: ${expected.why}`);
      const share = Math.ceil(rounds / DRIVEN.length);
      for (let kill = 0; kill < share && round < rounds; kill += 1) {
        // Every write in turn, then moments by chance.
        const at = kill < expected.written ? { write: kill + 1 } : { ms: 300 + random(1500) };
        faults.push(...(await killedAt(driven, at, expected)).map((it) => `${driven.runbook} ${it}`));
        round += 1;
        onRound(round);
      }
    }
    return { summary: `${round} kills, no change made twice, each run finished`, faults };
  },
};
