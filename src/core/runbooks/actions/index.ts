import type { Alerts } from '../../alerts/index.ts';
import type { Baselines, valueWords } from '../../baselines/index.ts';
import type { Bottlenecks } from '../../bottlenecks/index.ts';
import type { Cluster } from '../../cluster/index.ts';
import type { ClusterOperations } from '../../cluster/operations/index.ts';
import type { Traffic } from '../../cluster/traffic/index.ts';
import type { placeOf } from '../../compliance/hash/components.ts';
import type { Compliance } from '../../compliance/index.ts';
import type { Recovery } from '../../compliance/recovery/index.ts';
import type { Threshold, ThresholdId } from '../../connect/profile/thresholds.ts';
import type { Health } from '../../health/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { LoadTests } from '../../load-test/index.ts';
import type { Metrics } from '../../metrics/index.ts';
import type { Actor } from '../../operate/actor.ts';
import type { Approvals } from '../../operate/approvals/index.ts';
import type { Door } from '../../operate/door.ts';
import type { Ground } from '../../operate/guards.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { Processes } from '../../operate/processes/index.ts';
import type { Rollouts } from '../../rollouts/index.ts';
import { alertActions } from './alert-actions.ts';
import { approvalAction } from './approval.ts';
import { baselineActions } from './baseline-actions.ts';
import { bottleneckLooks } from './bottleneck-looks.ts';
import { clusterChanges } from './cluster-changes.ts';
import { clusterLooks } from './cluster-looks.ts';
import { complianceActions } from './compliance-actions.ts';
import { complianceIncidentActions } from './compliance-incident.ts';
import { type ComplianceWords, complianceLooks } from './compliance-looks.ts';
import { deploymentLook } from './deployment-look.ts';
import { healthLooks } from './health-looks.ts';
import { type HttpGround, httpLooks } from './http-looks.ts';
import { loadTestAction } from './load-test.ts';
import { createLookIf } from './look-if.ts';
import { metricsLooks, type Observe } from './metrics-looks.ts';
import { notifyAction } from './notify.ts';
import { peopleActions } from './people.ts';
import type { Places } from './places.ts';
import { rolloutEndAction } from './rollout-end.ts';
import { rolloutGradualAction } from './rollout-gradual.ts';
import { rolloutSetAction } from './rollout-set.ts';
import { storeChanges } from './store-changes.ts';
import { type Stores, storeLooks } from './store-looks.ts';
import { timeActions } from './time.ts';
import { usageLooks } from './usage-looks.ts';
import { watchActions } from './watch.ts';
import { weeklyReport } from './weekly-report.ts';

/** What actions act on and look at. */
export interface ActionGround extends HttpGround {
  cluster: Cluster;
  operations: ClusterOperations;
  health: Health;
  metrics: Metrics;
  alerts: Alerts;
  bottlenecks: Bottlenecks;
  baselines: Baselines;
  compliance: Compliance;
  recovery: Recovery;
  hashPlaceOf: typeof placeOf;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  stores: Stores;
  loadTests: LoadTests;
  rollouts: Rollouts;
  traffic: Traffic;
  expectedHash: string;
  door: Door;
  processes: Processes;
  valueWords: typeof valueWords;
  complianceWords: ComplianceWords;
  /** Of the profile, as guards go by it. */
  ground: Ground;
  approvals: Approvals;
  actor: () => Actor;
  clock: Clock;
  redactor: Redactor;
  places: Places;
  /** Looks at everything, unless somebody does so in a rhythm. */
  observe: Observe;
  /** Has the rules of alerts evaluated, unless somebody does so in a rhythm. */
  evaluate: Observe;
}

/** Every action that exists, by its name. */
export function createActions(ground: ActionGround): ReadonlyMap<string, ActionKind> {
  const all = [
    ...peopleActions(),
    ...timeActions(createLookIf(ground)),
    ...clusterChanges(ground),
    ...clusterLooks(ground),
    deploymentLook(ground),
    ...usageLooks(ground),
    ...healthLooks(ground),
    ...complianceLooks(ground),
    ...metricsLooks(ground),
    ...watchActions(ground),
    ...bottleneckLooks(ground),
    ...baselineActions(ground),
    ...alertActions(ground),
    ...complianceActions(ground),
    ...complianceIncidentActions(ground),
    ...storeLooks(ground),
    ...httpLooks(ground),
    weeklyReport(ground),
    ...storeChanges(ground),
    loadTestAction(ground),
    rolloutSetAction(ground),
    rolloutEndAction(ground),
    rolloutGradualAction(ground),
    approvalAction(ground),
    notifyAction(ground.alerts),
  ];
  return new Map(all.map((action) => [action.name, action]));
}
