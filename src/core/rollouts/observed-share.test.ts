import { describe, expect, it } from 'vitest';
import { measurementOf, type Reading } from './check.ts';
import { judgeStage } from './judge.ts';
import { judgeObserved, observedCheck } from './observed-share.ts';

const NOW = 1_000_000_000_000;
const RATE = '100 * sum(rate(a{way="mlops"}[5m])) / (sum(rate(a[5m])))';
const BY_RATE = { expression: RATE, requests: 'sum(increase(a[5m]))' };
const reading = (value: number | null, requests = 5000, ageMs = 1000): Reading => ({
  ...{ value, observedAt: NOW - ageMs, requests },
});
const verdictOf = (of: Reading, percentage: number | null = 10, movedAt: number | null = null) =>
  judgeObserved(BY_RATE, of, { percentage, movedAt }, NOW).verdict;

describe('the share that metrics saw', () => {
  it.each<[string, string, Reading, (number | null)?, (number | null)?]>([
    ['is as written', 'as-written', reading(11.9)],
    ['is more', 'more', reading(12.1)],
    ['is less', 'less', reading(7.9)],
    ['may still count what was before', 'settling', reading(50), 10, NOW - 299_000],
    ['is more once it cannot count that any more', 'more', reading(50), 10, NOW - 301_000],
    ['is not known of too few requests', 'unknown', reading(10, 99)],
    ['is not known where nobody reports it', 'unknown', reading(null)],
    ['is not known where it is no number', 'unknown', reading(Number.NaN)],
    ['is not known where it is old', 'unknown', reading(10, 5000, 121_000)],
    ['is not known where nobody could look', 'unknown', { error: 'no answer' }],
    ['says nothing where nobody knows what is written', 'unknown', reading(10), null],
  ])('%s', (_, verdict, given, percentage = 10, movedAt = null) => {
    expect(verdictOf(given, percentage, movedAt)).toBe(verdict);
  });
});

describe('the check of the share that metrics saw', () => {
  const stage = (values: readonly number[], expression = RATE) => {
    const check = { ...observedCheck(10, { expression }) };
    const taken = values.map((value, index) => {
      const at = NOW + (index + 1) * check.everyMs;
      return measurementOf(check, { value, observedAt: at }, at);
    });
    const now = NOW + values.length * check.everyMs;
    return judgeStage({ checks: [check], monitorMs: 3_600_000 }, taken, { from: NOW, now }).state;
  };
  const times = (count: number, value: number) => Array.from({ length: count }, () => value);

  it('does not fail for as long as what was before may be counted, and fails for more than that', () => {
    expect(stage(times(6, 50))).toBe('watching');
    expect(stage(times(7, 50))).toBe('fail');
    expect(stage([...times(5, 50), ...times(10, 10)])).toBe('watching');
    expect(stage(times(2, 50), 'share_now')).toBe('fail');
  });

  it('never fails for less, and asks a person', () => {
    expect(stage(times(7, 0))).toBe('watching');
    expect(stage(times(8, 0))).toBe('inconclusive');
  });

  it('does not stop at an expression that is none', () => {
    expect(observedCheck(10, { expression: 'sum(' }).failures.count).toBe(2);
  });
});
