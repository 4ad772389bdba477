import { useSyncExternalStore } from 'react';
import { useDesk } from './desk.tsx';

/** Where the operator is: `#/health/governance` is the Health panel with that system open. */
export interface Route {
  panel: string;
  item: string | null;
}

export interface Router {
  current(): Route;
  go(panel: string, item?: string | null): void;
  subscribe(listener: () => void): () => void;
}

export function parseRoute(hash: string): Route {
  const [, panel = '', item = ''] = /^#\/([a-z-]+)(?:\/([\w.-]+))?$/.exec(hash) ?? [];
  return { panel: panel || 'health', item: item || null };
}

export function formatRoute(route: Route): string {
  return route.item ? `#/${route.panel}/${route.item}` : `#/${route.panel}`;
}

export function createRouter(view: Window): Router {
  const listeners = new Set<() => void>();
  let route = parseRoute(view.location.hash);
  view.addEventListener('hashchange', () => {
    route = parseRoute(view.location.hash);
    for (const listener of listeners) listener();
  });
  return {
    current: () => route,
    go(panel, item = null) {
      view.location.hash = formatRoute({ panel, item });
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useRoute(): Route {
  const { router } = useDesk();
  return useSyncExternalStore(router.subscribe, router.current);
}
