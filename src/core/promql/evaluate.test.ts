import { describe, expect, it } from 'vitest';
import { evaluateInstant, evaluateRange } from './evaluate.ts';
import { Labels } from './labels.ts';
import type { Matcher } from './matcher.ts';
import { parseExpression } from './parse.ts';
import type { Series, SeriesSource } from './series.ts';

const MINUTE = 60_000;

/** A sample each minute from 0 on; the arrays have room for more. */
function series(
  labels: Record<string, string>,
  values: readonly number[],
  stale?: readonly number[],
): Series {
  const room = [Number.NaN, 7];
  return {
    labels: Labels.of(labels),
    times: Float64Array.from([...values.map((_, at) => at * MINUTE), 0, 0]),
    values: Float64Array.from([...values, ...room]),
    count: values.length,
    stale: stale === undefined ? undefined : Uint8Array.from([...stale, 1, 1]),
  };
}

function sourceOf(all: readonly Series[]): SeriesSource {
  return {
    select: (matchers) => all.filter(({ labels }) => matchers.every((it) => it.matches(labels.get(it.name)))),
  };
}

const instant = (text: string, source: SeriesSource, atMs: number) => {
  const value = evaluateInstant({ expression: parseExpression(text), source, atMs });
  return value.type === 'vector' ? value.samples.map((it) => [String(it.labels), it.value]) : value;
};

describe('evaluateInstant', () => {
  const source = sourceOf([
    series({ __name__: 'a', job: 'x' }, [1, 2, 3]),
    series({ __name__: 'b' }, [10, 20], [0, 1]),
  ]);

  it('looks back less than five minutes, and not past an end that was marked', () => {
    expect(instant('a', source, 2 * MINUTE)).toEqual([['{__name__="a", job="x"}', 3]]);
    expect(instant('a', source, 7 * MINUTE - 1)).toHaveLength(1);
    expect(instant('a', source, 7 * MINUTE)).toEqual([]);
    expect(instant('b', source, MINUTE - 1)).toHaveLength(1);
    expect(instant('b', source, MINUTE)).toEqual([]);
    expect(instant('count_over_time(b[2m])', source, MINUTE)).toEqual([['{}', 1]]);
  });

  it('takes ranges without their start', () => {
    expect(instant('a[1m]', source, 2 * MINUTE)).toMatchObject({
      type: 'matrix',
      series: [{ times: Float64Array.of(2 * MINUTE), values: Float64Array.of(3) }],
    });
    expect(instant('count_over_time(a[2m])', source, 2 * MINUTE)).toEqual([['{job="x"}', 2]]);
  });

  it('gives numbers and texts', () => {
    expect(instant('time() + 1', source, 1500)).toEqual({ type: 'scalar', atMs: 1500, value: 2.5 });
    expect(instant('("a")', source, 0)).toEqual({ type: 'string', atMs: 0, value: 'a' });
  });

  it('keeps the order of the source', () => {
    const reversed = sourceOf([
      series({ __name__: 'a', n: '2' }, [1]),
      series({ __name__: 'a', n: '1' }, [1]),
    ]);
    expect(instant('a * 2', reversed, 0)).toEqual([
      ['{n="2"}', 2],
      ['{n="1"}', 2],
    ]);
  });

  it('says in the words of Prometheus what the data do not allow', () => {
    const twins = sourceOf([
      series({ __name__: 'a', n: '1' }, [1]),
      series({ __name__: 'a', n: '2' }, [1]),
      series({ __name__: 'b' }, [1]),
    ]);
    expect(() => instant('b + on () a', twins, 0)).toThrow(
      'found duplicate series for the match group {} on the right hand-side of the operation: ' +
        '[{__name__="a", n="2"}, {__name__="a", n="1"}];many-to-many matching not allowed: ' +
        'matching labels must be unique on one side',
    );
    expect(() => instant('a + on () b', twins, 0)).toThrow(
      'multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)',
    );
    expect(() => instant('a + on () group_left (n) b', twins, 0)).toThrow(
      'multiple matches for labels: grouping labels must ensure unique matches',
    );
    expect(() => instant('label_replace(a, "n", "", "n", ".*")', twins, 0)).toThrow(
      'vector cannot contain metrics with the same labelset',
    );
    expect(() => instant('topk(NaN, a)', twins, 0)).toThrow('Scalar value NaN overflows int64');
    expect(() => instant('label_replace(a, "n", "", "n", "(")', twins, 0)).toThrow(
      'invalid regular expression in label_replace(): (',
    );
  });
});

describe('evaluateRange', () => {
  const asked: { matchers: readonly Matcher[]; fromMs: number; toMs: number }[] = [];
  const all = [series({ __name__: 'a', job: 'x' }, [1, 2, 3, 4, 5, 6])];
  const source: SeriesSource = {
    select(matchers, fromMs, toMs) {
      asked.push({ matchers, fromMs, toMs });
      return sourceOf(all).select(matchers, fromMs, toMs);
    },
  };

  it('asks for each selector once, with the same matchers each time, and the samples it may need', () => {
    const expression = parseExpression('sum(rate(a[2m] offset 1m)) / a');
    const range = { expression, source, fromMs: 2 * MINUTE, toMs: 5 * MINUTE, stepMs: MINUTE };
    evaluateRange(range);
    evaluateRange(range);
    expect(asked.map(({ fromMs, toMs }) => [fromMs, toMs])).toEqual([
      [-MINUTE + 1, 4 * MINUTE],
      [-3 * MINUTE + 1, 5 * MINUTE],
      [-MINUTE + 1, 4 * MINUTE],
      [-3 * MINUTE + 1, 5 * MINUTE],
    ]);
    expect(asked[2]?.matchers).toBe(asked[0]?.matchers);
  });

  it('gives a point for each step that has one, series in order', () => {
    const { series: answer } = evaluateRange({
      expression: parseExpression('a > 2 or vector(9)'),
      source,
      fromMs: 0,
      toMs: 3 * MINUTE + 1,
      stepMs: MINUTE,
    });
    expect(answer.map(({ labels, times, values }) => [String(labels), [...times], [...values]])).toEqual([
      ['{}', [0, MINUTE, 2 * MINUTE, 3 * MINUTE], [9, 9, 9, 9]],
      ['{__name__="a", job="x"}', [2 * MINUTE, 3 * MINUTE], [3, 4]],
    ]);
  });

  it('refuses what is no vector and no scalar', () => {
    const expression = parseExpression('a[5m]');
    expect(() => evaluateRange({ expression, source, fromMs: 0, toMs: 1, stepMs: 1 })).toThrow(
      'invalid expression type "range vector" for range query, must be Scalar or instant Vector',
    );
  });

  it('refuses more values than memory should hold, as Prometheus does', () => {
    const expression = parseExpression('a');
    const range = { expression, source, fromMs: 0, toMs: 60_000_000, stepMs: 1 };
    expect(() => evaluateRange(range)).toThrow(
      'query processing would load too many samples into memory in query execution',
    );
  });

  it('is empty when it ends before it begins', () => {
    const expression = parseExpression('a');
    expect(evaluateRange({ expression, source, fromMs: 1, toMs: 0, stepMs: 1 }).series).toEqual([]);
  });
});
