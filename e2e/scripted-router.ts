import { implement } from '@orpc/server';
import type { AlertsFrame } from '../src/contract/alerts.ts';
import type { ClusterKind, Namespaces } from '../src/contract/cluster.ts';
import { contract } from '../src/contract/index.ts';
import type { OperationRequest } from '../src/contract/operations.ts';
import { changeOf, configMapTextOf } from './scenarios/config-map-text.ts';
import { failure, type LiveTable, type Rows, SILENCE } from './scenarios/scenario.ts';
import { extentOf, nearestOf, timelineOf } from './scenarios/timeline.ts';
import { scriptedCompliance } from './scripted-compliance.ts';
import { scriptedJournal } from './scripted-journal.ts';
import { scriptedRollouts } from './scripted-rollouts.ts';
import { scriptedRunbooks } from './scripted-runbooks.ts';
import { scriptedViolations } from './scripted-violations.ts';
import type { Stage } from './stage.ts';

/** Rows of one frame, as the contract allows. */
const FRAME_ROWS = 500;

/** The contract, answered from whatever the stage plays. */
export function scriptedRouter(stage: Stage) {
  const os = implement(contract);
  /** Targets whose locks were broken. */
  const broken = new Set<string>();

  /** Sends a table as frames: all of it first, then only what changed. */
  async function* table<Kind extends ClusterKind>(
    kind: Kind,
    { namespaces }: { namespaces: Namespaces },
    signal: AbortSignal | undefined,
  ) {
    let known: Map<string, string> | null = null;
    for await (const { state, rows: there } of stage.stream<LiveTable<Rows[Kind]>>(
      () => stage.scenario.tables[kind](stage.at(), namespaces !== 'own'),
      signal,
    )) {
      const rows = there.filter(({ key }) => typeof namespaces === 'string' || isIn(namespaces, key));
      const before: ReadonlyMap<string, string> = known ?? new Map();
      const now = new Map(rows.map((row) => [row.key, JSON.stringify(row)]));
      const changed = rows.filter((row) => before.get(row.key) !== now.get(row.key));
      const removed = [...before.keys()].filter((key) => !now.has(key));
      let reset = known === null;
      let start = 0;
      do {
        yield {
          state,
          reset,
          rows: changed.slice(start, start + FRAME_ROWS),
          removed: start === 0 ? removed : [],
          total: rows.length,
        };
        reset = false;
        start += FRAME_ROWS;
      } while (start < changed.length);
      known = now;
    }
  }

  /** An operation's steps, each once, until it has an outcome. */
  async function* run(request: OperationRequest, signal: AbortSignal | undefined) {
    const { kind, parameters } = request;
    yield { type: 'begun' as const, run: JSON.stringify({ kind, ...parameters }) };
    let told = 0;
    for await (const steps of stage.stream(
      () => stage.scenario.operations.steps(stage.at(), request),
      signal,
    )) {
      yield* steps.slice(told);
      told = steps.length;
      if (steps.at(-1)?.type === 'outcome') return;
    }
  }

  return os.router({
    shell: {
      watch: os.shell.watch.handler(({ signal }) =>
        stage.stream(() => stage.scenario.status(stage.at()), signal),
      ),
    },
    health: {
      watch: os.health.watch.handler(({ signal }) =>
        stage.stream(() => stage.scenario.board(stage.at()), signal),
      ),
      check: os.health.check.handler(({ signal }) =>
        stage.reply(() => stage.scenario.board(stage.at()), signal),
      ),
      system: os.health.system.handler(({ input, signal }) =>
        stage.stream(() => stage.scenario.system(stage.at(), input.id), signal),
      ),
    },
    courses: {
      of: os.courses.of.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.courses(stage.at(input.at), input), signal),
      ),
      systems: os.courses.systems.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.systemCourses(stage.at(input.at), input), signal),
      ),
    },
    time: {
      watch: os.time.watch.handler(({ signal }) => stage.stream(() => extentOf(stage.at()), signal)),
      timeline: os.time.timeline.handler(({ input }) => timelineOf(stage.at(), input)),
      nearestChange: os.time.nearestChange.handler(({ input }) => nearestOf(stage.at(), input)),
    },
    compliance: scriptedCompliance(stage),
    ...scriptedViolations(stage),
    slo: {
      availability: os.slo.availability.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.objective.availability(stage.at(input.at)), signal),
      ),
      burnDown: os.slo.burnDown.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.objective.burnDown(stage.at(input.at), input.points), signal),
      ),
    },
    bottlenecks: {
      look: os.bottlenecks.look.handler(({ signal }) =>
        stage.stream(() => stage.scenario.bottlenecks.look(stage.at()), signal),
      ),
      last: os.bottlenecks.last.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.bottlenecks.last(stage.at(), input.at), signal),
      ),
    },
    baselines: {
      list: os.baselines.list.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.baselines.list(stage.at(input.at)), signal),
      ),
      compare: os.baselines.compare.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.baselines.compare(stage.at(input.at), input), signal),
      ),
    },
    metrics: {
      check: os.metrics.check.handler(({ input }) => stage.scenario.metrics.check(input.expression)),
      vocabulary: os.metrics.vocabulary.handler(({ signal }) =>
        stage.reply(() => stage.scenario.metrics.vocabulary(), signal),
      ),
      labels: os.metrics.labels.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.metrics.labels(input.name), signal),
      ),
      query: os.metrics.query.handler(async ({ input, signal }) =>
        stage.reply(() => stage.scenario.metrics.query(stage.at(), input), signal),
      ),
      queryRange: os.metrics.queryRange.handler(async ({ input, signal }) =>
        stage.reply(() => stage.scenario.metrics.queryRange(stage.at(), input), signal),
      ),
      chart: os.metrics.chart.handler(({ input: { from } }) => ({
        ...{ from, bucketMs: 1000, min: [], max: [], mean: [], last: [] },
      })),
      series: os.metrics.series.handler(() => ({ items: [], total: 0, leftOut: [] })),
      families: os.metrics.families.handler(() => []),
      targets: os.metrics.targets.handler(() => []),
    },
    cluster: {
      info: os.cluster.info.handler(() => ({
        context: 'prod',
        namespace: 'acgs-production',
        version: 'v1.29.4',
      })),
      pods: os.cluster.pods.handler(({ input, signal }) => table('pods', input, signal)),
      deployments: os.cluster.deployments.handler(({ input, signal }) => table('deployments', input, signal)),
      nodes: os.cluster.nodes.handler(({ signal }) => table('nodes', { namespaces: 'all' }, signal)),
      events: os.cluster.events.handler(({ input, signal }) => table('events', input, signal)),
      configMaps: os.cluster.configMaps.handler(({ input, signal }) => table('configMaps', input, signal)),
      configMap: os.cluster.configMap.handler(({ input }) => configMapTextOf(input)),
      diffConfigMap: os.cluster.diffConfigMap.handler(({ input }) => changeOf(input)),
      contexts: os.cluster.contexts.handler(() => [
        { name: 'prod', cluster: 'acgs-east', user: 'oncall', namespace: 'acgs-production', own: true },
        { name: 'staging', cluster: 'acgs-staging', user: 'oncall', namespace: 'acgs-staging', own: false },
      ]),
      namespaces: os.cluster.namespaces.handler(({ input }) => ({
        own: input.context === null ? 'acgs-production' : 'acgs-staging',
        names: ['acgs-production', 'default', 'kube-system', 'monitoring', 'team-a', 'team-b'],
        problem: null,
      })),
      logs: os.cluster.logs.handler(({ input, signal }) =>
        stage.stream(
          () =>
            stage.scenario.log(
              stage.at(),
              input.targets.map(({ name }) => name),
            ),
          signal,
        ),
      ),
      readOn: os.cluster.readOn.handler(() => {}),
      logContainers: os.cluster.logContainers.handler(() => ['app', 'proxy']),
      history: os.cluster.history.handler(async ({ input, signal }) => ({
        observedAt: new Date().toISOString(),
        items: await stage.reply(() => stage.scenario.operations.history(stage.at(), input.name), signal),
      })),
      rollout: os.cluster.rollout.handler(({ input, signal }) =>
        stage.stream(() => stage.scenario.operations.rollout(stage.at(), input.name), signal),
      ),
      yaml: os.cluster.yaml.handler(async ({ input, signal }) => ({
        observedAt: new Date().toISOString(),
        yaml: await stage.reply(() => stage.scenario.operations.yaml(stage.at(), input.name), signal),
      })),
    },
    operators: {
      watch: os.operators.watch.handler(({ signal }) =>
        stage.stream(() => stage.scenario.people.operators(stage.at()), signal),
      ),
      add: os.operators.add.handler(({ input }) => {
        throw failure('usage', `There is an operator called ${input.name} already`, 'Take another name.');
      }),
      logIn: os.operators.logIn.handler(() => {
        throw failure('refused', 'The passphrase is not that of Mara Okafor', 'Try again.');
      }),
      logOut: os.operators.logOut.handler(() => {}),
      stay: os.operators.stay.handler(() => {}),
    },
    approvals: {
      watch: os.approvals.watch.handler(({ signal }) =>
        stage.stream(() => stage.scenario.people.approvals(stage.at()), signal),
      ),
      request: os.approvals.request.handler(() => ({ id: '6b1c7d0e-52d1-4b53-a7e0-c0ffee000009' })),
      approve: os.approvals.approve.handler(() => {}),
      reject: os.approvals.reject.handler(() => {}),
      withdraw: os.approvals.withdraw.handler(() => {}),
      review: os.approvals.review.handler(() => {}),
    },
    operations: {
      rights: os.operations.rights.handler(({ input }) => input.map(stage.scenario.operations.right)),
      preview: os.operations.preview.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.operations.preview(stage.at(), input), signal),
      ),
      perform: os.operations.perform.handler(({ input, signal }) => run(input, signal)),
      follow: os.operations.follow.handler(({ input, signal }) => {
        const { kind, ...parameters } = JSON.parse(input.run);
        return run({ kind, parameters }, signal);
      }),
      locks: os.operations.locks.handler(({ signal }) =>
        stage.stream(
          () => stage.scenario.operations.locks(stage.at()).filter(({ target }) => !broken.has(target)),
          signal,
        ),
      ),
      breakLock: os.operations.breakLock.handler(({ input }) => {
        stage.scenario.operations.breakLock(input.target);
        broken.add(input.target);
        stage.refresh();
      }),
      interrupted: os.operations.interrupted.handler(() => stage.scenario.operations.interrupted(stage.at())),
    },
    alerts: {
      watch: os.alerts.watch.handler(({ input, signal }) =>
        stage.stream(() => {
          const frame = stage.scenario.alerts.frame(stage.at());
          return input.at === null || frame === SILENCE ? frame : asRecorded(frame);
        }, signal),
      ),
      explain: os.alerts.explain.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.alerts.explain(stage.at(), input.id), signal),
      ),
      log: os.alerts.log.handler(({ input, signal }) =>
        stage.reply(() => stage.scenario.alerts.log(stage.at(), input.day), signal),
      ),
    },
    journal: scriptedJournal(stage),
    ...scriptedRunbooks(stage),
    rollouts: scriptedRollouts(stage),
    configuration: {
      watch: os.configuration.watch.handler(({ signal }) =>
        stage.stream(() => stage.scenario.configuration.view(stage.at()), signal),
      ),
    },
  });
}

/** What is not recorded is not shown of the past. */
function asRecorded(frame: AlertsFrame): AlertsFrame {
  const none = { rules: [], warnings: [], problems: [], sources: [], receivers: [], notices: [] };
  return { ...frame, ...none, evaluator: 'past', evaluatedAt: null, stale: false };
}

function isIn(namespaces: readonly string[], key: string): boolean {
  return namespaces.some((namespace) => key.startsWith(`${namespace}/`));
}
