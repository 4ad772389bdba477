import { describe, expect, it } from 'vitest';
import { Labels } from './labels.ts';

describe('Labels', () => {
  it('are sorted, without empty values, and known by their key', () => {
    const labels = Labels.of({ job: 'api', __name__: 'up', zone: '' });
    expect(String(labels)).toBe('{__name__="up", job="api"}');
    expect(labels.key).toBe(
      Labels.of([
        ['job', 'api'],
        ['__name__', 'up'],
      ]).key,
    );
    expect(labels.size).toBe(2);
    expect(labels.get('zone')).toBe('');
  });

  it('have different keys when they are different, whatever is in the values', () => {
    const tricky = [
      { a: 'b\u0001c', d: 'e' },
      { a: 'b', c: 'd', e: 'f' },
      { a: 'b\u0001c\u0001d', e: 'f' },
      { a: '\u0000', b: '1' },
      { a: '\u00000', b: '1' },
      { a: '\u00001b\u00001', b: '' },
    ];
    expect(new Set(tricky.map((labels) => Labels.of(labels).key)).size).toBe(tricky.length);
  });

  it('lose names, and with them type and unit, when something is calculated', () => {
    const labels = Labels.of({ __name__: 'up', __type__: 'gauge', __unit__: 's', job: 'api' });
    expect(String(labels.withoutMetadata())).toBe('{job="api"}');
    expect(String(labels.with('job', ''))).toBe('{__name__="up", __type__="gauge", __unit__="s"}');
    expect(String(labels.keep(new Set(['job', 'gone'])))).toBe('{job="api"}');
  });

  it('are in the order of their bytes', () => {
    const astral = Labels.of({ a: '\u{1f600}' });
    const late = Labels.of({ a: '\uffee' });
    expect(Labels.compare(late, astral)).toBeLessThan(0);
    expect(Labels.compare(Labels.of({ a: '1' }), Labels.of({ a: '1', b: '1' }))).toBeLessThan(0);
    expect(Labels.compare(Labels.of({ a: '2' }), Labels.of({ a: '1', b: '1' }))).toBeGreaterThan(0);
  });

  it('are shown as Go shows them', () => {
    expect(String(Labels.of({ 'a.b': 'x\n"\u0007\u{e0001}' }))).toBe('{"a.b"="x\\n\\"\\a\\U000e0001"}');
  });
});
