import { describe, expect, it } from 'vitest';
import { ordersFor, planOfOrder } from './argo-orders.ts';
import { argoRolloutIn } from './argo-rollout.ts';

const STEPS = [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }, { pause: {} }, { setWeight: 80 }];

const rollout = (status: Record<string, unknown> = {}, spec: Record<string, unknown> = {}) =>
  argoRolloutIn(
    {
      spec: { strategy: { canary: { steps: STEPS } }, ...spec },
      status: { currentPodHash: 'new', stableRS: 'old', currentStepIndex: 1, ...status },
    },
    'Rollout acgs/models',
  );
const bodies = (plan: ReturnType<typeof planOfOrder>) => plan.patches.map(({ at, body }) => [at, body]);

describe('the share of a Rollout', () => {
  it.each([
    ['the last weight that was set', {}, 10],
    ['that of the step it is at', { currentStepIndex: 2 }, 50],
    ['all past the last step', { currentStepIndex: 5 }, 100],
    ['nothing once aborted', { abort: true }, 0],
    ['all once promoted fully', { promoteFull: true }, 100],
    ['all where it is the stable version', { stableRS: 'new' }, 100],
    ['all where there never was another version', { stableRS: '' }, 100],
  ])('is %s', (_, status, share) => {
    expect(rollout(status).share).toBe(share);
  });

  it('is nothing before a weight was set', () => {
    const steps = [{ setCanaryScale: { replicas: 1 } }, { setWeight: 10 }];
    expect(rollout({ currentStepIndex: 0 }, { strategy: { canary: { steps } } }).share).toBe(0);
  });

  it('is none of a Rollout that does not shift traffic', () => {
    expect(() => rollout({}, { strategy: { blueGreen: {} } })).toThrow('has no canary strategy');
  });
});

describe('the orders of a Rollout, as kubectl argo rollouts patches them', () => {
  const of = (order: Parameters<typeof planOfOrder>[0], given = rollout()) =>
    bodies(planOfOrder(order, given));

  it('pause it', () => {
    expect(of('pause')).toEqual([['object', { spec: { paused: true } }]]);
    expect(of('pause', rollout({}, { paused: true }))).toEqual([]);
  });

  it('abort and retry it', () => {
    expect(of('abort')).toEqual([['status', { status: { abort: true } }]]);
    expect(of('retry', rollout({ abort: true }))).toEqual([['status', { status: { abort: false } }]]);
    expect(of('retry')).toEqual([]);
  });

  it('promote it fully, and not where it is stable', () => {
    expect(of('promote-full')).toEqual([['status', { status: { promoteFull: true } }]]);
    expect(of('promote-full', rollout({ stableRS: 'new' }))).toEqual([]);
  });

  const waiting = { pauseConditions: [{ reason: 'CanaryPauseStep' }], controllerPause: true };

  it('promote it from a pause by clearing that, and nothing else', () => {
    expect(of('promote', rollout(waiting))).toEqual([['status', { status: { pauseConditions: null } }]]);
  });

  it('promote it from a pause by hand: its status first', () => {
    expect(of('promote', rollout(waiting, { paused: true }))).toEqual([
      ['status', { status: { pauseConditions: null } }],
      ['object', { spec: { paused: false } }],
    ]);
  });

  it('promote it from the middle of a step to the next one, and never past the last', () => {
    expect(of('promote')).toEqual([['status', { status: { pauseConditions: null, currentStepIndex: 2 } }]]);
    expect(of('promote', rollout({ currentStepIndex: 5 }))).toEqual([
      ['status', { status: { pauseConditions: null, currentStepIndex: 5 } }],
    ]);
  });

  it('promote it past an analysis that said neither yes nor no', () => {
    const canary = { currentStepAnalysisRunStatus: { status: 'Inconclusive' } };
    expect(of('promote', rollout({ ...waiting, canary }))).toEqual([
      ['status', { status: { pauseConditions: null, controllerPause: false, currentStepIndex: 2 } }],
    ]);
  });
});

describe('the orders that mean something', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, string[]]>([
    ['in the middle', {}, {}, ['pause', 'promote', 'promote-full', 'abort', 'undo']],
    ['paused by hand', {}, { paused: true }, ['promote', 'promote-full', 'abort', 'undo']],
    ['aborted', { abort: true }, {}, ['retry', 'undo']],
    ['promoted by hand, and not there yet', { promoteFull: true }, {}, ['abort', 'undo']],
    ['with nothing being rolled out', { stableRS: 'new' }, {}, ['undo']],
  ])('to a Rollout %s', (_, status, spec, orders) => {
    expect(ordersFor(rollout(status, spec), 2)).toEqual(orders);
  });

  it('do not take back the first version', () => {
    expect(ordersFor(rollout({ stableRS: 'new' }), 1)).toEqual([]);
    expect(ordersFor(rollout({ stableRS: 'new' }), null)).toEqual(['undo']);
  });
});
