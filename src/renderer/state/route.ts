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
  /** How the panel shows it, by its own words: `view=over-time`, `range=24h`. Another panel knows nothing of them. */
  choices: Readonly<Record<string, string>>;
}

export interface Router {
  current(): Route;
  /** Goes to another place at the same moment. */
  go(panel: string, item?: string | null): void;
  /** Stays in the place and goes to another moment; null is live. It leaves no trail in the history. */
  goTo(at: string | null): void;
  /** Stays in the place and shows it otherwise; null is as it is shown when nobody chose. It leaves no trail either. */
  choose(name: string, value: string | null): void;
  /** Asked before another panel or moment is shown; null asks nobody. */
  setGuard(guard: Guard | null): void;
  subscribe(listener: () => void): () => void;
}

/** False keeps the place; `again` goes where it was refused to go. */
export type Guard = (again: () => void) => boolean;

export function parseRoute(hash: string): Route {
  const [, panel = '', item = '', query = ''] =
    /^#\/([a-z-]+)(?:\/([\w.-]+))?(?:\?([\w.:=&%-]+))?$/.exec(hash) ?? [];
  const { at = '', ...choices } = Object.fromEntries(new URLSearchParams(query));
  return { panel: panel || 'health', item: item || null, at: instantOf(at), choices };
}

export function formatRoute(route: Route): string {
  const place = route.item ? `#/${route.panel}/${route.item}` : `#/${route.panel}`;
  const chosen = Object.entries(route.choices).map(
    ([name, value]) => `${name}=${value.replace(/[^\w.:-]+/g, encodeURIComponent)}`,
  );
  const query = [...chosen, ...(route.at ? [`at=${route.at}`] : [])].join('&');
  return query === '' ? place : `${place}?${query}`;
}

export function createRouter(view: Window): Router {
  const listeners = new Set<() => void>();
  let route = parseRoute(view.location.hash);
  let guard: Guard | null = null;
  /** Within a panel, what is open stays open. */
  const mayGo = (next: Route, again: () => void) =>
    guard === null || (next.panel === route.panel && next.at === route.at) || guard(again);
  const tell = () => {
    for (const listener of [...listeners]) listener();
  };
  view.addEventListener('hashchange', () => {
    const { hash } = view.location;
    const next = parseRoute(hash);
    const again = () => {
      view.location.hash = hash;
    };
    if (!mayGo(next, again)) {
      view.history.replaceState(null, '', formatRoute(route));
      return;
    }
    route = next;
    tell();
  });
  const router: Router = {
    current: () => route,
    go(panel, item = null) {
      const choices = panel === route.panel ? route.choices : {};
      view.location.hash = formatRoute({ panel, item, at: route.at, choices });
    },
    goTo(at) {
      if (at === route.at || !mayGo({ ...route, at }, () => router.goTo(at))) return;
      route = { ...route, at };
      view.history.replaceState(null, '', formatRoute(route));
      tell();
    },
    choose(name, value) {
      const { [name]: _before, ...others } = route.choices;
      route = { ...route, choices: value === null ? others : { ...others, [name]: value } };
      view.history.replaceState(null, '', formatRoute(route));
      tell();
    },
    setGuard(next) {
      guard = next;
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return router;
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
