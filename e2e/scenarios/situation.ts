import type { WatchState } from '../../src/contract/cluster.ts';
import type { ShellStatus } from '../../src/contract/shell.ts';
import type { ProblemView, SourceState } from '../../src/contract/source.ts';
import { type AlertScript, quietAlerts } from './alerts.ts';
import { type BaselineScript, keptBaseline } from './baselines.ts';
import { type BoardCase, boardOf, PROFILE } from './board.ts';
import { type BottleneckScript, noBottlenecks } from './bottlenecks.ts';
import { type CalendarScript, emptyCalendar } from './calendar.ts';
import { type ClusterCase, deploymentsOf, eventsOf, nodesOf, podsOf } from './cluster-rows.ts';
import { type ComplianceScript, compliantSystem } from './compliance.ts';
import { configMapsOf } from './config-maps.ts';
import { agreeingConfiguration, type ConfigurationScript } from './configuration.ts';
import { coursesOf, systemCoursesOf } from './courses.ts';
import { type JournalScript, wellKeptJournal } from './journal.ts';
import { logOf } from './logs.ts';
import { type MetricsScript, metricsOf } from './metrics.ts';
import { keptObjective, type ObjectiveScript } from './objective.ts';
import { type OperationCase, operationsOf } from './operations.ts';
import { nobodyLoggedIn, type PeopleScript } from './people.ts';
import { keptRollouts, type RolloutScript } from './rollouts.ts';
import { noRuns, type RunbookScript } from './runbooks.ts';
import { failure, isoAgo, type Moment, type Scenario } from './scenario.ts';
import { detailOf } from './system-detail.ts';
import { noViolations, type ViolationScript } from './violations.ts';

/** A scenario said by how it differs from a healthy production system. */
export interface Situation {
  name: string;
  about: string;
  board?: BoardCase;
  cluster?: ClusterCase;
  /** The state of the watches; live when left out. */
  watch?: (at: Moment) => WatchState;
  sources?: (at: Moment) => SourceState[];
  sandboxNotice?: string;
  environment?: ShellStatus['profile']['environment'];
  noRows?: boolean;
  /** A log without a line. */
  emptyLogs?: boolean;
  operations?: Partial<OperationCase>;
  /** Why no log may be read. */
  refusesLogs?: string;
  journal?: JournalScript;
  /** Left out: operators are known and nobody is logged in. */
  people?: PeopleScript;
  /** Left out: nothing fires. */
  alerts?: AlertScript;
  /** Left out: the error budget lasts. */
  objective?: ObjectiveScript;
  /** Left out: nothing holds the system up. */
  bottlenecks?: BottleneckScript;
  /** Left out: it keeps to its constitution. */
  compliance?: ComplianceScript;
  /** Left out: none was seen. */
  violations?: ViolationScript;
  /** Left out: everything is measured every 15 s. */
  metrics?: MetricsScript;
  /** Left out: everything does as it did. */
  baselines?: BaselineScript;
  /** Left out: the catalogue is there, and nothing was run. */
  runbooks?: RunbookScript;
  /** Left out: nothing is in it. */
  calendar?: CalendarScript;
  /** Left out: one goes on, and two were. */
  rollouts?: RolloutScript;
  /** Left out: everything agrees. */
  configuration?: ConfigurationScript;
}

export const unreachable: ProblemView = {
  code: 'unreachable',
  message: 'The Kubernetes API at prod (127.0.0.1:6443) does not answer: connection refused.',
  hint: 'See that the VPN is up and the API server runs; the table reconnects by itself.',
};

export const forbidden: ProblemView = {
  code: 'forbidden',
  message: 'User "oncall" may not list pods in the namespace acgs-production.',
  hint: 'Ask a cluster administrator for the permission: get, list, watch on pods in acgs-production.',
};

export const forbiddenThere: ProblemView = {
  ...forbidden,
  message: 'User "oncall" may not list pods in the namespace team-b.',
};

export const live = (at: Moment): WatchState => ({
  phase: 'live',
  since: isoAgo(at, 3 * 3_600_000),
  observedAt: isoAgo(at, 900),
  problem: null,
  missing: [],
});

export function source(
  at: Moment,
  id: SourceState['id'],
  name: string,
  state: SourceState['state'] = 'live',
  ageMs = 1200,
  problem: ProblemView | null = null,
): SourceState {
  const observedAt = state === 'live' || state === 'stale' ? isoAgo(at, ageMs) : null;
  return { id, name, state, observedAt, since: isoAgo(at, Math.max(ageMs, 60_000)), problem };
}

export const allLive = (at: Moment): SourceState[] => [
  source(at, 'cluster', 'cluster'),
  source(at, 'probes', '18 probes', 'live', 4000),
  source(at, 'usage', 'usage', 'live', 9000),
  source(at, 'prometheus', 'Prometheus', 'live', 7000),
];

/** Age of what a scenario last saw: as old as when it began, and growing. */
export const sinceBegan = (at: Moment, atStartMs: number) => at.nowMs - at.beganMs + atStartMs;

export function scenarioOf(situation: Situation): Scenario {
  const cluster = situation.cluster ?? {};
  const watch = situation.watch ?? live;
  const environment = situation.environment ?? PROFILE.environment;
  return {
    name: situation.name,
    about: situation.about,
    status: (at) => ({
      now: new Date(at.nowMs).toISOString(),
      version: '0.1.0',
      host: 'browser',
      profile: { name: environment === 'sandbox' ? 'acgs-sandbox' : PROFILE.name, environment },
      sandboxNotice: situation.sandboxNotice ?? null,
      sources: (situation.sources ?? allLive)(at),
      troubles: [],
      store: { sizeBytes: 432_013_312, facts: 18_442, samples: 1_204_331 },
      probes: {
        total: 18,
        lastRunAt: isoAgo(at, 4000),
        nextRunAt: new Date(at.nowMs + 26_000).toISOString(),
      },
    }),
    board: (at) => {
      const board = boardOf(at, situation.board);
      return environment === 'sandbox' ? { ...board, environment, profile: 'acgs-sandbox' } : board;
    },
    system: (at, id) => {
      const tile = boardOf(at, situation.board).tiles.find((candidate) => candidate.id === id);
      if (!tile) throw failure('not-found', `There is no system called ${id}.`, null);
      return detailOf(at, tile);
    },
    courses: (at, input) => coursesOf(at, boardOf(at, situation.board), input),
    systemCourses: (at, range) => systemCoursesOf(at, boardOf(at, situation.board), range),
    tables: {
      pods: (at, all) => ({ state: watch(at), rows: situation.noRows ? [] : podsOf(at, all, cluster) }),
      deployments: (at, all) => ({
        state: watch(at),
        rows: situation.noRows ? [] : deploymentsOf(at, all, cluster),
      }),
      nodes: (at) => ({ state: watch(at), rows: situation.noRows ? [] : nodesOf(at, cluster) }),
      events: (at, all) => ({ state: watch(at), rows: situation.noRows ? [] : eventsOf(at, all, cluster) }),
      configMaps: (at, all) => ({ state: watch(at), rows: situation.noRows ? [] : configMapsOf(at, all) }),
    },
    journal: situation.journal ?? wellKeptJournal,
    log: (at, names) => {
      const { phase, problem } = watch(at);
      const pods = podsOf(at, false, cluster).filter(
        ({ owner, name }) => names.includes(owner) || names.includes(name),
      );
      if (situation.refusesLogs) throw failure('forbidden', situation.refusesLogs, null);
      return logOf(
        at,
        situation.emptyLogs ? [] : pods.map((pod) => pod.name),
        phase === 'stale' ? problem : null,
      );
    },
    people: situation.people ?? nobodyLoggedIn,
    alerts: situation.alerts ?? quietAlerts,
    objective: situation.objective ?? keptObjective,
    bottlenecks: situation.bottlenecks ?? noBottlenecks,
    compliance: situation.compliance ?? compliantSystem,
    violations: situation.violations ?? noViolations,
    metrics: situation.metrics ?? metricsOf(),
    baselines: situation.baselines ?? keptBaseline,
    runbooks: situation.runbooks ?? noRuns,
    calendar: situation.calendar ?? emptyCalendar,
    rollouts: situation.rollouts ?? keptRollouts,
    configuration: situation.configuration ?? agreeingConfiguration,
    operations: operationsOf({ production: environment === 'production', ...situation.operations }),
  };
}
