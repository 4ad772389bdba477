import { describe, expect, it } from 'vitest';
import type { RolloutCheck, RolloutSummary, RolloutsFrame } from '../../../contract/rollouts.ts';
import { figureText, inGroups, levelOfRollouts, limitText, measuredText, nextShare } from './words.ts';

const AT = '2026-06-27T09:00:00.000Z';

const OWNER = { process: 1, host: 'bastion', state: 'alive' } as const;

function rollout(differs: Partial<RolloutSummary>): RolloutSummary {
  return {
    ...{ id: 'r', kind: 'phased', title: 'Rollout', state: 'progressing', why: null, driver: 'configmap' },
    ...{ percentage: 10, percentageAt: AT, startedAt: AT, startedBy: 'mara', endedAt: null, owner: OWNER },
    ...{ stage: 0, stageCount: 3, asks: null },
    ...differs,
  };
}

function frame(
  items: readonly RolloutSummary[],
  traffic: Partial<RolloutsFrame['traffic']> = {},
): RolloutsFrame {
  return {
    items: [...items],
    traffic: {
      ...{ percentage: 10, source: 'config map', observedAt: AT, note: null, movedBy: null, can: [] },
      ...{ metrics: null, problem: null, ...traffic },
    },
  };
}

const problem = { code: 'unreachable', message: 'It does not answer', hint: null };
const asks = { step: 'watch-10', kind: 'decision', text: 'No data', since: AT, choices: [] } as const;

function check(differs: Partial<RolloutCheck>): RolloutCheck {
  return {
    ...{ id: 'error-rate', title: 'Error rate', unit: 'ratio', limit: 'below 0.01', everyMs: 60_000 },
    ...{ success: { below: 0.01 }, failure: { above: 0.01 }, measurements: [], total: 0, nextAt: null },
    ...{ failures: { count: 0, limit: 3, withinMs: 180_000 }, inconclusive: { count: 0, limit: 3 } },
    ...differs,
  };
}

describe('the mark in the rail', () => {
  it('is none while all goes by itself', () => {
    expect(levelOfRollouts(frame([rollout({})]))).toBeNull();
    expect(levelOfRollouts(frame([]))).toBeNull();
  });

  it('is a warning for what waits, is paused or goes back', () => {
    for (const state of ['inconclusive', 'paused', 'rolling-back'] as const) {
      expect(levelOfRollouts(frame([rollout({ state })]))).toBe('warning');
    }
    expect(levelOfRollouts(frame([rollout({ asks: { ...asks, choices: [] } })]))).toBe('warning');
  });

  it('is a warning for what goes on and nobody is known to drive', () => {
    expect(levelOfRollouts(frame([rollout({ owner: null })]))).toBe('warning');
    expect(levelOfRollouts(frame([rollout({ owner: { ...OWNER, state: 'dead' } })]))).toBe('warning');
  });

  it('is critical while the latest has left traffic where it should not be', () => {
    const degraded = rollout({ state: 'degraded', endedAt: AT });
    const completed = rollout({ state: 'completed', endedAt: AT });
    expect(levelOfRollouts(frame([degraded, completed]))).toBe('critical');
    expect(levelOfRollouts(frame([completed, degraded]))).toBeNull();
    expect(levelOfRollouts(frame([rollout({}), degraded]))).toBeNull();
  });

  it('is never green, and unknown where the share is not known or stale', () => {
    const completed = rollout({ state: 'completed', endedAt: AT });
    expect(levelOfRollouts(frame([completed], { percentage: null, problem }))).toBe('unknown');
    expect(levelOfRollouts(frame([completed], { problem }))).toBe('unknown');
  });
});

it('the queue comes first, in the order in which it came', () => {
  const items = [
    rollout({ id: 'goes-on' }),
    rollout({ id: 'asks', asks: { ...asks, choices: [] } }),
    rollout({ id: 'over', state: 'completed', endedAt: AT }),
    rollout({ id: 'waits', state: 'inconclusive' }),
  ];
  const { waiting, goingOn, ended } = inGroups(items);
  expect(waiting.map(({ id }) => id)).toEqual(['asks', 'waits']);
  expect(goingOn.map(({ id }) => id)).toEqual(['goes-on']);
  expect(ended.map(({ id }) => id)).toEqual(['over']);
});

it('limits and figures are in the units of the check', () => {
  expect(limitText(check({}))).toBe('below 1\u00a0%');
  expect(limitText(check({ unit: 'ms', success: { below: 2000 } }))).toBe('below 2,000\u00a0ms');
  expect(limitText(check({ unit: '', success: { atLeast: 10, atMost: 10 } }))).toBe('exactly 10');
  expect(figureText(0.0034, 'ratio')).toBe('0.34\u00a0%');
});

it('what was measured is counted; what is not shown is not guessed', () => {
  const one = (outcome: 'pass' | 'fail' | 'inconclusive') => ({ at: AT, value: 1, outcome, words: '' });
  expect(measuredText([check({})])).toBe('');
  expect(measuredText([check({ measurements: [one('pass')], total: 1 })])).toBe('1 measurement, all passed');
  const mixed = [one('pass'), one('fail'), one('inconclusive')];
  expect(measuredText([check({ measurements: mixed, total: 3 })])).toBe(
    '3 measurements, 1 failed, 1 inconclusive',
  );
  expect(measuredText([check({ measurements: mixed, total: 1203 })])).toBe('1,203 measurements');
});

it('the next share is that of the stage after', () => {
  const stages = [{ percentage: 10 }, { percentage: 50 }];
  expect(nextShare(stages, 0)).toBe(50);
  expect(nextShare(stages, 1)).toBeNull();
  expect(nextShare(stages, null)).toBeNull();
});
