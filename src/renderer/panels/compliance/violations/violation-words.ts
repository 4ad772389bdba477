import type { Level } from '../../../../contract/health.ts';
import type { Violation, ViolationState } from '../../../../contract/violations.ts';

/** The shape of a violation: what is said to be fixed is unknown until a check has looked; only then it is good. */
export function levelOf({ state, severity }: Pick<Violation, 'state' | 'severity'>): Level {
  if (state === 'verified') return 'good';
  return state === 'fixed' ? 'unknown' : severity;
}

export const STATE_WORDS: Record<ViolationState, string> = {
  open: 'open',
  assigned: 'assigned',
  investigating: 'investigating',
  fixed: 'said to be fixed',
  verified: 'verified',
};

export const SOURCE_WORDS: Record<Violation['source'], string> = {
  check: 'a check of the validation',
  counter: 'the services’ own counters',
  log: 'the compliance log',
};

/** What an operator does next about it; null where nothing is left to do. */
export const NEXT: Record<ViolationState, 'assign' | 'investigate' | 'fixed' | 'validate' | null> = {
  open: 'assign',
  assigned: 'investigate',
  investigating: 'fixed',
  fixed: 'validate',
  verified: null,
};

export interface ComponentGroup {
  component: string;
  items: Violation[];
}

/** Those that are not over, by component: the gravest component first, within one the gravest and then the newest. */
export function byComponent(items: readonly Violation[]): ComponentGroup[] {
  const groups = new Map<string, Violation[]>();
  const rank = ({ severity, state }: Violation) => (state === 'fixed' ? 2 : severity === 'critical' ? 0 : 1);
  const sorted = items
    .filter(({ state }) => state !== 'verified')
    .toSorted((a, b) => rank(a) - rank(b) || (a.detectedAt < b.detectedAt ? 1 : -1));
  for (const item of sorted) groups.set(item.component, [...(groups.get(item.component) ?? []), item]);
  return [...groups].map(([component, its]) => ({ component, items: its }));
}

/** What the tab says without being opened. */
export function openCount(items: readonly Violation[]): number {
  return items.filter(({ state }) => state !== 'verified').length;
}
