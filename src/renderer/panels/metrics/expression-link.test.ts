import { expect, it } from 'vitest';
import { parseRoute } from '../../state/route.ts';
import { expressionOf, linkOf } from './expression-link.ts';

it.each(['up', 'sum by (job) (rate(x{a=~"b|c"}[5m])) > 0.5', 'x{name="größer ≥ 5 🙂"}', 'a\n+ b'])(
  '%s survives in an address',
  (expression) => {
    const link = linkOf(expression);
    expect(parseRoute(`#/metrics/${link}`).item).toBe(link);
    expect(expressionOf(link)).toBe(expression);
  },
);

it('takes what is no expression for none', () => {
  expect(expressionOf(null)).toBeNull();
  expect(expressionOf('_w')).toBeNull();
  expect(expressionOf('%%%')).toBeNull();
  expect(expressionOf(linkOf('  '))).toBeNull();
});
