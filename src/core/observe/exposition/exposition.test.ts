import { describe, expect, it } from 'vitest';
import { seeded } from '../../store/journal/testing/seeded.ts';
import { expositionMemory, formatOf, parseExposition, readExposition } from './index.ts';

async function read(text: string, format: 'text' | 'openmetrics' = 'text', memory = expositionMemory()) {
  let pauses = 0;
  const result = await readExposition(text, {
    format,
    memory,
    pause: async () => {
      pauses += 1;
    },
  });
  if (result.kind === 'none') throw new Error(result.reason);
  return { ...result.page, pauses, memory };
}

describe('a page of metrics', () => {
  it('is read with and without labels, with times and exemplars', () => {
    expect(
      parseExposition(
        [
          '# HELP up is it',
          '# TYPE up gauge',
          'up 1',
          'a_total{method="GET", path="/x \\"y\\" {z}\\n\\\\\\t",} 1.5e3 1751014800000',
          'h_bucket{le="+Inf"} 7 # {trace_id="abc"} 0.1 1751014800.1',
          'n NaN',
          'i{} -Inf',
          '# EOF',
        ].join('\r\n'),
      ),
    ).toEqual({
      badLines: 0,
      samples: [
        { name: 'up', labels: {}, value: 1 },
        { name: 'a_total', labels: { method: 'GET', path: '/x "y" {z}\n\\\\t' }, value: 1500 },
        { name: 'h_bucket', labels: { le: '+Inf' }, value: 7 },
        { name: 'n', labels: {}, value: Number.NaN },
        { name: 'i', labels: {}, value: Number.NEGATIVE_INFINITY },
      ],
    });
  });

  it('keeps the rest when lines are bad, and says of each what is wrong with it', async () => {
    const { series, badLines, bad } = await read(
      [
        'good 1',
        'bad',
        'bad{a=1} 1',
        'bad{a="1} 1',
        'bad x',
        '1bad 1',
        'bad 1.2.3',
        'bad 1 2 3',
        'bad 1 soon',
        'bad{a="1",a="2"} 1',
        'bad{a} 1',
        'bad{a="1" b="2"} 1',
        'bad 1e999',
        'bad 0x10',
        'bad 1_000',
        'also_good{a=""} 2',
      ].join('\n'),
    );
    expect(series).toEqual([
      { name: 'good', labels: {} },
      { name: 'also_good', labels: {} },
    ]);
    expect(badLines).toBe(14);
    expect(bad).toEqual([
      { line: 2, says: '"bad": it has no value' },
      { line: 3, says: '"bad{a=1} 1": the value of label a is not in quotes' },
      { line: 4, says: '"bad{a="1} 1": a quoted text has no end' },
      { line: 5, says: '"bad x": "x" is no number' },
      { line: 6, says: '"1bad 1": it has no metric name' },
    ]);
  });

  it.each([
    ['1', 1],
    ['+1.5', 1.5],
    ['.5', 0.5],
    ['5.', 5],
    ['1E-3', 0.001],
    ['nan', Number.NaN],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
  ])('has numbers as Go reads them: %s', async (written, value) => {
    expect((await read(`x ${written}`)).values).toEqual([value]);
  });

  it('says when its values were measured, in the unit of its format', async () => {
    expect((await read('x 1 1751014800123')).times).toEqual([1_751_014_800_123]);
    expect((await read('x 1 1751014800.123\n# EOF', 'openmetrics')).times).toEqual([1_751_014_800_123]);
    expect((await read('x 1 -5')).times).toEqual([-5]);
  });

  it('tells what its families are, and which series count', async () => {
    const { families, series, memory } = await read(
      [
        '# TYPE requests counter',
        '# UNIT requests requests',
        '# HELP requests How many\\nthere were.',
        'requests_total 5',
        'requests_created 1',
        '# TYPE load gauge',
        'load_total 3',
        '# TYPE old_total counter',
        'old_total 3',
        '# TYPE wait histogram',
        'wait_bucket{le="1"} 1',
        'wait_sum 1',
        'wait_count 1',
        '# TYPE size summary',
        'size{quantile="0.5"} 1',
        'size_count 1',
        '# TYPE odd something',
        'unsaid_total 1',
        'unsaid 1',
        '# EOF',
      ].join('\n'),
      'openmetrics',
    );
    expect(families[0]).toEqual({
      name: 'requests',
      type: 'counter',
      unit: 'requests',
      help: 'How many\nthere were.',
    });
    expect(series.filter((one) => memory.counters.has(one)).map(({ name }) => name)).toEqual([
      'requests_total',
      'old_total',
      'wait_bucket',
      'wait_sum',
      'wait_count',
      'size_count',
      'unsaid_total',
    ]);
  });

  it('has names of any letters in quotes', async () => {
    const { series } = await read('{"http.requests", "a.b"="c"} 1\n{"other"} 2');
    expect(series).toEqual([
      { name: 'http.requests', labels: { 'a.b': 'c' } },
      { name: 'other', labels: {} },
    ]);
  });

  it('was cut off when OpenMetrics does not say that it ends, and has nothing after that', async () => {
    expect((await read('x 1', 'openmetrics')).bad).toEqual([
      { line: 2, says: '"": the page was cut off, its last line # EOF is missing' },
    ]);
    expect((await read('x 1\n# EOF\ny 1', 'openmetrics')).bad).toEqual([
      { line: 3, says: '"y 1": it comes after # EOF' },
    ]);
  });

  it('loses its secrets, wherever they are', async () => {
    const memory = expositionMemory((text) => text.replaceAll('hunter2', '[redacted]'));
    const { series, bad, families } = await read(
      'x{url="db://u:hunter2@h"} 1\nhunter2 is bad\n# HELP x hunter2',
      'text',
      memory,
    );
    expect(JSON.stringify([series, bad, families])).not.toContain('hunter2');
    expect(series[0]?.labels).toEqual({ url: 'db://u:[redacted]@h' });
  });

  it.each([1, 2, 3])('is never too strange to be read (seed %i)', async (seed) => {
    const pick = seeded(seed);
    const signs = [
      'x',
      '{',
      '}',
      '"',
      '\\',
      '=',
      ',',
      ' ',
      '1',
      '.',
      'e',
      '#',
      '\t',
      '\u0000',
      'é',
      '+',
      'Inf',
      'a="b"',
    ];
    const lines = Array.from({ length: 3000 }, () =>
      Array.from({ length: pick(14) }, () => signs[pick(signs.length)] ?? '').join(''),
    );
    for (const format of ['text', 'openmetrics'] as const) {
      const { values, badLines } = await read(`good 1\n${lines.join('\n')}`, format);
      expect(values.length + badLines).toBeLessThanOrEqual(3002);
      expect(values.length).toBeGreaterThan(1);
    }
  });

  it('is read in slices when it is long, and the same series is the same object', async () => {
    const text = Array.from({ length: 5000 }, (_, index) => `x{n="${index}"} ${index}`).join('\n');
    const first = await read(text);
    const second = await read(text, 'text', first.memory);
    expect(first.pauses).toBe(2);
    expect(second.series.every((series, index) => series === first.series[index])).toBe(true);
    expect(second.values[4999]).toBe(4999);
  });

  it.each([
    ['{"status":"metrics_error"}', 'no metrics: answers JSON'],
    ['  []', 'no metrics: answers JSON'],
    ['<html>', 'no metrics: answers HTML'],
    ['Not found, sorry', 'no metrics: answers other text'],
    ['', 'no metrics: answers nothing'],
    ['# only comments', 'no metrics: answers nothing'],
  ])('has no metrics: %s', (text, none) => {
    expect(parseExposition(text)).toEqual({ none });
  });

  it('is OpenMetrics where it says so', () => {
    expect(formatOf('application/openmetrics-text; version=1.0.0; charset=utf-8')).toBe('openmetrics');
    expect(formatOf('text/plain; version=0.0.4')).toBe('text');
    expect(formatOf(undefined)).toBe('text');
  });
});
