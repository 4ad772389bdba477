import { SYSTEMS } from '../core/connect/profile/systems.ts';

/** The panels that exist, in the order of the rail; Ctrl+1 is the first. */
export const PANELS = [
  { id: 'health', title: 'Health' },
  { id: 'cluster', title: 'Cluster' },
  { id: 'alerts', title: 'Alerts' },
  { id: 'compliance', title: 'Compliance' },
  { id: 'metrics', title: 'Metrics' },
  { id: 'runbooks', title: 'Runbooks' },
  { id: 'journal', title: 'Journal' },
] as const;

/** A place in the page, as the fragment of its address: `/health`, `/health/governance`. */
export type Route = `/${string}`;

/**
 * Reads a link such as `acgs://health` or `acgs://system/governance`. Anybody can make the system open
 * one, so it can only ever name a place: whatever is not exactly one of ours is null.
 */
export function parseDeepLink(text: string): Route | null {
  const [, panel, system] = /^acgs:\/\/(?:([a-z]+)|system\/([a-z-]+))\/?$/.exec(text) ?? [];
  if (panel !== undefined && PANELS.some(({ id }) => id === panel)) return `/${panel}`;
  if (system !== undefined && SYSTEMS.some(({ id }) => id === system)) return `/health/${system}`;
  return null;
}

/** The link among a process's arguments, if there is one. */
export function deepLinkIn(argv: readonly string[]): Route | null {
  for (const argument of argv) {
    const route = parseDeepLink(argument);
    if (route !== null) return route;
  }
  return null;
}
