import { limitWords } from '../kernel/limits.ts';
import { durationText } from '../promql/index.ts';
import type { Measured, StageCheck } from './check.ts';
import type { Gate, RolloutPlan } from './plan.ts';

/** The stages of a plan as they are shown before there is a rollout; none of what is no plan. */
export function planView(plan: RolloutPlan | null) {
  return (plan?.stages ?? []).map(({ percentage, monitorMs, checks, gate }) => ({
    percentage,
    monitorMs,
    checks: [
      ...(gate?.checks ?? []).map((it) => ({ ...checkView(it), ...testWords(gate) })),
      ...checks.map(checkView),
    ],
  }));
}

function checkView({ id, title, success, everyMs, measures, failures, ...check }: StageCheck) {
  const { count, withinMs } = failures;
  return {
    ...{ id, title, everyMs, limit: limitWords(success), measures: measuredWords(measures) },
    fails: count === 1 ? '1 failed' : `${count} failed within ${durationText(withinMs)}`,
    pauses: `${check.inconclusive} inconclusive, or ${check.errorsInARow} errors in a row`,
  };
}

/** Of a figure of a load test: it is measured once, before the stage is watched. */
function testWords(gate: Gate | undefined) {
  const measures = `${gate?.requests} requests to ${gate?.system}, ${gate?.workers} at once`;
  return { everyMs: 0, measures, fails: '1 failed', pauses: '1 inconclusive' };
}

/** What a check looks at. */
function measuredWords(of: Measured): string {
  switch (of.what) {
    case 'target':
      return `the target ${of.target} of the profile`;
    case 'answered':
      return `our own looks of the last ${durationText(of.withinMs)}`;
    case 'expression':
      return of.expression;
    case 'not-operational':
      return of.system === null ? 'the health of every system' : `the health of ${of.system}`;
    case 'budget-left':
      return 'the error budget of the availability objective';
    case 'budget-burn':
      return `how fast the error budget goes, over ${durationText(of.overMs)}`;
    case 'load':
      return 'a load test';
    case 'hash':
      return 'the constitutional hash of every component';
    case 'share':
      return 'the share as it is written';
  }
}
