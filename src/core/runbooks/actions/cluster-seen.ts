import type { Cluster } from '../../cluster/index.ts';
import { MARKS, type Verdict } from './look-action.ts';
import type { Places } from './places.ts';

type Level = 'good' | 'warning' | 'critical' | 'unknown';

/** A thing of the cluster, judged. */
export interface Seen {
  name: string;
  level: Level;
  status: string;
  reason: string | null;
}

const RANK: Readonly<Record<Level, number>> = { critical: 0, warning: 1, unknown: 2, good: 3 };
export const VERDICTS: Readonly<Record<Level, Verdict>> = {
  critical: 'fail',
  warning: 'fail',
  unknown: 'unknown',
  good: 'pass',
};

/** Those of a deployment, or all of the namespace. */
export async function podsOf(
  cluster: Pick<Cluster, 'list'>,
  places: Places,
  of: { deployment?: string | undefined; namespace?: string | undefined },
  signal: AbortSignal,
) {
  const { deployment, namespace } = of;
  const { items } = await cluster.list('pods', { ...scope(namespace), signal });
  if (deployment === undefined) return items;
  const { name } = places.deployment({ deployment, namespace });
  return items.filter(({ owner }) => owner === name);
}

/** Left out: the profile's. */
export function scope(namespace: string | undefined) {
  return { context: null, namespaces: namespace === undefined ? ('own' as const) : [namespace] };
}

export function worstFirst<It extends Seen>(items: readonly It[]): It[] {
  return items.toSorted((one, other) => RANK[one.level] - RANK[other.level]);
}

const MOST_NAMED = 3;

/** `: gs-1 Pending and 2 more`; empty where there are none. */
export function named(troubled: readonly Seen[]): string {
  if (troubled.length === 0) return '';
  const shown = troubled
    .slice(0, MOST_NAMED)
    .map(({ name, status, reason }) => `${name} ${status}${reason === null ? '' : ` (${reason})`}`);
  const more = troubled.length - shown.length;
  return `: ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

export function seenLine({ name, level, status, reason }: Seen): string {
  return `${MARKS[VERDICTS[level]]} ${name}: ${status}${reason === null ? '' : `: ${reason}`}`;
}
