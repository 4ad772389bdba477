import { practisedRollouts, TRIGGERS } from '../../src/core/rollouts/testing/practised-rollout.ts';
import { openPractice } from '../../src/core/runbooks/testing/practice.ts';
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

const HOUR_MS = 3_600_000;
const HOURS = [4, 8, 1];

/** The guide's windows, the last one watched, too: the first round is well to its end, a fault comes in each other one. */
export const rolloutWindows: Campaign = {
  name: 'rollout-windows',
  what: 'a rollout is watched for hours, of which nobody waits, and turned back by a fault at a random moment of a stage',
  rounds: 1 + TRIGGERS.length * HOURS.length,
  async run({ rounds, from, seed, onRound }) {
    const random = seeded(seed);
    const practice = await openPractice();
    const faults: string[] = [];
    const lines: string[] = [];
    try {
      const practised = practisedRollouts(practice);
      for (let round = 1; round < from + rounds; round += 1) {
        const index = (round - 2) % HOURS.length;
        const trigger = TRIGGERS[Math.floor((round - 2) / HOURS.length) % TRIGGERS.length];
        const afterMs = random(Math.max(1, (HOURS[index] ?? 0) * HOUR_MS - HOUR_MS / 4));
        if (round < from) continue;
        if (trigger === undefined || round === 1) {
          const { view, faults: found } = await practised.toTheEnd('4h,8h,0s');
          const looks = view.stages.flatMap(({ checks }) => checks.map(({ total }) => total));
          lines.push(`to 100 %: ${looks.reduce((sum, it) => sum + it, 0)} measurements`);
          faults.push(...found);
        } else {
          const monitor = HOURS.map((hours) => `${hours}h`).join(',');
          faults.push(...(await practised.turnedBack({ trigger, index, monitor, afterMs })));
          lines.push(`${trigger.fault} ${Math.round(afterMs / 60_000)} min into stage ${index + 1}`);
          await practice.sandbox.restore();
        }
        onRound(round);
      }
    } finally {
      await practice.close();
    }
    return { lines, faults, summary: `${rounds} rollouts, each with the reads and writes it should have` };
  },
};
