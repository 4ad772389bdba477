import type { Labels } from '../../../promql/index.ts';

export type AlertState = 'inactive' | 'pending' | 'firing';

/** One alert of a rule: one set of labels for which the rule's expression has, or had, a value. */
export interface ActiveAlert {
  labels: Labels;
  /** By name, in the order of names; a value may be empty. */
  annotations: readonly (readonly [string, string])[];
  /** Inactive: was firing and is resolved; kept for a while so that everybody hears of it. */
  state: AlertState;
  /** The expression's value when it last had one. */
  value: number;
  /** Since when the expression has had a value. Epoch milliseconds, as all that follow. */
  activeAtMs: number;
  firedAtMs: number | null;
  resolvedAtMs: number | null;
  /** Since when it fires only because of `keep_firing_for`. */
  keepFiringSinceMs: number | null;
}
