import { z } from 'zod';
import type { Condition } from '../operate/processes/condition.ts';
import type { ProcessDefinition, StepDefinition } from '../operate/processes/definition.ts';
import { canonicalize } from '../store/journal/canonical.ts';
import type { StageCheck } from './check.ts';
import { stageCheck } from './check-schema.ts';
import type { GateInput } from './gate.ts';
import { type ObservedShare, observedCheck } from './observed-share.ts';
import type { RolloutPlan, Stage } from './plan.ts';

/** What makes the processes. */
export const ROLLOUT = 'rollout';
export const PHASED = 'phased';
export const GRADUAL = 'gradual-rollback';

const MINUTE_MS = 60_000;
const SET_TIMEOUT_MS = 15 * MINUTE_MS;
const GATE_TIMEOUT_MS = 60 * MINUTE_MS;
/** For what a person has to decide, or keeps paused, all stages of a rollout are given back after so long. */
const DECISION_MS = 7 * 24 * 60 * MINUTE_MS;
/** A cluster that cannot be reached just now is asked again. */
const SET_RETRY = { attempts: 4, delayMs: 5000, maxDelayMs: MINUTE_MS };
/** Taking traffic away is not given up soon. */
const BACK_RETRY = { attempts: 30, delayMs: 2000, maxDelayMs: 30_000 };

/** The first step: nothing is changed by it, and what is done after it is taken back at once with it. */
export const BEFORE = 'before';
export const setId = ({ percentage }: Pick<Stage, 'percentage'>) => `set-${percentage}`;
export const gateId = ({ percentage }: Pick<Stage, 'percentage'>) => `gate-${percentage}`;
export const watchId = ({ percentage }: Pick<Stage, 'percentage'>) => `watch-${percentage}`;

/** What a step that watches is given. */
export const watchInput = z.strictObject({
  percentage: z.number(),
  monitorMs: z.number().positive(),
  checks: z.array(stageCheck),
});
export type WatchInput = z.infer<typeof watchInput>;

/** A plan as a durable process: each share is set, then watched; whatever fails takes all traffic away in one write. */
export function definitionOf(
  { stages }: RolloutPlan,
  of: { name: typeof PHASED | typeof GRADUAL; title: string; observed: ObservedShare | null },
): ProcessDefinition {
  const { name, title, observed } = of;
  const steps: StepDefinition[] = [
    {
      ...{ id: BEFORE, title: 'Look at the share there is', action: 'rollout.look', input: {}, needs: [] },
      ...{ timeoutMs: MINUTE_MS, retry: SET_RETRY, onFailure: 'stop' },
      compensation: {
        ...{ title: 'Take all traffic away', action: 'rollout.set', input: { percentage: 0 } },
        ...{ timeoutMs: SET_TIMEOUT_MS, retry: BACK_RETRY },
      },
    },
  ];
  const ofShare = (percentage: number) => [
    shareCheck(percentage),
    ...(observed === null ? [] : [observedCheck(percentage, observed)]),
  ];
  const watched: string[] = [];
  for (const [index, stage] of stages.entries()) {
    const isLast = index === stages.length - 1;
    const needs = [steps.at(-1)?.id ?? BEFORE];
    const when = isLast || watched.length === 0 ? {} : { when: unlessPromotedFull(watched) };
    const { percentage, monitorMs } = stage;
    steps.push({
      ...{ id: setId(stage), title: `Give ${percentage} % of the traffic`, action: 'rollout.set', needs },
      ...{ input: { percentage }, timeoutMs: SET_TIMEOUT_MS, retry: SET_RETRY, onFailure: 'compensate' },
      ...when,
    });
    if (stage.gate !== undefined) {
      steps.push({
        ...{ id: gateId(stage), title: `Test with load at ${percentage} %`, action: 'rollout.gate' },
        ...{ needs: [setId(stage)], timeoutMs: GATE_TIMEOUT_MS + DECISION_MS, onFailure: 'compensate' },
        input: plain({ percentage, ...stage.gate, checks: [...stage.gate.checks] }),
        ...when,
      });
    }
    if (monitorMs === 0) continue;
    steps.push({
      ...{ id: watchId(stage), title: `Watch it at ${percentage} %`, action: 'rollout.watch' },
      ...{
        needs: [steps.at(-1)?.id ?? setId(stage)],
        timeoutMs: monitorMs + DECISION_MS,
        onFailure: 'compensate',
      },
      input: plain({ percentage, monitorMs, checks: [...stage.checks, ...ofShare(percentage)] }),
      ...when,
    });
    watched.push(watchId(stage));
  }
  return { kind: ROLLOUT, name, title, unattended: true, steps };
}

/** Somebody gave all the traffic: what lies between is left out. */
function unlessPromotedFull(watched: readonly string[]): Condition {
  return {
    not: { any: watched.map((id) => ({ value: `\${{ steps.${id}.output.full }}`, is: true })) },
  };
}

/** Whoever else moves the share is not written over: a person decides. */
function shareCheck(percentage: number): StageCheck {
  return {
    ...{ id: 'share', title: 'Share of traffic in percent', unit: '', measures: { what: 'share' } },
    ...{ everyMs: MINUTE_MS, success: { atLeast: percentage, atMost: percentage }, failure: { above: 100 } },
    ...{ failures: { count: 1, withinMs: 0 }, inconclusive: 1, errorsInARow: 3 },
    ...{ staleAfterMs: 2 * MINUTE_MS, leastRequests: null },
  };
}

/** As it is read back from the record. */
function plain(input: WatchInput | GateInput): StepDefinition['input'] {
  return JSON.parse(canonicalize(input));
}
