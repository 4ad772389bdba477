import type { ContextEntry, NamespaceList } from '../../../contract/cluster.ts';
import { type Answer, useAnswer } from '../../state/answer.ts';

/** The contexts of the kubeconfig. */
export function useContexts(): Answer<ContextEntry[]> {
  return useAnswer((client, options) => client.cluster.contexts(undefined, options), 'cluster.contexts', 0);
}

/** The namespaces of a context; asked again with each `turn`, since they come and go. */
export function useNamespaces(context: string | null, turn: number): Answer<NamespaceList> {
  return useAnswer(
    (client, options) => client.cluster.namespaces({ context }, options),
    `cluster.namespaces.${context ?? ''}`,
    turn,
  );
}
