import type { Profile } from '../connect/profile/schema.ts';
import { instantOf, toIso } from '../kernel/clock.ts';
import type { SystemJudgement } from './judge.ts';
import { alertsLine, complianceLine, servicesLine, targetsLine } from './lines.ts';
import { HEALTH_TARGETS, type HealthTargetId, type Target } from './targets.ts';
import { criticalConditions, verdictOf } from './verdict.ts';

export type HealthReport = ReturnType<typeof reportOf>;

/** The document of `acgs health --json`: systems, targets, the guide's four lines and the verdict. */
export function reportOf(input: {
  profile: Pick<Profile, 'name' | 'environment'>;
  checkedAt: number;
  systems: readonly SystemJudgement[];
  targets: Readonly<Record<HealthTargetId, Target>>;
}) {
  const { profile, systems } = input;
  const targets = HEALTH_TARGETS.map((id) => input.targets[id]);
  const counted = systems.filter(({ info, status }) => info.id !== 'cluster' && status !== 'not-configured');
  const alerts = criticalConditions(systems, targets);
  const { compliance } = input.targets;
  const lines = [
    servicesLine(systems),
    complianceLine(compliance, systems),
    // The guide gives compliance a line of its own.
    targetsLine(targets.filter((target) => target !== compliance)),
    alertsLine(alerts, systems),
  ];
  return {
    checkedAt: toIso(input.checkedAt),
    profile: profile.name,
    environment: profile.environment,
    verdict: verdictOf(lines),
    services: {
      operational: counted.filter(({ status }) => status === 'operational').length,
      total: counted.length,
      systems: systems.map(systemReport),
    },
    compliance: { value: compliance.value, state: compliance.state },
    targets: targets.map(targetReport),
    alerts,
    lines,
  };
}

export function systemReport(system: SystemJudgement) {
  return {
    id: system.info.id,
    status: system.status,
    reported: system.reported,
    httpStatus: system.httpStatus,
    responseTimeMs: system.responseTimeMs === null ? null : Math.round(system.responseTimeMs * 10) / 10,
    version: system.version,
    hash: system.hash,
    observedAt: instantOf(system.observedAt),
    reason: system.reason,
  };
}

export function targetReport(target: Target) {
  return {
    id: target.threshold.id,
    title: target.threshold.title,
    value: target.value,
    target: target.threshold.target,
    unit: target.threshold.unit,
    state: target.state,
    basis: target.basis,
    observedAt: instantOf(target.observedAt),
  };
}
