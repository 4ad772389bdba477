import { expect, it } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

it.each([
  ['', { panel: 'health', item: null }],
  ['#/cluster', { panel: 'cluster', item: null }],
  ['#/health/policy-generation', { panel: 'health', item: 'policy-generation' }],
  ['#t=secret', { panel: 'health', item: null }],
])('reads %j', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

it('writes what it reads', () => {
  for (const hash of ['#/cluster', '#/health/governance']) expect(formatRoute(parseRoute(hash))).toBe(hash);
});
