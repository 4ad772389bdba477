import { ORPCError } from '@orpc/server';
import type {
  ClusterKind,
  ConfigMapView,
  DeploymentView,
  EventView,
  LogFrame,
  NodeView,
  PodView,
  WatchState,
} from '../../src/contract/cluster.ts';
import type { DeploymentRevision, RolloutStep } from '../../src/contract/cluster-objects.ts';
import type { CourseSheet, SystemCourses } from '../../src/contract/courses.ts';
import type { HealthBoard, SystemDetail } from '../../src/contract/health.ts';
import type {
  InterruptedChange,
  OperationLock,
  OperationPreview,
  OperationRequest,
  OperationRight,
  OperationStep,
  OperationTerms,
} from '../../src/contract/operations.ts';
import type { ShellStatus } from '../../src/contract/shell.ts';
import type { AlertScript } from './alerts.ts';
import type { BaselineScript } from './baselines.ts';
import type { BottleneckScript } from './bottlenecks.ts';
import type { CalendarScript } from './calendar.ts';
import type { ComplianceScript } from './compliance.ts';
import type { ConfigurationScript } from './configuration.ts';
import type { CourseRange } from './courses.ts';
import type { JournalScript } from './journal.ts';
import type { MetricsScript } from './metrics.ts';
import type { ObjectiveScript } from './objective.ts';
import type { PeopleScript } from './people.ts';
import type { RolloutScript } from './rollouts.ts';
import type { RunbookScript } from './runbooks.ts';
import type { ViolationScript } from './violations.ts';

/** A question that is never answered: what a screen shows while it waits. */
export const SILENCE: unique symbol = Symbol('never answers');
export type Answer<T> = T | typeof SILENCE;

/** When a scenario is asked (epoch ms), and when it began: ages are measured from either. */
export interface Moment {
  nowMs: number;
  beganMs: number;
}

export interface LiveTable<Row extends { key: string }> {
  state: WatchState;
  rows: readonly Row[];
}

export interface Rows {
  pods: PodView;
  deployments: DeploymentView;
  nodes: NodeView;
  events: EventView;
  configMaps: ConfigMapView;
}

export type Tables = {
  [Kind in ClusterKind]: (at: Moment, allNamespaces: boolean) => Answer<LiveTable<Rows[Kind]>>;
};

/** Everything a page may ask, answered for one situation. An answer that throws fails the call. */
export interface Scenario {
  name: string;
  /** What the situation is, in one line. */
  about: string;
  status: (at: Moment) => Answer<ShellStatus>;
  board: (at: Moment) => Answer<HealthBoard>;
  system: (at: Moment, id: string) => Answer<SystemDetail>;
  courses: (
    at: Moment,
    input: CourseRange & { subject: string; only?: string[] | undefined },
  ) => Answer<CourseSheet>;
  systemCourses: (at: Moment, range: CourseRange) => Answer<SystemCourses>;
  tables: Tables;
  /** The log of pods or deployments, all of it. */
  log: (at: Moment, names: readonly string[]) => Answer<LogFrame>;
  journal: JournalScript;
  operations: OperationScript;
  people: PeopleScript;
  alerts: AlertScript;
  objective: ObjectiveScript;
  bottlenecks: BottleneckScript;
  compliance: ComplianceScript;
  violations: ViolationScript;
  metrics: MetricsScript;
  baselines: BaselineScript;
  runbooks: RunbookScript;
  calendar: CalendarScript;
  rollouts: RolloutScript;
  configuration: ConfigurationScript;
}

/** What can be done to the cluster, and what becomes of it. */
export interface OperationScript {
  right: (request: OperationRequest) => OperationRight;
  preview: (
    at: Moment,
    request: OperationRequest,
  ) => Answer<{ preview: OperationPreview; terms: OperationTerms }>;
  /** What has been told of it by now; without an outcome it is still under way. */
  steps: (at: Moment, request: OperationRequest) => OperationStep[];
  locks: (at: Moment) => OperationLock[];
  interrupted: (at: Moment) => InterruptedChange[];
  breakLock: (target: string) => void;
  history: (at: Moment, name: string) => Answer<DeploymentRevision[]>;
  rollout: (at: Moment, name: string) => Answer<RolloutStep>;
  yaml: (at: Moment, name: string) => Answer<string>;
}

/** A failure the way the router reports one: a code, a sentence and a hint, nothing else. */
export function failure(code: string, message: string, hint: string | null): ORPCError<string, unknown> {
  return new ORPCError('INTERNAL_SERVER_ERROR', { message, data: { code, message, hint } });
}

export function isoAgo(at: Moment, agoMs: number): string {
  return new Date(at.nowMs - agoMs).toISOString();
}

/** Believable, repeatable variation between -1 and 1. */
export function ripple(seed: number, x: number): number {
  return (Math.sin(x * 1.7 + seed) + Math.sin(x * 0.61 + seed * 2.3) + Math.sin(x * 4.9 + seed * 5.1)) / 3;
}
