import { describe, expect, it, vi } from 'vitest';
import { createRouter, formatRoute, parseRoute } from './route.ts';

it.each([
  ['', { panel: 'health', item: null, at: null, choices: {} }],
  ['#/cluster', { panel: 'cluster', item: null, at: null, choices: {} }],
  ['#/health/policy-generation', { panel: 'health', item: 'policy-generation', at: null, choices: {} }],
  [
    '#/cluster/pods?at=2026-06-27T14:32:10Z',
    { panel: 'cluster', item: 'pods', at: '2026-06-27T14:32:10.000Z', choices: {} },
  ],
  [
    '#/health/redis?view=over-time&range=24h&at=2026-06-27T14:32:10Z',
    {
      panel: 'health',
      item: 'redis',
      at: '2026-06-27T14:32:10.000Z',
      choices: { view: 'over-time', range: '24h' },
    },
  ],
  ['#/health?at=yesterday', { panel: 'health', item: null, at: null, choices: {} }],
  ['#/health?at=2026-99-99', { panel: 'health', item: null, at: null, choices: {} }],
  ['#t=secret', { panel: 'health', item: null, at: null, choices: {} }],
])('reads %j', (hash, route) => {
  expect(parseRoute(hash)).toEqual(route);
});

it('writes what it reads', () => {
  for (const hash of [
    '#/cluster',
    '#/health/governance',
    '#/health/redis?at=2026-06-27T14:32:10.000Z',
    '#/health?view=over-time&range=24h',
  ])
    expect(formatRoute(parseRoute(hash))).toBe(hash);
});

/** As much of a window as a router needs. */
function view(hash: string) {
  let change = () => {};
  const location = {
    get hash() {
      return hash;
    },
    set hash(next: string) {
      hash = next;
      change();
    },
  };
  const history = {
    replaceState: (_state: unknown, _title: string, next: string) => {
      hash = next;
    },
  };
  const addEventListener = (_type: string, listener: () => void) => {
    change = listener;
  };
  return { location, history, addEventListener } as unknown as Window;
}

it('keeps what was chosen within a panel, and forgets it in another', () => {
  const window = view('#/health');
  const router = createRouter(window);
  router.choose('view', 'over-time');
  router.go('health', 'redis');
  expect(window.location.hash).toBe('#/health/redis?view=over-time');
  router.choose('view', null);
  expect(window.location.hash).toBe('#/health/redis');
  router.choose('range', '24h');
  router.go('cluster');
  expect(router.current()).toEqual({ panel: 'cluster', item: null, at: null, choices: {} });
});

describe('a guard', () => {
  it('keeps the place and the address, and lets go where it was refused when it agrees', () => {
    const window = view('#/cluster/configMaps');
    const router = createRouter(window);
    const told = vi.fn();
    router.subscribe(told);
    const refused: (() => void)[] = [];
    let open = false;
    router.setGuard((again) => {
      if (!open) refused.push(again);
      return open;
    });
    router.go('health');
    router.goTo('2026-06-27T14:32:10.000Z');
    window.location.hash = '#/journal/7';
    expect(router.current()).toEqual({ panel: 'cluster', item: 'configMaps', at: null, choices: {} });
    expect(window.location.hash).toBe('#/cluster/configMaps');
    expect(told).not.toHaveBeenCalled();
    expect(refused).toHaveLength(3);

    open = true;
    refused[2]?.();
    expect(router.current()).toEqual({ panel: 'journal', item: '7', at: null, choices: {} });
    refused[1]?.();
    expect(router.current().at).toBe('2026-06-27T14:32:10.000Z');
  });

  it('is not asked within a panel', () => {
    const router = createRouter(view('#/cluster/configMaps'));
    router.setGuard(() => false);
    router.go('cluster', 'pods');
    expect(router.current().item).toBe('pods');
  });
});
