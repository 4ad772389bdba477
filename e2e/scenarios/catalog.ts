import {
  blindAlerts,
  failingAlerts,
  outageAlerts,
  silentAlerts,
  staleAlerts,
  troubledAlerts,
} from './alerts.ts';
import { noBaseline, worseBaseline } from './baselines.ts';
import { heldUp, lookingForBottlenecks } from './bottlenecks.ts';
import { failingCalendar, silentCalendar } from './calendar.ts';
import { CALENDAR_SCENARIOS } from './calendar-scenarios.ts';
import { CHANGE_SCENARIOS } from './changes.ts';
import { FAULTY_BOARD, FAULTY_CLUSTER, notConfigured } from './faults.ts';
import {
  brokenJournal,
  emptyJournal,
  growingJournal,
  indexingJournal,
  unanchoredJournal,
} from './journal.ts';
import { failingMetrics, metricsOf, millionPoints, silentMetrics } from './metrics.ts';
import {
  burningObjective,
  fewRequests,
  keptObjective,
  nothingRecorded,
  staleObjective,
} from './objective.ts';
import { OPERATION_CASES, operationsOf } from './operations.ts';
import { silentPeople } from './people.ts';
import { PEOPLE_SCENARIOS } from './people-scenarios.ts';
import { RUN_CASES, type RunCase } from './runbook-runs.ts';
import { failingRunbooks, runbooksOf, silentRunbooks } from './runbooks.ts';
import { failure, isoAgo, type Scenario, SILENCE } from './scenario.ts';
import {
  allLive,
  forbidden,
  forbiddenThere,
  live,
  scenarioOf,
  sinceBegan,
  source,
  unreachable,
} from './situation.ts';
import { type Ailment, SYSTEMS } from './systems.ts';

/** A value no page may ever show: the error scenario carries it where a careless screen would print it. */
export const PLANTED_SECRET = 'planted-7f3c91d2-never-show';

const healthy = scenarioOf({ name: 'healthy', about: 'Everything is fine in production.' });

const faults = scenarioOf({
  name: 'faults',
  about: 'Down, degraded, mismatch, unverified, unknown and not configured at once.',
  journal: brokenJournal,
  alerts: troubledAlerts,
  objective: burningObjective,
  bottlenecks: heldUp,
  baselines: worseBaseline,
  board: FAULTY_BOARD,
  cluster: FAULTY_CLUSTER,
});

const outage = scenarioOf({
  name: 'outage',
  about: 'Five services are down at once.',
  alerts: outageAlerts,
});

const sandbox = scenarioOf({
  name: 'sandbox',
  about: 'The practice system, opened because no profile was configured.',
  environment: 'sandbox',
  objective: fewRequests,
  journal: unanchoredJournal,
  sandboxNotice: 'No profile is configured, so this is the practice system. Nothing here is production.',
});

const loading: Scenario = {
  name: 'loading',
  about: 'Nothing ever answers.',
  status: () => SILENCE,
  board: () => SILENCE,
  system: () => SILENCE,
  courses: () => SILENCE,
  systemCourses: () => SILENCE,
  tables: {
    pods: () => SILENCE,
    deployments: () => SILENCE,
    nodes: () => SILENCE,
    events: () => SILENCE,
    configMaps: () => SILENCE,
  },
  log: () => SILENCE,
  journal: { name: 'silent', entries: () => SILENCE, isAnchored: false },
  operations: operationsOf({ production: true, previews: 'never' }),
  people: silentPeople,
  alerts: silentAlerts,
  objective: { availability: () => SILENCE, burnDown: () => SILENCE },
  bottlenecks: { look: () => SILENCE, last: () => SILENCE },
  metrics: silentMetrics,
  baselines: { list: () => SILENCE, compare: () => SILENCE },
  runbooks: silentRunbooks,
  calendar: silentCalendar,
};

const connecting = scenarioOf({
  name: 'connecting',
  about: 'The control center answers; the cluster has not yet.',
  watch: (at) => ({
    phase: 'connecting',
    since: isoAgo(at, sinceBegan(at, 2000)),
    observedAt: null,
    problem: null,
    missing: [],
  }),
  sources: (at) => [source(at, 'cluster', 'cluster', 'connecting'), ...allLive(at).slice(1)],
  noRows: true,
});

const empty = scenarioOf({
  name: 'empty',
  about: 'A profile with a name and nothing else; a cluster without pods.',
  journal: emptyJournal,
  alerts: blindAlerts,
  metrics: metricsOf({ none: true }),
  board: {
    ailments: Object.fromEntries(SYSTEMS.map((system) => [system.id, notConfigured])),
    kpiValues: {
      'response-time': null,
      compliance: null,
      'cost-savings': null,
      'model-accuracy': null,
      availability: null,
    },
    cpuShare: null,
    memoryShare: null,
    activity: [],
  },
  noRows: true,
});

const notConfiguredCluster = scenarioOf({
  name: 'not-configured',
  about: 'The profile names no cluster.',
  board: { ailments: { cluster: notConfigured }, cpuShare: null, memoryShare: null },
  watch: () => ({
    phase: 'not-configured',
    since: null,
    observedAt: null,
    problem: null,
    missing: [],
  }),
  sources: (at) => [
    source(at, 'cluster', 'cluster', 'not-configured'),
    ...allLive(at).slice(1, 2),
    source(at, 'usage', 'usage', 'not-configured'),
  ],
  noRows: true,
});

/** The extra field is what a careless screen would print with the rest. */
function failing(): never {
  const error = failure(
    'internal',
    'The local store could not be read: the disk holding it is full.',
    'Free some space; it is tried again by itself.',
  );
  error.cause = PLANTED_SECRET;
  throw error;
}

const broken: Scenario = {
  ...healthy,
  name: 'error',
  about: 'The control center itself fails every question but its own status.',
  board: failing,
  system: failing,
  courses: failing,
  systemCourses: failing,
  tables: {
    pods: failing,
    deployments: failing,
    nodes: failing,
    events: failing,
    configMaps: failing,
  },
  log: failing,
  journal: { name: 'failing', entries: failing, isAnchored: false },
  alerts: failingAlerts(failing),
  objective: { availability: failing, burnDown: failing },
  bottlenecks: { look: failing, last: failing },
  metrics: failingMetrics(failing),
  runbooks: failingRunbooks(failing),
  calendar: failingCalendar(failing),
  baselines: { list: failing, compare: failing },
  operations: operationsOf({ production: true, failing: true }),
};

const stale = scenarioOf({
  name: 'stale',
  alerts: staleAlerts,
  objective: staleObjective,
  metrics: metricsOf({ lagMs: 190_000 }),
  about: 'Everything was seen and is not any more: 48 s and growing.',
  board: {
    staleMs: 48_000,
    ailments: Object.fromEntries(
      SYSTEMS.map(({ id }) => [
        id,
        {
          status: 'unknown',
          reason: 'not reached for 48 s; it was operational',
          sinceMs: 0,
        } satisfies Ailment,
      ]),
    ),
  },
  watch: (at) => ({
    phase: 'stale',
    since: isoAgo(at, sinceBegan(at, 46_000)),
    observedAt: isoAgo(at, sinceBegan(at, 48_000)),
    problem: unreachable,
    missing: [],
  }),
  sources: (at) =>
    allLive(at).map((entry) => ({
      ...entry,
      state: 'stale' as const,
      observedAt: isoAgo(at, sinceBegan(at, 48_000)),
      problem: entry.id === 'cluster' ? unreachable : null,
    })),
});

function refusing(): never {
  throw failure(
    'forbidden',
    'Prometheus at prometheus.acgs.internal refuses the token of this profile.',
    'Ask for a token that may read queries, and put it where the profile names it.',
  );
}

const forbiddenCluster = scenarioOf({
  name: 'forbidden',
  about: 'The cluster knows the operator and refuses; so does the Prometheus that would be asked.',
  metrics: failingMetrics(refusing),
  board: {
    ailments: {
      cluster: { status: 'unknown', reason: forbidden.message, responseTimeMs: null, sinceMs: 9000 },
    },
    cpuShare: null,
    memoryShare: null,
  },
  watch: (at) => ({
    phase: 'forbidden',
    since: isoAgo(at, 9000),
    observedAt: null,
    problem: forbidden,
    missing: [],
  }),
  sources: (at) => [
    source(at, 'cluster', 'cluster', 'forbidden', 0, forbidden),
    ...allLive(at).slice(1, 2),
    source(at, 'usage', 'usage', 'forbidden', 0, forbidden),
    ...allLive(at).slice(3),
  ],
  noRows: true,
});

const partlyForbidden = scenarioOf({
  name: 'partly-forbidden',
  about: 'Of the namespaces that are looked at, one may not be read.',
  watch: (at) => ({ ...live(at), missing: [{ namespace: 'team-b', problem: forbiddenThere }] }),
});

const blind = scenarioOf({
  name: 'no-usage',
  about: 'The cluster has no metrics server, so usage is unknown.',
  board: { cpuShare: null, memoryShare: null },
  cluster: { usage: false },
});

const rolled = scenarioOf({
  name: 'rolled',
  about: 'Healthy, with model-versioning just rolled to new pods.',
  cluster: { rolled: ['model-versioning'] },
});

const unrecorded = scenarioOf({
  name: 'no-requests',
  about: 'Healthy, and no request was ever recorded.',
  objective: nothingRecorded,
  baselines: noBaseline,
});

const unaskable: Scenario = {
  ...healthy,
  name: 'no-objective',
  about: 'Healthy, and the record of requests cannot be read.',
  objective: { availability: failing, burnDown: failing },
  baselines: { list: failing, compare: failing },
};

const waitingObjective: Scenario = {
  ...healthy,
  name: 'objective-loading',
  about: 'Healthy, and the error budget never comes.',
  objective: { availability: () => SILENCE, burnDown: keptObjective.burnDown },
  baselines: { list: () => SILENCE, compare: () => SILENCE },
};

const growing = scenarioOf({
  name: 'journal-grows',
  about: 'Healthy, and somebody else does something.',
  journal: growingJournal,
});

const logsRefused = scenarioOf({
  name: 'logs-forbidden',
  about: 'Everything may be seen but the logs.',
  refusesLogs: 'The permission to get pods/log in the namespace acgs-production is missing.',
});

const logsFail: Scenario = {
  ...healthy,
  name: 'logs-error',
  about: 'The logs cannot be read.',
  log: failing,
  journal: { name: 'failing', entries: failing, isAnchored: false },
};

const logsSilent: Scenario = {
  ...healthy,
  name: 'logs-loading',
  about: 'The logs never come.',
  log: () => SILENCE,
  journal: { name: 'silent', entries: () => SILENCE, isAnchored: false },
};

const logsEmpty = scenarioOf({
  name: 'logs-empty',
  about: 'Nothing has been written.',
  emptyLogs: true,
});

function crowd(podCount: number): Scenario {
  return scenarioOf({
    name: `pods-${podCount}`,
    about: `A cluster of ${podCount} pods.`,
    cluster: { ...FAULTY_CLUSTER, podCount },
  });
}

const operationScenarios = Object.entries(OPERATION_CASES).map(([name, operations]) =>
  scenarioOf({ name: `operation-${name}`, about: `A change of the cluster: ${name}.`, operations }),
);

/** Each with that run first, and others beside it. */
const runScenarios = Object.entries(RUN_CASES).map(([name, first]) => {
  const others: RunCase[] = [RUN_CASES.failed, RUN_CASES.succeeded, RUN_CASES.interrupted];
  const cases: RunCase[] = [first, ...others.filter(({ id }) => id !== first.id)];
  return scenarioOf({
    name: `run-${name}`,
    about: `A run of a runbook: ${name}.`,
    alerts: outageAlerts,
    runbooks: runbooksOf(cases),
  });
});

export const SCENARIOS: readonly Scenario[] = [
  healthy,
  faults,
  outage,
  sandbox,
  loading,
  connecting,
  empty,
  notConfiguredCluster,
  broken,
  stale,
  forbiddenCluster,
  partlyForbidden,
  blind,
  rolled,
  logsRefused,
  logsFail,
  logsSilent,
  logsEmpty,
  growing,
  unrecorded,
  unaskable,
  waitingObjective,
  scenarioOf({
    name: 'indexing',
    about: 'The search index of a large journal is being made again.',
    journal: indexingJournal,
  }),
  scenarioOf({
    name: 'looking',
    about: 'Bottlenecks are being looked for, for the first time.',
    bottlenecks: lookingForBottlenecks,
  }),
  ...PEOPLE_SCENARIOS,
  ...CALENDAR_SCENARIOS,
  ...CHANGE_SCENARIOS,
  scenarioOf({ name: 'million-points', about: 'Charts of a million points.', metrics: millionPoints }),
  crowd(5000),
  crowd(10_000),
  ...operationScenarios,
  ...runScenarios,
];

export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((candidate) => candidate.name === name);
  if (!found) {
    throw new Error(
      `No scenario is called ${name}. There are: ${SCENARIOS.map((each) => each.name).join(', ')}.`,
    );
  }
  return found;
}
