import { describe, expect, it } from 'vitest';
import { SYSTEMS } from '../../connect/profile/systems.ts';
import { resolveThresholds } from '../../connect/profile/thresholds.ts';
import { definitionOf, PHASED, watchInput } from '../definition.ts';
import type { RolloutPlan } from '../plan.ts';
import { type CheckGround, planOfFile } from './index.ts';

const ground: CheckGround = {
  thresholds: resolveThresholds({}),
  mistakeIn: (expression) => (expression.includes('((') ? 'it ends too early' : null),
  systems: SYSTEMS,
};

const HEAD = 'apiVersion: acgs.dev/rollout/v1\n';
const read = (text: string) => planOfFile(HEAD + text, ground);

function planned(text: string): RolloutPlan {
  const plan = read(text);
  if ('problems' in plan) throw new Error(plan.problems.map(({ message }) => message).join('; '));
  return plan;
}

const told = (text: string) => {
  const plan = read(text);
  return 'problems' in plan ? plan.problems.map(({ message }) => message) : [];
};
const ids = ({ stages }: RolloutPlan) => stages.map(({ checks }) => checks.map(({ id }) => id));
const TARGETS = ['compliance', 'response-time', 'error-rate', 'availability'];
const STAGE = 'stages: [{ percentage: 100, monitor: 1h }]\n';
/** A plan of one check. */
const of = (check: string) => `checks:\n  - ${check}\n${STAGE}`;

describe('a plan', () => {
  it('watches the defaults where it says nothing else', () => {
    const plan = planned('stages: [{ percentage: 10, monitor: 30m }, { percentage: 100, monitor: 0s }]');
    expect(plan.stages.map(({ percentage, monitorMs }) => [percentage, monitorMs])).toEqual([
      [10, 1_800_000],
      [100, 0],
    ]);
    expect(ids(plan)[0]).toEqual(['hash', ...TARGETS]);
  });

  it('adds checks to all stages and to one, and leaves defaults out where it says so, never the hash', () => {
    const plan = planned(`
defaults: none
checks:
  - { id: gpu, expression: max(gpu), success: { below: 0.8 } }
stages:
  - { percentage: 10, monitor: 1h }
  - percentage: 50
    monitor: 1h
    defaults: [availability]
    checks:
      - { id: budget, budget: left, success: { above: 0.1 } }
      - { id: manager, operational: mlops-manager }
  - { percentage: 100, monitor: 0s }
`);
    expect(ids(plan)).toEqual([
      ['hash', 'gpu'],
      ['hash', 'availability', 'gpu', 'budget', 'manager'],
      ['hash', 'gpu'],
    ]);
  });

  it('replaces a default by a check with its id, with the limits of the profile or its own', () => {
    const [stage] = planned(
      of('{ id: error-rate, target: error-rate, success: { below: 0.001 }, failures: 2, every: 30s }'),
    ).stages;
    expect(stage?.checks.map(({ id }) => id)).toEqual(['hash', ...TARGETS]);
    expect(stage?.checks.find(({ id }) => id === 'error-rate')).toMatchObject({
      ...{ success: { below: 0.001 }, failure: { atLeast: 0.001 }, everyMs: 30_000 },
      failures: { count: 2, withinMs: 60_000 },
    });
  });

  it('is kept whole in the definition of the process', () => {
    const plan = planned(of('{ id: burn, budget: burn, over: 6h, success: { below: 6 }, staleAfter: 5m }'));
    const { steps } = definitionOf(plan, { name: PHASED, title: 'Rollout', observed: null });
    const watch = steps.find(({ id }) => id === 'watch-100');
    expect(watchInput.parse(watch?.input).checks.find(({ id }) => id === 'burn')).toMatchObject({
      ...{ measures: { what: 'budget-burn', overMs: 21_600_000 }, staleAfterMs: 300_000 },
      ...{ success: { below: 6 }, failure: { atLeast: 6 }, failures: { count: 3, withinMs: 180_000 } },
    });
  });

  it('tests a stage with load before it is watched, by its own limits or those of the profile', () => {
    const [own, ours] = planned(`
stages:
  - { percentage: 10, monitor: 1h, gate: { load-test: { requests: 400, limits: { p99: { below: 900 } } } } }
  - { percentage: 100, monitor: 0s, gate: { load-test: {} } }
`).stages;
    expect(own?.gate).toMatchObject({
      ...{ system: 'mlops-manager', path: null, requests: 400, workers: 50 },
      checks: [{ id: 'load-p99', success: { below: 900 }, failure: { atLeast: 900 }, leastRequests: 100 }],
    });
    expect(ours?.gate?.checks.map(({ id, success }) => [id, success])).toEqual([
      ['load-p95', { below: 2000 }],
      ['load-errors', { below: 0.01 }],
    ]);
  });

  it.each([
    ['{ above: 1 }', { atMost: 1 }],
    ['{ atLeast: 1 }', { below: 1 }],
    ['{ atMost: 1 }', { above: 1 }],
  ])('fails every figure that does not keep %s', (success, failure) => {
    const [stage] = planned(of(`{ id: x, expression: up, success: ${success} }`)).stages;
    expect(stage?.checks.at(-1)?.failure).toEqual(failure);
  });
});

describe('what is wrong with a plan is told in a sentence, with its line, stage and check', () => {
  it.each([
    ['', 'Line 1: stages: is missing'],
    ['stages: []', 'Line 2: stages:'],
    [
      'stages: [{ percentage: 10, monitor: 4h, chekcs: [] }, { percentage: 100, monitor: 0s }]',
      'Line 2: stage 1: chekcs: unknown key; did you mean checks?',
    ],
    [
      'stages:\n  - { percentage: 50, monitor: 1h }\n  - { percentage: 10, monitor: 1h }',
      'Line 4: stage 2: percentage: 10 % is not more than the 50 % of the stage before',
    ],
    [
      'stages:\n  - { percentage: 10, monitor: 0s }\n  - { percentage: 100, monitor: 0s }',
      'Line 3: stage 1: monitor: with a monitor window of 0s nobody would watch it',
    ],
    ['stages:\n  - { percentage: 10, monitor: soon }', 'Line 3: stage 1: monitor: must be a span of time'],
    [
      of('{ id: x, success: { below: 1 } }'),
      'Line 3: check x: measures nothing: it takes one of expression, target',
    ],
    [
      of('{ id: x, expression: up, target: compliance, success: { below: 1 } }'),
      'Line 3: check x: measures expression and target',
    ],
    [of('{ id: x, expression: up }'), 'Line 3: check x: success is missing'],
    [of('{ id: x, expression: up, success: {} }'), 'Line 3: check x: success: must hold a limit'],
    [of('{ id: x, expression: up, success: { above: 1, below: 2 } }'), 'Line 3: check x: failure is missing'],
    [
      of('{ id: x, expression: "sum((", success: { below: 1 } }'),
      'Line 3: check x: expression: it ends too early',
    ],
    [of('{ id: x, operational: governence }'), 'Line 3: check x: operational: "governence" is no system'],
    [
      of('{ id: x, expression: up, success: { below: 1 }, failures: 3, every: 1m, within: 1m }'),
      'Line 3: check x: within: 3 measurements, one every 60 s, never lie within 60 s',
    ],
    [of('{ id: x, expression: up, success: { below: 1 }, over: 1h }'), 'Line 3: check x: over: only a burn'],
    [
      of('{ id: hash, expression: up, success: { below: 1 } }'),
      'Line 3: check hash: id: hash is the check of the constitutional hash',
    ],
    [
      of('{ id: hash, hash: true, success: { below: 9 } }'),
      'Line 3: check hash: success: another constitutional hash is always',
    ],
    [
      of('{ id: share, expression: up, success: { below: 1 } }'),
      'Line 3: check share: id: share is what every stage',
    ],
    [
      of('{ id: x, operational: all }\n  - { id: x, operational: all }'),
      'Line 4: check x: id: another check of this list',
    ],
    [
      'stages: [{ percentage: 100, monitor: 1h, gate: { load-test: { limits: { p95: { above: 1, below: 2 } } } } }]',
      'Line 2: stage 1: gate.load-test.limits.p95: takes one limit',
    ],
    [
      'stages: [{ percentage: 100, monitor: 1h, gate: { load-test: { workers: 0 } } }]',
      'Line 2: stage 1: gate.load-test.workers: ',
    ],
    ['a: *b', 'Line 2: '],
    ['stages: [', 'Line 2: '],
  ])('%j', (text, sentence) => {
    expect(told(text)[0]).toMatch(new RegExp(`^${sentence.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}`));
  });

  it('all of it at once, by lines', () => {
    expect(
      told(
        'stages:\n  - { percentage: 50, monitor: 1h }\n  - { percentage: 10, monitor: 0s, checks: [{ id: x }] }',
      ),
    ).toEqual([
      expect.stringMatching(/^Line 4: stage 2: percentage:/),
      expect.stringMatching(/^Line 4: stage 2, check x: measures nothing/),
    ]);
  });
});
