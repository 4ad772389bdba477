import { failing } from './failing.ts';
import { FAULTY_CLUSTER, notConfigured } from './faults.ts';
import { failingMetrics } from './metrics.ts';
import { failure, isoAgo, type Scenario, SILENCE } from './scenario.ts';
import { allLive, forbidden, forbiddenThere, live, scenarioOf, sinceBegan, source } from './situation.ts';
import { healthy } from './whole-scenarios.ts';

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

/** How a cluster may be seen, in part or not at all, and its logs. */
export const CLUSTER_SCENARIOS: readonly Scenario[] = [
  connecting,
  notConfiguredCluster,
  forbiddenCluster,
  partlyForbidden,
  blind,
  rolled,
  logsRefused,
  logsFail,
  logsSilent,
  logsEmpty,
  crowd(5000),
  crowd(10_000),
];
