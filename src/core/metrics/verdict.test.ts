import { describe, expect, it } from 'vitest';
import { verdictOn } from './verdict.ts';

describe('the verdict on an expression', () => {
  it.each([
    ['up', 'vector'],
    ['rate(up[5m])', 'vector'],
    ['up[5m]', 'matrix'],
    ['1 + 1', 'scalar'],
    ['"text"', 'string'],
  ])('%s is a %s', (text, type) => {
    expect(verdictOn(text)).toMatchObject({ type, mistake: null });
  });

  it('says where the mistake is, and in which line', () => {
    const verdict = verdictOn('sum by (job) (\n  rate(up)\n)');
    expect(verdict.type).toBeNull();
    expect(verdict.mistake).toEqual({
      sentence: 'expected type range vector in call to function "rate", got instant vector',
      ...{ start: 22, end: 24, line: 2, column: 8 },
    });
  });

  it('points at the end where something is missing there', () => {
    expect(verdictOn('sum(up').mistake).toMatchObject({ line: 1, sentence: 'unclosed left parenthesis' });
    const { start, end } = verdictOn('sum(up').mistake ?? { start: -1, end: -1 };
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeLessThanOrEqual('sum(up'.length);
  });

  it('refuses by name what this engine does not evaluate', () => {
    expect(verdictOn('histogram_avg(x)').mistake?.sentence).toContain('histogram_avg');
    expect(verdictOn('limitk(1, x)').mistake?.sentence).toContain('limitk');
  });

  it.each([
    ['up == 0', 'up'],
    ['(sum by (job) (up) < 1)', 'sum by (job) (up)'],
    ['5 < up', 'up'],
    ['up == bool 0', null],
    ['up + 1', null],
    ['up > 0 and up < 2', null],
  ])('of %s what is compared is %s', (text, compared) => {
    expect(verdictOn(text).compared).toBe(compared);
  });
});
