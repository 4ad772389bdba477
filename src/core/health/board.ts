import { instantOf } from '../kernel/clock.ts';
import type { Activity } from './activity.ts';
import { type Finding, findingsOf } from './findings.ts';
import type { SystemJudgement } from './judge.ts';
import { type HealthReport, systemReport, targetReport } from './report.ts';
import type { HealthTargetId, Target } from './targets.ts';
import type { Trend } from './trends.ts';

/** A change within minutes is noise, not a trend. */
const LEAST_TREND_MS = 3_600_000;

export type TrackedSystem = SystemJudgement & {
  /** Since when the status is what it is, epoch milliseconds. */
  since: number | null;
};

export type HealthBoard = ReturnType<typeof boardOf>;

/** The five cards of the guide's Key Performance Targets. */
const KPI_CARDS = [
  'response-time',
  'compliance',
  'cost-savings',
  'model-accuracy',
  'availability',
] as const satisfies readonly HealthTargetId[];

/** What the health panel shows: the report, and around it what helps to read it. */
export function boardOf(input: {
  report: HealthReport;
  systems: readonly TrackedSystem[];
  targets: Readonly<Record<HealthTargetId, Target>>;
  trend: (id: HealthTargetId) => Trend;
  activity: Activity[];
  expectedHash: string;
  lastCheckAt: number | null;
  nextCheckAt: number | null;
  checking: boolean;
}) {
  const { report, systems, targets } = input;
  return {
    ...report,
    lastCheckAt: instantOf(input.lastCheckAt),
    nextCheckAt: instantOf(input.nextCheckAt),
    checking: input.checking,
    tiles: systems.map(systemTile),
    kpis: KPI_CARDS.map((id) => kpiCard(targets[id], input.trend(id))),
    findings: findingsOf(systems, Object.values(targets), input.expectedHash).map(findingView),
    gauges: [gauge('cpu', targets.cpu), gauge('memory', targets.memory)],
    activity: input.activity,
  };
}

export function systemTile(system: TrackedSystem) {
  return {
    ...systemReport(system),
    name: system.info.name,
    layer: system.info.layer,
    pods: system.pods,
    detail: system.detail,
    since: instantOf(system.since),
    stale: system.stale,
  };
}

function kpiCard(target: Target, trend: Trend) {
  const { threshold, value } = target;
  const points = trend.buckets.map(({ at, mean }): [number, number | null] => [at, mean]);
  const [firstAt, first] = points.find(([, mean]) => mean !== null) ?? [Number.POSITIVE_INFINITY, null];
  const longEnough = (points.at(-1)?.[0] ?? 0) - firstAt >= LEAST_TREND_MS;
  return {
    ...targetReport(target),
    level: target.level,
    good: threshold.good,
    warning: threshold.warning,
    critical: threshold.critical,
    trend: first === null ? [] : points,
    trendSource: trend.source,
    change: value === null || first === null || !longEnough ? null : value - first,
  };
}

function gauge(id: 'cpu' | 'memory', target: Target) {
  return {
    id,
    title: target.threshold.title,
    value: target.value,
    limit: target.threshold.target,
    level: target.level,
    basis: target.basis,
    observedAt: instantOf(target.observedAt),
  };
}

function findingView(finding: Finding) {
  return { ...finding, since: instantOf(finding.since) };
}
