import { describe, expect, it } from 'vitest';
import { argoCourseOf } from './argo-course.ts';
import type { ArgoRevision } from './argo-revisions.ts';
import { planOfShare, settableOf } from './argo-share.ts';

const STEPS = [{ setWeight: 10 }, { pause: {} }, { setWeight: 50 }, { pause: {} }, { setWeight: 80 }];
type Fields = Record<string, unknown>;

const template = (version: string) => ({
  metadata: { labels: { app: 'models' } },
  spec: { containers: [{ name: 'main', image: `models:${version}` }] },
});
const object = (status: Fields = {}, spec: Fields = {}) => ({
  spec: { template: template('new'), strategy: { canary: { steps: STEPS } }, ...spec },
  status: { currentPodHash: 'new', stableRS: 'old', currentStepIndex: 1, ...status },
});
const OLD: ArgoRevision = { number: 1, first: 1, hash: 'old', template: template('old') };
const NEW: ArgoRevision = { number: 2, first: 2, hash: 'new', template: template('new') };
/** As it is when its controller has taken the old version up again. */
const OLD_AGAIN = { ...OLD, number: 3 };

const words = 'Rollout acgs/models';
const shareTo = (percentage: number, of: unknown = object(), revisions: ArgoRevision[] = [NEW, OLD]) =>
  planOfShare(percentage, {
    course: argoCourseOf(of, revisions, words),
    ...{ object: of, revisions, words },
  });
const bodies = (plan: ReturnType<typeof shareTo>) => plan.patches.map(({ at, body }) => [at, body]);

describe('setting the share of a Rollout', () => {
  it('goes to the step that sets it, forth and back', () => {
    expect(bodies(shareTo(50))).toEqual([['status', { status: { currentStepIndex: 2 } }]]);
    expect(bodies(shareTo(10, object({ currentStepIndex: 3 })))).toEqual([
      ['status', { status: { currentStepIndex: 0 } }],
    ]);
  });

  it('aborts it for nothing, also after it was promoted by hand', () => {
    expect(bodies(shareTo(0))).toEqual([['status', { status: { abort: true } }]]);
    expect(bodies(shareTo(0, object({ promoteFull: true })))).toEqual([
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
  ])('is refused for %s', (_, percentage, status, says) => {
    expect(() => shareTo(percentage, object(status))).toThrow(says);
  });
});

describe('a Rollout that is fully promoted', () => {
  const promoted = object({ stableRS: 'new', currentStepIndex: 5 });
  const undo = ['object', [{ op: 'replace', path: '/spec/template', value: template('old') }]];
  const promoteFull = ['status', { status: { promoteFull: true } }];

  it('gets to nothing by going back to the version before, promoted as soon as its controller has begun', () => {
    const plan = shareTo(0, promoted);
    expect(bodies(plan)).toEqual([undo, promoteFull]);
    expect(plan.what).toBe('goes back to the pods of revision 1, at once and without its steps');
    const isDue = plan.patches[1]?.isDue;
    expect(isDue?.(promoted)).toBe('its controller has not begun to go back');
    expect(isDue?.(object({ currentPodHash: 'old', stableRS: 'new' }))).toBeNull();
  });

  it('says in one sentence that there is no version before', () => {
    expect(() => shareTo(0, promoted, [NEW])).toThrow(`${words} has no earlier revision to go back to`);
  });

  it('is not undone twice where the controller has not begun, and waits for it again', () => {
    const told = { ...promoted, spec: { ...promoted.spec, template: template('old') } };
    expect(argoCourseOf(told, [NEW, OLD], words)).toMatchObject({ way: 'to-go-back', share: 100 });
    expect(bodies(shareTo(0, told))).toEqual([promoteFull]);
  });
});

describe('a Rollout on its way back', () => {
  const back = (status: Fields = {}) =>
    object({ currentPodHash: 'old', stableRS: 'new', ...status }, { template: template('old') });
  const revisions = [OLD_AGAIN, NEW];
  const course = (status: Fields) => argoCourseOf(back(status), revisions, words);

  it.each([
    ['what the stable version keeps, which is the newer one', {}, 90],
    ['all of it once the way back is aborted', { abort: true }, 100],
    ['nothing once the old version is promoted', { promoteFull: true }, 0],
    ['nothing past the last step', { currentStepIndex: 5 }, 0],
  ])('has %s', (_, status, share) => {
    expect(course(status)).toMatchObject({ way: 'back', share });
  });

  it('gets to nothing by being promoted, never by an abort, which would give all of it', () => {
    const promote = ['status', { status: { promoteFull: true } }];
    expect(bodies(shareTo(0, back(), revisions))).toEqual([promote]);
    expect(bodies(shareTo(0, back({ abort: true }), revisions))).toEqual([
      ['status', { status: { abort: false } }],
      promote,
    ]);
  });

  it('gets no more than it has', () => {
    for (const percentage of [10, 50, 100]) {
      expect(() => shareTo(percentage, back(), revisions)).toThrow('it can only be set to 0 %');
    }
  });

  it('has nothing when it has arrived, and gets none before the newer version is brought again', () => {
    const arrived = back({ stableRS: 'old' });
    expect(argoCourseOf(arrived, revisions, words)).toMatchObject({ way: 'went-back', share: 0 });
    expect(shareTo(0, arrived, revisions).patches).toEqual([]);
    expect(() => shareTo(10, arrived, revisions)).toThrow(
      expect.objectContaining({
        message: `${words} has gone back to an earlier version, which takes no share`,
        hint: 'Bring the newer one first: acgs rollout argo undo --revision 2.',
      }),
    );
  });
});

describe('the shares that a Rollout can be set to', () => {
  const of = (object: unknown, revisions = [NEW, OLD]) =>
    settableOf({ course: argoCourseOf(object, revisions, words), object, revisions }).settable;

  it.each<[string, number[], unknown, ArgoRevision[]]>([
    ['those that it waits at, nothing, and all', [0, 10, 50, 100], object(), [NEW, OLD]],
    ['nothing once it is aborted', [0], object({ abort: true }), [NEW, OLD]],
    ['nothing and what there is once it is promoted', [0, 100], object({ stableRS: 'new' }), [NEW, OLD]],
    ['what there is where no version was before', [100], object({ stableRS: 'new' }), [NEW]],
    [
      'nothing on the way back',
      [0],
      object({ currentPodHash: 'old', stableRS: 'new' }, { template: template('old') }),
      [OLD_AGAIN, NEW],
    ],
    [
      'all of it behind a last step that says so',
      [0, 10, 100],
      object({}, { strategy: { canary: { steps: [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }] } } }),
      [NEW, OLD],
    ],
  ])('are %s', (_, shares, rollout, revisions) => {
    expect(of(rollout, revisions)).toEqual(shares);
  });

  it('are those for which it has a way', () => {
    for (const given of [object(), object({ abort: true }), object({ stableRS: 'new' })]) {
      const shares = of(given) ?? [];
      for (let share = 0; share <= 100; share += 1) {
        if (shares.includes(share)) expect(() => shareTo(share, given)).not.toThrow();
        else expect(() => shareTo(share, given), String(share)).toThrow();
      }
    }
  });
});
