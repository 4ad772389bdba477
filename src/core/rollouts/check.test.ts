import { describe, expect, it } from 'vitest';
import { resolveThresholds } from '../connect/profile/thresholds.ts';
import { measurementOf, type Reading, type StageCheck } from './check.ts';
import { defaultChecks } from './default-checks.ts';

const checks = new Map(defaultChecks(resolveThresholds({})).map((check) => [check.id, check]));
const NOW = 1_000_000;

function named(id: string): StageCheck {
  const found = checks.get(id);
  if (found === undefined) throw new Error(`no check ${id}`);
  return found;
}

const look = (id: string, reading: Partial<Exclude<Reading, { error: string }>>) =>
  measurementOf(named(id), { value: null, observedAt: NOW, requests: 1000, ...reading }, NOW);

describe('one measurement', () => {
  it.each([
    ['compliance', 0.97, 'pass'],
    ['compliance', 0.949, 'fail'],
    ['response-time', 1999, 'pass'],
    ['response-time', 2001, 'fail'],
    ['error-rate', 0.009, 'pass'],
    ['error-rate', 0.011, 'fail'],
    ['availability', 0.9995, 'pass'],
    ['availability', 0.998, 'fail'],
    ['hash', 0, 'pass'],
    ['hash', 1, 'fail'],
  ] as const)('of %s with %s is a %s', (id, value, outcome) => {
    expect(look(id, { value })).toMatchObject({ check: id, at: NOW, value, outcome, isError: false });
  });

  it.each(['compliance', 'response-time', 'error-rate', 'availability'])(
    'of %s exactly on its target is neither a pass nor a fail',
    (id) => {
      const { success } = named(id);
      expect(look(id, { value: success.above ?? success.below ?? null }).outcome).toBe('inconclusive');
    },
  );

  it('that nobody reports tells nothing', () => {
    const words = 'Nobody reports error rate';
    for (const value of [null, Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(look('error-rate', { value })).toMatchObject({ value: null, outcome: 'inconclusive', words });
    }
  });

  it('that is stale, or of an unknown time, tells nothing, however good or bad it is', () => {
    for (const value of [0.5, 0.99]) {
      expect(look('compliance', { value, observedAt: NOW - 121_000 })).toMatchObject({
        outcome: 'inconclusive',
        words: `Constitutional compliance: ${value} is 121 s old, more than 120 s`,
      });
      expect(look('compliance', { value, observedAt: null }).outcome).toBe('inconclusive');
      expect(look('compliance', { value, observedAt: NOW - 120_000 }).outcome).not.toBe('inconclusive');
    }
  });

  it('of too few requests tells nothing, and 0 of 0 failed least of all', () => {
    expect(look('error-rate', { value: 0, requests: 99 })).toMatchObject({
      outcome: 'inconclusive',
      words: 'Error rate: 0 of 99 requests, 100 are needed to tell',
    });
    expect(look('error-rate', { value: 0, requests: 0 }).outcome).toBe('inconclusive');
    expect(look('error-rate', { value: 0, requests: null }).outcome).toBe('inconclusive');
    expect(look('error-rate', { value: 0, requests: 100 }).outcome).toBe('pass');
    expect(look('response-time', { value: 9000, requests: 19 }).outcome).toBe('inconclusive');
  });

  it('that could not be made is an error, and inconclusive', () => {
    expect(measurementOf(named('hash'), { error: 'connection refused' }, NOW)).toEqual({
      ...{ check: 'hash', at: NOW, value: null, outcome: 'inconclusive', isError: true },
      words: 'Components with another constitutional hash could not be measured: connection refused',
    });
  });
});
