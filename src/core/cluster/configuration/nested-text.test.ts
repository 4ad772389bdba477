import { describe, expect, it } from 'vitest';
import { valueIn, withValue } from './nested-text.ts';

const TEXT =
  '# of the guide\nresponse_time_ms: 2000  # agreed\nroot: "/opt"\nquoted: \'a\'\naccuracy: 0.90\n';

describe('a value in a list of names', () => {
  it.each([
    ['response_time_ms', '2000'],
    ['root', '/opt'],
    ['accuracy', '0.90'],
    ['gone', null],
  ])('%s is read as it is written', (name, value) => {
    expect(valueIn(TEXT, name)).toEqual({ value, problem: null });
  });

  it.each([
    ['response_time_ms', '1800', 'response_time_ms: 2000', 'response_time_ms: 1800'],
    ['root', '/srv', '"/opt"', '"/srv"'],
    ['quoted', "it's", "'a'", "'it''s'"],
    ['accuracy', '0.95', '0.90', '0.95'],
  ])('%s is written, and not a character beside it', (name, value, old, now) => {
    expect(withValue(TEXT, name, value)).toBe(TEXT.replace(old, now));
  });

  it.each([
    [TEXT, `${TEXT}more: true\n`],
    ['a: 1', 'a: 1\nmore: true\n'],
    ['', 'more: true\n'],
  ])('that is not there is put at the end', (text, after) => {
    expect(withValue(text, 'more', 'true')).toBe(after);
  });

  it('is put under a name that stands without one', () => {
    expect(valueIn(withValue('a:\nb: 2\n', 'a', '/x y: z'), 'a').value).toBe('/x y: z');
  });

  it('is not written into a text that is no such list', () => {
    expect(() => withValue('a: [', 'a', '1')).toThrow('its text is no YAML');
    expect(() => withValue('a:\n  b: 1\n', 'a', '1')).toThrow('a is no single value');
  });
});
