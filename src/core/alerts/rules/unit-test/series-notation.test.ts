import { describe, expect, it } from 'vitest';
import { NotationError, readMetric, readSeries } from './series-notation.ts';

describe('the notation of a series', () => {
  it.each([
    ['x 1 2', [1, 2]],
    ['x 1x3', [1, 1, 1, 1]],
    ['x 0+10x5', [0, 10, 20, 30, 40, 50]],
    ['x 5-2x2', [5, 3, 1]],
    ['x -2+1x2', [-2, -1, 0]],
    ['x 1 _ _x2 stale', [1, undefined, undefined, undefined, null]],
    ['x NaN -Inf .5 1e3 010', [Number.NaN, -Infinity, 0.5, 1000, 8]],
    ['x', []],
  ])('%s', (text, values) => {
    expect(readSeries(text).values).toEqual(values);
  });

  it('adds up, with the errors of adding', () => {
    expect(readSeries('x 0.1+0.1x2').values).toEqual([0.1, 0.2, 0.30000000000000004]);
  });

  it('has labels in every kind of quotes', () => {
    expect(readSeries(`x{a="1", b='2', c=\`3\`, "d.e"="4",} 1`).labels.toString()).toBe(
      '{__name__="x", a="1", b="2", c="3", "d.e"="4"}',
    );
    expect(readMetric('{"a name", b="c"}').toString()).toBe('{__name__="a name", b="c"}');
    expect(readMetric('').toString()).toBe('{}');
  });

  it('of a native histogram is refused by name', () => {
    for (const text of ['x {{schema:1 count:2}}', 'x{a="1"} 1 {{}}x2']) {
      expect(() => readSeries(text)).toThrow(/native histograms .* are not supported/);
    }
  });

  it.each(['x 1x', 'x 1+1', 'x abc', 'x 1,2', 'x{a=1} 1', 'x{a="1" 1', 'x{a!="1"} 1', '5x 1', 'x {{}}'])(
    '%s is refused',
    (text) => {
      expect(() => readSeries(text)).toThrow(NotationError);
    },
  );
});
