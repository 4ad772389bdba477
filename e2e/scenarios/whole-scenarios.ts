import {
  blindAlerts,
  failingAlerts,
  outageAlerts,
  silentAlerts,
  staleAlerts,
  troubledAlerts,
} from './alerts.ts';
import { worseBaseline } from './baselines.ts';
import { heldUp } from './bottlenecks.ts';
import { failingCalendar, silentCalendar } from './calendar.ts';
import {
  failingCompliance,
  neverValidated,
  oldValidation,
  silentCompliance,
  violatedSystem,
} from './compliance.ts';
import {
  driftedConfiguration,
  failingConfiguration,
  silentConfiguration,
  staleConfiguration,
  unconfiguredConfiguration,
} from './configuration.ts';
import { failing } from './failing.ts';
import { FAULTY_BOARD, FAULTY_CLUSTER, notConfigured } from './faults.ts';
import { brokenJournal, emptyJournal, unanchoredJournal } from './journal.ts';
import { failingMetrics, metricsOf, silentMetrics } from './metrics.ts';
import { burningObjective, fewRequests, staleObjective } from './objective.ts';
import { operationsOf } from './operations.ts';
import { silentPeople } from './people.ts';
import {
  failingRollouts,
  noRollouts,
  silentRollouts,
  staleRollouts,
  unconfiguredRollouts,
  waitingRollouts,
} from './rollouts.ts';
import { failingRunbooks, silentRunbooks } from './runbooks.ts';
import { isoAgo, type Scenario, SILENCE } from './scenario.ts';
import { allLive, scenarioOf, sinceBegan, unreachable } from './situation.ts';
import { type Ailment, SYSTEMS } from './systems.ts';
import { failingViolations, silentViolations, someViolations } from './violations.ts';

export const healthy = scenarioOf({ name: 'healthy', about: 'Everything is fine in production.' });

const faults = scenarioOf({
  name: 'faults',
  about: 'Down, degraded, mismatch, unverified, unknown and not configured at once.',
  journal: brokenJournal,
  alerts: troubledAlerts,
  objective: burningObjective,
  bottlenecks: heldUp,
  compliance: violatedSystem,
  violations: someViolations,
  baselines: worseBaseline,
  rollouts: waitingRollouts,
  configuration: driftedConfiguration,
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
  rollouts: noRollouts,
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
  compliance: silentCompliance,
  violations: silentViolations,
  metrics: silentMetrics,
  baselines: { list: () => SILENCE, compare: () => SILENCE },
  runbooks: silentRunbooks,
  calendar: silentCalendar,
  rollouts: silentRollouts,
  configuration: silentConfiguration,
};

const empty = scenarioOf({
  name: 'empty',
  about: 'A profile with a name and nothing else; a cluster without pods.',
  journal: emptyJournal,
  alerts: blindAlerts,
  metrics: metricsOf({ none: true }),
  compliance: neverValidated,
  rollouts: unconfiguredRollouts,
  configuration: unconfiguredConfiguration,
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
  compliance: failingCompliance(failing),
  violations: failingViolations(failing),
  metrics: failingMetrics(failing),
  runbooks: failingRunbooks(failing),
  calendar: failingCalendar(failing),
  rollouts: failingRollouts(failing),
  configuration: failingConfiguration(failing),
  baselines: { list: failing, compare: failing },
  operations: operationsOf({ production: true, failing: true }),
};

const stale = scenarioOf({
  name: 'stale',
  alerts: staleAlerts,
  objective: staleObjective,
  compliance: oldValidation,
  rollouts: staleRollouts,
  configuration: staleConfiguration,
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

/** Situations that every panel shows in its own way. */
export const WHOLE_SCENARIOS: readonly Scenario[] = [
  healthy,
  faults,
  outage,
  sandbox,
  loading,
  empty,
  broken,
  stale,
];
