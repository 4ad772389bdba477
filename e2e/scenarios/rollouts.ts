import type {
  RolloutPlan,
  RolloutsFrame,
  RolloutView,
  TrafficDriver,
  TrafficView,
} from '../../src/contract/rollouts.ts';
import { ROLLOUT_CASES as CASES, type RolloutCase } from './rollout-cases.ts';
import { type Answer, failure, isoAgo, type Moment, SILENCE } from './scenario.ts';

/** What a page may ask about rollouts. */
export interface RolloutScript {
  frame: (at: Moment) => Answer<RolloutsFrame>;
  follow: (at: Moment, id: string) => Answer<RolloutView>;
  plan: (wanted: { percentages: string; monitor: string; plan: string }) => Answer<RolloutPlan>;
  /** What becomes of an order, an answer and a start; one that throws refuses it. @returns the id of what was begun */
  act: () => string;
}

const SOURCE = 'config map acgs-production/mlops-production-config';
export const seen =
  (percentage: number) =>
  (at: Moment): TrafficView => ({
    ...{ percentage, source: SOURCE, observedAt: isoAgo(at, 4000), problem: null, can: [] },
    metrics: null,
    ...{ note: null, movedBy: { name: 'acgs-control-center', at: isoAgo(at, 3_600_000) } },
  });

/** As a Rollout of Argo Rollouts is, with the orders that mean something then. */
export const ARGO_STATES = {
  waiting: { percentage: 10, note: null, can: ['pause', 'promote', 'promote-full', 'abort', 'undo'] },
  aborted: { percentage: 0, note: 'its controller has brought 10 % into force', can: ['retry', 'undo'] },
  promoted: { percentage: 100, note: null, can: ['undo'] },
} satisfies Record<string, Pick<TrafficView, 'percentage' | 'note' | 'can'>>;

export const argoSeen =
  (state: Pick<TrafficView, 'percentage' | 'note' | 'can'>) =>
  (at: Moment): TrafficView => ({
    ...{ source: 'Rollout acgs-production/models', observedAt: isoAgo(at, 4000), problem: null, ...state },
    movedBy: { name: 'rollouts-controller', at: isoAgo(at, 240_000) },
    metrics: null,
  });

const SPLIT =
  '100 * sum(rate(nginx_ingress_controller_requests{canary="mlops"}[5m])) / sum(rate(nginx_ingress_controller_requests[5m]))';

/** The share that is written, beside what metrics say of it. */
export const VERIFIED_STATES = {
  'as-written': { percentage: 50.3, words: 'Share of traffic that metrics saw, in percent: 50.3' },
  settling: { percentage: 18.4, words: 'Share of traffic that metrics saw, in percent: 18.4' },
  more: { percentage: 63.8, words: 'Share of traffic that metrics saw, in percent: 63.8, wanted at most 52' },
  less: { percentage: 12, words: 'Share of traffic that metrics saw, in percent: 12, wanted at least 48' },
  unknown: {
    percentage: null,
    words: 'Share of traffic that metrics saw, in percent: 50 of 61 requests, 100 are needed to tell',
  },
} satisfies Record<
  NonNullable<TrafficView['metrics']>['verdict'],
  Pick<NonNullable<TrafficView['metrics']>, 'percentage' | 'words'>
>;

export const verifiedSeen =
  (verdict: keyof typeof VERIFIED_STATES) =>
  (at: Moment): TrafficView => ({
    ...seen(50)(at),
    metrics: {
      ...{ ...VERIFIED_STATES[verdict], verdict, source: SPLIT, tolerance: 2 },
      observedAt: isoAgo(at, 11_000),
    },
  });

export function rolloutsOf(
  cases: readonly RolloutCase[],
  differs: { traffic?: (at: Moment) => TrafficView; refuses?: string } = {},
): RolloutScript {
  const { traffic = seen(0), refuses } = differs;
  return {
    frame: (at) => ({
      items: cases.map((tell) => {
        const { stages: _, can: __, report: ___, reason: ____, ...item } = tell(at);
        return item;
      }),
      traffic: traffic(at),
    }),
    follow: (at, id) => {
      const found = cases.map((tell) => tell(at)).find((view) => view.id === id);
      if (!found) throw failure('not-found', `There is no rollout ${id}`, 'Go back to all rollouts.');
      return found;
    },
    plan: planOf,
    act() {
      if (refuses) throw failure('refused', refuses, 'Start the control center without --read-only.');
      const [first = CASES.watching] = cases;
      return first({ nowMs: 0, beganMs: 0 }).id;
    },
  };
}

const DRIVER: TrafficDriver = {
  ...{ id: 'configmap', title: 'Config map and restart of mlops-manager', source: SOURCE },
  can: 'sets every whole percentage; a restart brings it into force',
  ...{ restarts: true, verifiedBy: null, shares: null, why: null, problem: null },
};

/** A plan as the core finds it, as far as a page can tell. */
function planOf({
  percentages,
  monitor,
  plan,
}: {
  percentages: string;
  monitor: string;
  plan: string;
}): RolloutPlan {
  const wrong = (message: string, hint: string): RolloutPlan => ({
    ...{ stages: [], preview: null, driver: DRIVER, problems: [{ code: 'usage', message, hint }] },
  });
  if (/chekcs/.test(plan)) {
    return wrong('Line 3: chekcs: unknown key; did you mean checks?', 'docs/rollouts.md shows a plan.');
  }
  const shares = percentages.split(',').map(Number);
  const windows = monitor.split(',').map((text) => /^(\d+)([smh])$/.exec(text));
  if (shares.length !== windows.length) {
    return wrong(
      `${shares.length} percentages (${percentages}) and ${windows.length} monitor windows (${monitor})`,
      'Give one window for each percentage, such as 10,50,100 and 4h,8h,0s.',
    );
  }
  const falls = shares.findIndex((share, index) => !(share > (shares[index - 1] ?? 0) && share <= 100));
  if (falls >= 0) {
    return wrong(
      `Stage ${falls + 1}: ${shares[falls]} % is not more than the ${shares[falls - 1] ?? 0} % of the stage before`,
      'Percentages rise from stage to stage, up to 100.',
    );
  }
  const UNITS = { s: 1000, m: 60_000, h: 3_600_000 };
  const often = { everyMs: 60_000, pauses: '3 inconclusive, or 3 errors in a row' };
  const target = (id: string) => ({ id, measures: `the target ${id} of the profile` });
  const checks = [
    {
      ...{ ...often, id: 'hash', title: 'Components with another constitutional hash', limit: 'below 1' },
      ...{ everyMs: 15_000, measures: 'the constitutional hash of every component', fails: '1 failed' },
    },
    {
      ...{ ...often, ...target('compliance'), title: 'Constitutional compliance', limit: 'above 0.95' },
      fails: '3 failed within 3m',
    },
    {
      ...{ ...often, ...target('response-time'), title: 'Response time p95', limit: 'below 2000' },
      fails: '2 failed within 2m',
    },
  ];
  const own = {
    ...{ ...often, id: 'manager', title: 'Not operational: MLOps Manager', limit: 'below 1' },
    ...{ measures: 'the health of mlops-manager', fails: '3 failed within 3m' },
  };
  const gate = {
    ...{ ...often, id: 'load-p95', title: 'Load test: p95', limit: 'below 1500', everyMs: 0 },
    ...{
      measures: '1000 requests to mlops-manager, 50 at once',
      fails: '1 failed',
      pauses: '1 inconclusive',
    },
  };
  const watched = (index: number) =>
    plan.trim() === '' ? checks : index === 0 ? [gate, ...checks, own] : [...checks, own];
  return {
    stages: shares.map((percentage, index) => {
      const [, count = '0', unit = 's'] = windows[index] ?? [];
      return { percentage, monitorMs: Number(count) * (UNITS[unit as 's'] ?? 0), checks: watched(index) };
    }),
    preview: {
      ...{ kind: 'rollout.set', title: 'Set the share of traffic', risk: 'change', dryRun: 'server' },
      target: SOURCE,
      summary: `Give ${shares[0]} % of the traffic to the MLOps features, from 0 %, and restart mlops-manager`,
      calls: [
        {
          ...{
            method: 'PATCH',
            path: '/api/v1/namespaces/acgs-production/configmaps/mlops-production-config',
          },
          body: `{"data":{"mlops_enabled":"true","traffic_percentage":"${shares[0]}"}}`,
        },
        {
          ...{ method: 'PATCH', path: '/apis/apps/v1/namespaces/acgs-production/deployments/mlops-manager' },
          body: null,
        },
      ],
      diff: `@@ data @@\n-mlops_enabled: "false"\n-traffic_percentage: "0"\n+mlops_enabled: "true"\n+traffic_percentage: "${shares[0]}"`,
      notes: [],
      hash: 'a3',
    },
    driver: DRIVER,
    problems: [],
  };
}

/** Nothing was ever rolled out, and the features get no traffic. */
export const noRollouts: RolloutScript = rolloutsOf([]);

export const silentRollouts: RolloutScript = {
  ...noRollouts,
  frame: () => SILENCE,
  follow: () => SILENCE,
  plan: () => SILENCE,
};

export const failingRollouts = (failing: () => never): RolloutScript => ({
  ...{ frame: failing, follow: failing, plan: failing, act: failing },
});

/** One waits, one goes on, others were. */
export const waitingRollouts = rolloutsOf([CASES.inconclusive, CASES.aborted, CASES.completed], {
  traffic: seen(50),
});

export const keptRollouts = rolloutsOf([CASES.watching, CASES.aborted, CASES.completed], {
  traffic: seen(50),
});

export const staleRollouts = rolloutsOf([CASES.watching, CASES.completed], {
  traffic: (at) => ({
    ...seen(50)(at),
    observedAt: isoAgo(at, at.nowMs - at.beganMs + 48_000),
    problem: {
      code: 'unreachable',
      message: 'The Kubernetes API at prod (127.0.0.1:6443) does not answer: connection refused',
      hint: 'See that the VPN is up and the API server runs.',
    },
  }),
});

export const unconfiguredRollouts = rolloutsOf([], {
  traffic: () => ({
    ...{ percentage: null, source: 'the config map of the MLOps features', observedAt: null },
    ...{ note: null, movedBy: null, can: [], metrics: null },
    problem: {
      code: 'not-configured',
      message: 'The profile names no cluster, so nobody can tell how much traffic the features get',
      hint: 'Name it under cluster in the profile.',
    },
  }),
});

const FORBIDDEN = failure(
  'forbidden',
  'User "oncall" may not read the config map mlops-production-config in the namespace acgs-production.',
  'Ask a cluster administrator for the permission: get on configmaps in acgs-production.',
);

export const forbiddenRollouts = failingRollouts(() => {
  throw FORBIDDEN;
});
