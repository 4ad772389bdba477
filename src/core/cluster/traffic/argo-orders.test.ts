import { describe, expect, it } from 'vitest';
import { planOfOrder, planOfShare } from './argo-orders.ts';
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
const shareTo = (percentage: number, of = rollout()) => planOfShare(percentage, of, 'Rollout acgs/models');
const bodies = (plan: ReturnType<typeof shareTo>) => plan.patches.map(({ at, body }) => [at, body]);

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

describe('setting the share of a Rollout', () => {
  it('goes to the step that sets it, forth and back', () => {
    expect(bodies(shareTo(50))).toEqual([['status', { status: { currentStepIndex: 2 } }]]);
    expect(bodies(shareTo(10, rollout({ currentStepIndex: 3 })))).toEqual([
      ['status', { status: { currentStepIndex: 0 } }],
    ]);
  });

  it('aborts it for nothing, also after it was promoted by hand', () => {
    expect(bodies(shareTo(0))).toEqual([['status', { status: { abort: true } }]]);
    expect(bodies(shareTo(0, rollout({ promoteFull: true })))).toEqual([
      ['status', { status: { abort: true } }],
    ]);
  });

  it('promotes it fully for all, where no step sets that', () => {
    expect(bodies(shareTo(100))).toEqual([['status', { status: { promoteFull: true } }]]);
  });

  it('does nothing where it is that already', () => {
    expect(shareTo(10).patches).toEqual([]);
  });

  it.each([
    ['a share that no step sets', 25, {}, 'has no step that sets 25 %: it has 10 %, 50 %, 80 %'],
    [
      'a step that it would not stay at',
      80,
      {},
      'would not stay at 80 %: behind its step 5 there is no pause',
    ],
    ['one that is aborted', 50, { abort: true }, 'is aborted: it takes no traffic before it is retried'],
    [
      'one that is the stable version',
      50,
      { stableRS: 'new' },
      'is promoted: its steps move no traffic any more',
    ],
  ])('is refused for %s', (_, percentage, status, words) => {
    expect(() => shareTo(percentage, rollout(status))).toThrow(words);
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
