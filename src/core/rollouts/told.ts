import { instantOf, toIso } from '../kernel/clock.ts';
import { limitWords } from '../kernel/limits.ts';
import type { CheckView, RolloutView, StageView } from './view.ts';

/** A rollout as it is listed. */
export function rolloutSummary(view: RolloutView) {
  const { id, kind, title, state, why, driver, percentage, startedBy, stage, owner, asks } = view;
  return {
    ...{ id, kind, title, state, why, driver, percentage, startedBy, stage },
    percentageAt: instantOf(view.percentageAt),
    startedAt: toIso(view.startedAt),
    endedAt: instantOf(view.endedAt),
    stageCount: view.stages.length,
    owner: owner && { process: owner.processId, host: owner.host, state: owner.state },
    asks: asks && { ...asks, since: instantOf(asks.since) },
  };
}

/** All that is known of it. */
export function rolloutTold(view: RolloutView) {
  return {
    ...rolloutSummary(view),
    stages: view.stages.map(stageTold),
    can: { ...view.can },
    report: view.report.map(({ at, by, line }) => ({ at: toIso(at), by, line })),
    reason: view.reason,
  };
}

function stageTold({ startedAt, endedAt, endsAt, checks, ...stage }: StageView) {
  return {
    ...stage,
    startedAt: instantOf(startedAt),
    endedAt: instantOf(endedAt),
    endsAt: instantOf(endsAt),
    checks: checks.map(checkTold),
  };
}

function checkTold({ check, measurements, total, failures, inconclusive, ...of }: CheckView) {
  const { id, title, unit, success, failure, everyMs } = check;
  return {
    ...{ id, title, unit, success: { ...success }, failure: { ...failure }, everyMs, total },
    limit: limitWords(success),
    measurements: measurements.map(({ at, value, outcome, words }) => ({
      ...{ value, outcome, words },
      at: toIso(at),
    })),
    failures: { count: failures, limit: check.failures.count, withinMs: check.failures.withinMs },
    inconclusive: { count: inconclusive, limit: check.inconclusive },
    nextAt: instantOf(of.nextAt),
  };
}
