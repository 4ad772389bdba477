import { describe, expect, it } from 'vitest';
import type { LimitLine } from '../../contract/courses.ts';
import { scaleOf } from './course-scale.ts';

const limit = (name: string, value: number): LimitLine => ({
  name,
  value,
  level: name === 'critical' ? 'critical' : name === 'target' ? 'target' : 'warning',
});
const RESPONSE = [limit('target', 2000), limit('warning', 1500), limit('critical', 2500)];
const COMPLIANCE = [limit('target', 0.95), limit('warning', 0.93), limit('critical', 0.9)];

function scale(
  values: (number | null)[],
  lines: LimitLine[],
  kind: Pick<Parameters<typeof scaleOf>[0], 'unit' | 'good'> = { unit: 'ms', good: 'below' },
) {
  const buckets = values.map((value, index): [number, number | null, number | null, number | null] => [
    index,
    value,
    value,
    value,
  ]);
  return scaleOf({ ...kind, lines, curves: [{ name: 'p95', buckets }] });
}

describe('the scale of what is good when low', () => {
  it('reaches from zero up to the limits while the values can be told apart below them', () => {
    const { min, max, drawn, above } = scale([500, 600], RESPONSE);
    expect([min, max > 2500]).toEqual([0, true]);
    expect(drawn).toHaveLength(3);
    expect(above).toEqual([]);
  });

  it('follows small values and names the limits that are above', () => {
    const { max, drawn, above } = scale([20, 30], RESPONSE);
    expect(max).toBeCloseTo(37.5);
    expect(drawn).toEqual([]);
    expect(above.map(({ name }) => name)).toEqual(['target', 'warning', 'critical']);
  });

  it('shows the limits while nothing is measured', () => {
    expect(scale([null], RESPONSE).drawn).toHaveLength(3);
  });
});

describe('the scale of what is good when high', () => {
  const high = { unit: 'ratio', good: 'above' } as const;

  it('holds the target and the values, and further limits while that leaves them apart', () => {
    const { min, max, drawn, below } = scale([0.972, 0.976], COMPLIANCE, high);
    expect(min).toBeLessThan(0.9);
    expect(max).toBeGreaterThan(0.976);
    expect(drawn).toHaveLength(3);
    expect(below).toEqual([]);
  });

  it('names a limit that is far below the others', () => {
    const { drawn, below } = scale([0.951, 0.953], COMPLIANCE, high);
    expect(drawn.map(({ name }) => name)).toEqual(['target']);
    expect(below.map(({ name }) => name)).toEqual(['warning', 'critical']);
  });

  it('always reaches down to a value that fell', () => {
    expect(scale([0.97, 0.2], COMPLIANCE, high).min).toBeLessThan(0.2);
  });

  it('has a height for a value that never changes and has no limit', () => {
    const { min, max } = scale([0.93, 0.93], [], { unit: 'ratio', good: null });
    expect(min).toBeLessThan(0.93);
    expect(max).toBeGreaterThan(0.93);
  });
});
