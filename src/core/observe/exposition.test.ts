import { describe, expect, it } from 'vitest';
import { parseExposition } from './exposition.ts';

describe('parseExposition', () => {
  it('reads samples with and without labels, timestamps and exemplars', () => {
    const exposition = parseExposition(
      [
        '# HELP up is it',
        '# TYPE up gauge',
        'up 1',
        'a_total{method="GET", path="/x \\"y\\" {z}\\n\\\\",} 1.5e3 1751014800000',
        'h_bucket{le="+Inf"} 7 # {trace_id="abc"} 0.1 1751014800.1',
        'n NaN',
        'i{} -Inf',
        '# EOF',
      ].join('\r\n'),
    );
    expect(exposition).toEqual({
      kind: 'samples',
      badLines: 0,
      samples: [
        { name: 'up', labels: {}, value: 1 },
        { name: 'a_total', labels: { method: 'GET', path: '/x "y" {z}\n\\' }, value: 1500 },
        { name: 'h_bucket', labels: { le: '+Inf' }, value: 7 },
        { name: 'n', labels: {}, value: Number.NaN },
        { name: 'i', labels: {}, value: Number.NEGATIVE_INFINITY },
      ],
    });
  });

  it('counts bad lines and keeps the rest', () => {
    const exposition = parseExposition(
      'good 1\nbad\nbad{a=1} 1\nbad{a="1} 1\nbad x\n1bad 1\nbad 1.2.3\nalso_good 2',
    );
    expect(exposition).toMatchObject({
      badLines: 6,
      samples: [{ name: 'good' }, { name: 'also_good' }],
    });
  });

  it.each([
    ['{"status":"metrics_error"}', 'no metrics: answers JSON'],
    ['  []', 'no metrics: answers JSON'],
    ['<html>', 'no metrics: answers HTML'],
    ['Not found, sorry', 'no metrics: answers other text'],
    ['', 'no metrics: answers nothing'],
    ['# only comments', 'no metrics: answers nothing'],
  ])('finds no metrics in %s', (text, reason) => {
    expect(parseExposition(text)).toEqual({ kind: 'none', reason });
  });
});
