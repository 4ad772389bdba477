import { describe, expect, it } from 'vitest';
import type { Health } from '../health/index.ts';
import { answeredReading, notOperationalReading } from './system-readings.ts';

type Seen = ReturnType<Health['hashes']>[number];

const seen = (id: string, status: Seen['status'], observedAt: number | null = 1000): Seen =>
  ({ info: { id, name: id }, status, observedAt, reason: null, stale: false }) as unknown as Seen;
const of = (...all: Seen[]) => ({ hashes: () => all });

describe('systems that are not operational', () => {
  it('are counted, with their names, as old as the oldest look that tells', () => {
    const health = of(seen('a', 'operational', 900), seen('b', 'down', 1000), seen('c', 'degraded', 950));
    expect(notOperationalReading(health, null)).toEqual({
      ...{ value: 2, observedAt: 950, note: 'b down, c degraded' },
    });
    expect(notOperationalReading(health, 'a')).toEqual({ value: 0, observedAt: 900, note: '' });
  });

  it('are not said to be none while one of them is not known', () => {
    const health = of(seen('a', 'operational'), seen('b', 'unknown'), seen('c', 'not-configured', null));
    expect(notOperationalReading(health, null)).toEqual({ value: null, observedAt: null });
    expect(notOperationalReading(health, 'b')).toEqual({ value: null, observedAt: null });
    expect(notOperationalReading(of(), 'b')).toEqual({ value: null, observedAt: null });
  });

  it('are told although others are not known', () => {
    expect(notOperationalReading(of(seen('a', 'down'), seen('b', 'unknown')), null)).toMatchObject({
      value: 1,
    });
  });
});

it('the share of answered looks says of how many it is, and who kept silent', () => {
  const answered = () => ({ share: 0.75, looks: 4, observedAt: 5, silent: ['governance'] });
  expect(answeredReading({ answered }, 30_000)).toEqual({
    ...{ value: 0.75, observedAt: 5, note: '4 looks within 30 s, governance did not answer' },
  });
});
