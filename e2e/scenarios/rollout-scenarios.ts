import { partlyForbidden } from './configuration.ts';
import { ROLLOUT_CASES as CASES } from './rollout-cases.ts';
import { ARGO_STATES, argoSeen, forbiddenRollouts, rolloutsOf, seen, verifiedSeen } from './rollouts.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';

/** What the features get where it is not the 50 % of those that go on. */
const SHARES: Readonly<Record<string, number>> = { aborted: 0, completed: 100 };

/** What of rollouts no other scenario shows: each state first, others beside it. */
export const ROLLOUT_SCENARIOS: readonly Scenario[] = [
  ...Object.entries(CASES).map(([name, first]) =>
    scenarioOf({
      name: `rollout-${name}`,
      about: `A rollout: ${name}.`,
      rollouts: rolloutsOf([first, ...[CASES.aborted, CASES.completed].filter((it) => it !== first)], {
        traffic: seen(SHARES[name] ?? 50),
      }),
    }),
  ),
  ...Object.entries(ARGO_STATES).map(([name, traffic]) =>
    scenarioOf({
      name: `traffic-${name}`,
      about: `A Rollout of Argo Rollouts moves the traffic: ${name}.`,
      rollouts: rolloutsOf([CASES.completed], { traffic: argoSeen(traffic) }),
    }),
  ),
  ...(['as-written', 'settling', 'more', 'less', 'unknown'] as const).map((verdict) =>
    scenarioOf({
      name: `verified-${verdict}`,
      about: `The share of traffic is verified by metrics: ${verdict}.`,
      rollouts: rolloutsOf([CASES.completed], { traffic: verifiedSeen(verdict) }),
    }),
  ),
  scenarioOf({
    name: 'no-rollouts',
    about: 'This operator may not see rollouts.',
    rollouts: forbiddenRollouts,
  }),
  scenarioOf({
    name: 'configuration-partly',
    about: 'The config map may be read, the environments may not.',
    configuration: partlyForbidden,
  }),
  scenarioOf({
    name: 'rollouts-read-only',
    about: 'A rollout goes on, and nothing may be changed from here.',
    rollouts: rolloutsOf([CASES.watching], { refuses: 'This control center was started with --read-only' }),
  }),
];
