import { describe, expect, it } from 'vitest';
import { resolveThresholds } from '../connect/profile/thresholds.ts';
import { defaultChecks } from './default-checks.ts';
import { DEFAULT_STAGES, planOf } from './plan.ts';

const checks = defaultChecks(resolveThresholds({}));
const HOUR = 3_600_000;

describe('a plan', () => {
  it("is the guide's phase 4 unless something else is said", () => {
    const { stages } = planOf(DEFAULT_STAGES, checks);
    expect(stages.map(({ percentage, monitorMs }) => [percentage, monitorMs])).toEqual([
      [10, 4 * HOUR],
      [50, 8 * HOUR],
      [100, 0],
    ]);
    expect(stages.every((stage) => stage.checks === checks)).toBe(true);
  });

  it('takes any shares and windows, and spaces between them', () => {
    const { stages } = planOf({ percentages: '1, 2,99', monitor: '30s, 1h30m,1d' }, checks);
    expect(stages.map(({ percentage, monitorMs }) => [percentage, monitorMs])).toEqual([
      [1, 30_000],
      [2, 1.5 * HOUR],
      [99, 24 * HOUR],
    ]);
  });

  it.each([
    ['10,50,40', '4h,8h,0s', 'Stage 3: 40 % is not more than the 50 % of the stage before'],
    ['10,10', '4h,0s', 'Stage 2: 10 % is not more than the 10 % of the stage before'],
    ['0,50', '4h,0s', 'Stage 1: 0 % is no more than nothing'],
    ['10,110', '4h,0s', 'Stage 2: "110" is no percentage'],
    ['10,-5', '4h,0s', 'Stage 2: "-5" is no percentage'],
    ['10,half', '4h,0s', 'Stage 2: "half" is no percentage'],
    ['10,12.5', '4h,0s', 'Stage 2: "12.5" is no percentage'],
    ['10,1e2', '4h,0s', 'Stage 2: "1e2" is no percentage'],
    ['10,,100', '4h,8h,0s', 'Stage 2: "" is no percentage'],
    ['', '4h', 'Stage 1: "" is no percentage'],
    ['10,50,100', '4h,8h', '3 percentages (10,50,100) and 2 monitor windows (4h,8h)'],
    ['100', '4h,8h', '1 percentage (100) and 2 monitor windows (4h,8h)'],
    ['10,100', '0s,0s', 'Stage 1: with a monitor window of 0s nobody would watch it before the next stage'],
    ['10,100', '-4h,0s', 'Stage 1: "-4h" is no monitor window'],
    ['10,100', '4h,1y', 'Stage 2: a monitor window of 1y is longer than 2w'],
    ['10,100', '4,0s', 'Stage 1: "4" is no monitor window'],
    ['10,100', 'soon,0s', 'Stage 1: "soon" is no monitor window'],
    ['10,100', '9999999999999999999y,0s', 'Stage 1: "9999999999999999999y" is no monitor window'],
  ])('of %s and %s is refused in a sentence', (percentages, monitor, message) => {
    expect(() => planOf({ percentages, monitor }, checks)).toThrow(
      expect.objectContaining({ code: 'usage', message }),
    );
  });
});

describe('the default checks', () => {
  it("are the rollback triggers, at the profile's own targets", () => {
    const own = defaultChecks(resolveThresholds({ 'response-time': { target: 500 } }));
    expect(own.map(({ id, failure, failures }) => [id, failure, failures.count, failures.withinMs])).toEqual([
      ['hash', { atLeast: 1 }, 1, 0],
      ['compliance', { below: 0.95 }, 3, 180_000],
      ['response-time', { above: 500 }, 2, 120_000],
      ['error-rate', { above: 0.01 }, 3, 180_000],
      ['availability', { below: 0.999 }, 2, 60_000],
    ]);
  });

  it('are looked at often enough to fire within their time', () => {
    for (const { id, everyMs, failures } of checks) {
      expect([id, (failures.count - 1) * everyMs <= failures.withinMs]).toEqual([id, true]);
    }
  });
});
