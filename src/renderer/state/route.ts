import { useSyncExternalStore } from 'react';
import { useDesk } from './desk.tsx';

/**
 * Where and when the operator is: `#/health/governance` is the Health panel with that system open, and
 * `#/cluster/pods?at=2026-06-27T14:32:10Z` is the Cluster panel as it was then.
 */
export interface Route {
  panel: string;
  item: string | null;
  /** The past moment that is shown, an ISO instant; null is live. */
  at: string | null;
}

export interface Router {
  current(): Route;
  /** Goes to another place at the same moment. */
  go(panel: string, item?: string | null): void;
  /** Stays in the place and goes to another moment; null is live. It leaves no trail in the history. */
  goTo(at: string | null): void;
  subscribe(listener: () => void): () => void;
}

export function parseRoute(hash: string): Route {
  const [, panel = '', item = '', at = ''] =
    /^#\/([a-z-]+)(?:\/([\w.-]+))?(?:\?at=([\dTZ:.-]+))?$/.exec(hash) ?? [];
  return { panel: panel || 'health', item: item || null, at: instantOf(at) };
}

export function formatRoute(route: Route): string {
  const place = route.item ? `#/${route.panel}/${route.item}` : `#/${route.panel}`;
  return route.at ? `${place}?at=${route.at}` : place;
}

export function createRouter(view: Window): Router {
  const listeners = new Set<() => void>();
  let route = parseRoute(view.location.hash);
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  view.addEventListener('hashchange', () => {
    route = parseRoute(view.location.hash);
    tell();
  });
  return {
    current: () => route,
    go(panel, item = null) {
      view.location.hash = formatRoute({ panel, item, at: route.at });
    },
    goTo(at) {
      if (at === route.at) return;
      route = { ...route, at };
      view.history.replaceState(null, '', formatRoute(route));
      tell();
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

/** What is no moment in time is live: a broken link must not show a board that never was. */
function instantOf(text: string): string | null {
  const moment = Date.parse(text);
  return Number.isNaN(moment) ? null : new Date(moment).toISOString();
}
