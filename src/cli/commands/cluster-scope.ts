import type { Namespaces } from '../../core/cluster/index.ts';
import { OperatorError } from '../../core/kernel/errors.ts';
import { flag, list, text, type ValuesOf } from '../options.ts';

export const CONTEXT_OPTION = {
  context: text('--context <name>', 'through another context of the kubeconfig, to look only'),
};

/** Where a listing looks. */
export const SCOPE_OPTIONS = {
  namespace: list('-n, --namespace <names>', 'these, as a,b or repeated; left out: the profile’s'),
  allNamespaces: flag('-A, --all-namespaces', 'every namespace'),
  ...CONTEXT_OPTION,
};

/** Which of what is there is listed; the API server decides. */
export const SELECTOR_OPTIONS = {
  selector: text('-l, --selector <labels>', 'only what carries these labels: app=web,tier!=cache'),
  fieldSelector: text('--field-selector <fields>', 'only what has these fields: status.phase=Running'),
};

/** @throws OperatorError `usage` when namespaces are named and all are wanted */
export function scopeOf(options: ValuesOf<typeof SCOPE_OPTIONS>): {
  context: string | null;
  namespaces: Namespaces;
} {
  const names = options.namespace.flatMap((written) => written.split(',')).map((name) => name.trim());
  if (names.length > 0 && options.allNamespaces) {
    throw new OperatorError('usage', '--namespace and --all-namespaces cannot be meant together', {
      hint: 'Leave one of them out.',
    });
  }
  const namespaces = options.allNamespaces ? 'all' : names.length > 0 ? names : 'own';
  return { context: options.context ?? null, namespaces };
}

export function selectorsOf(options: ValuesOf<typeof SELECTOR_OPTIONS>) {
  return { labelSelector: options.selector, fieldSelector: options.fieldSelector };
}

/** Whether rows of one listing can be of different namespaces, so that each must say its own. */
export function isSeveral(namespaces: Namespaces): boolean {
  return namespaces === 'all' || (namespaces !== 'own' && namespaces.length > 1);
}
