import { expect, it } from 'vitest';
import { formatRoute, parseRoute } from './route.ts';

it.each([
  ['', { panel: 'health', item: null, at: null }],
  ['#/cluster', { panel: 'cluster', item: null, at: null }],
  ['#/health/policy-generation', { panel: 'health', item: 'policy-generation', at: null }],
  [
    '#/cluster/pods?at=2026-06-27T14:32:10Z',
    { panel: 'cluster', item: 'pods', at: '2026-06-27T14:32:10.000Z' },
  ],
  ['#/health?at=yesterday', { panel: 'health', item: null, at: null }],
  ['#/health?at=2026-99-99', { panel: 'health', item: null, at: null }],
  ['#t=secret', { panel: 'health', item: null, at: null }],
])('reads %j', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

it('writes what it reads', () => {
  for (const hash of ['#/cluster', '#/health/governance', '#/health/redis?at=2026-06-27T14:32:10.000Z'])
    expect(formatRoute(parseRoute(hash))).toBe(hash);
});
