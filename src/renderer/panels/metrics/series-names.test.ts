import { describe, expect, it } from 'vitest';
import { differingLabels, namesOf, seriesText, unitOf } from './series-names.ts';

describe('the names of series', () => {
  it('are as PromQL writes them', () => {
    expect(seriesText({ __name__: 'up', job: 'a"b' })).toBe('up{job="a\\"b"}');
    expect(seriesText({ __name__: 'up' })).toBe('up');
    expect(seriesText({})).toBe('{}');
    expect(seriesText({ job: 'a' })).toBe('{job="a"}');
    expect(seriesText({ __name__: 'with space', 'a.b': 'c' })).toBe('{"with space", "a.b"="c"}');
  });

  it('say once what all have alike', () => {
    const series = [
      { __name__: 'up', job: 'a', env: 'prod' },
      { __name__: 'up', job: 'b', env: 'prod' },
      { __name__: 'up', env: 'prod' },
    ];
    expect(namesOf(series, 'x')).toEqual({
      common: { __name__: 'up', env: 'prod' },
      names: ['{job="a"}', '{job="b"}', 'without other labels'],
    });
  });

  it('name a single series in full, and what has no labels as it was asked for', () => {
    expect(namesOf([{ __name__: 'up', job: 'a' }], 'x').names).toEqual(['up{job="a"}']);
    expect(namesOf([{}], 'sum(up)').names).toEqual(['sum(up)']);
    expect(namesOf([], 'x')).toEqual({ common: {}, names: [] });
  });

  it('order labels by how much they tell', () => {
    const series = [
      { __name__: 'a', zone: '1', pod: 'x', env: 'prod' },
      { __name__: 'b', zone: '1', pod: 'y', env: 'prod' },
      { __name__: 'b', zone: '2', pod: 'z', env: 'prod' },
    ];
    expect(differingLabels(series)).toEqual(['__name__', 'pod', 'zone']);
    expect(differingLabels([{ job: 'a' }])).toEqual(['job']);
    expect(differingLabels([{ job: 'a' }, {}])).toEqual(['job']);
  });

  it.each([
    ['probe_response_time_ms', 'ms'],
    ['process_cpu_seconds_total', 's'],
    ['node_memory_bytes', 'bytes'],
    ['requests_total', null],
    ['bytes', null],
    ['', null],
  ])('of %s the unit is %s', (name, unit) => {
    expect(unitOf({ __name__: name })).toBe(unit);
  });
});
