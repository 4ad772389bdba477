import type { Namespaces } from '../../../contract/cluster.ts';

/** Where the tables look: a context (null: the profile's own) and which of its namespaces. */
export interface ClusterScope {
  context: string | null;
  namespaces: Namespaces;
}

/** DNS-1123 label: what the API server takes for the name of a namespace. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
/** Each one that is named is watched by itself. */
export const MOST_NAMESPACES = 30;

export function isNamespaceName(text: string): boolean {
  return NAMESPACE.test(text);
}

/** Whether rows can be of different namespaces, so that each must say its own. */
export function isSeveral(namespaces: Namespaces): boolean {
  return namespaces === 'all' || (namespaces !== 'own' && namespaces.length > 1);
}

/** With or without a namespace. None is left: back to the context's own, and so is that alone. */
export function toggled(namespaces: Namespaces, name: string, own: string | null): Namespaces {
  const chosen = namesOf(namespaces, own);
  const next = chosen.includes(name) ? chosen.filter((each) => each !== name) : [...chosen, name].sort();
  return next.length === 0 || (next.length === 1 && next[0] === own) ? 'own' : next;
}

/** The namespaces that are named one by one. */
export function namesOf(namespaces: Namespaces, own: string | null): readonly string[] {
  if (namespaces === 'all') return [];
  if (namespaces === 'own') return own === null ? [] : [own];
  return namespaces;
}

/** `the namespace acgs-production`, `3 namespaces`, for a sentence. */
export function scopeWords(namespaces: Namespaces, own: string | null): string {
  if (namespaces === 'all') return 'any namespace';
  const names = namesOf(namespaces, own);
  const [only] = names;
  if (only === undefined) return 'the profile’s namespace';
  return names.length === 1 ? `the namespace ${only}` : `these ${names.length} namespaces`;
}

/** What was kept; anything that is not a choice of namespaces is as if nothing was. */
export function readNamespaces(kept: string | null): Namespaces {
  let read: unknown;
  try {
    read = JSON.parse(kept ?? '"own"');
  } catch {
    return 'own';
  }
  if (read === 'all') return 'all';
  const names = Array.isArray(read) ? read.filter((name) => typeof name === 'string') : [];
  const valid = names.filter(isNamespaceName).slice(0, MOST_NAMESPACES);
  return valid.length > 0 ? valid : 'own';
}
