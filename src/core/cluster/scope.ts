import { OperatorError, type Problem } from '../kernel/errors.ts';

/** Whose objects: the context's own namespace, every namespace, or those that are named. */
export type Namespaces = 'own' | 'all' | readonly string[];

/** Each namespace that is named has a watch of its own for every kind. */
export const MOST_NAMESPACES = 30;

/** DNS-1123 label, as the API server wants names of namespaces. */
const NAMESPACE = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * The namespaces as the API is asked for them: null asks for all of them at once.
 *
 * @throws OperatorError `usage` when a name cannot be one, or there are too many
 */
export function namespacesOf(namespaces: Namespaces, own: string): readonly (string | null)[] {
  if (namespaces === 'own') return [own];
  if (namespaces === 'all') return [null];
  const wrong = namespaces.find((name) => !NAMESPACE.test(name));
  if (wrong !== undefined) {
    throw new OperatorError('usage', `${JSON.stringify(wrong)} cannot be the name of a namespace`, {
      hint: 'Names are lower-case letters, digits and "-".',
    });
  }
  const names = [...new Set(namespaces)].sort();
  if (names.length > MOST_NAMESPACES) {
    throw new OperatorError('usage', `${names.length} namespaces are too many to look at one by one`, {
      hint: `Choose at most ${MOST_NAMESPACES}, or all of them.`,
    });
  }
  return names.length === 0 ? [own] : names;
}

/** A namespace whose rows are not among those shown, and why. */
export interface MissingNamespace {
  namespace: string;
  problem: Problem;
}
