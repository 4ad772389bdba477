import { textAt } from '../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../connect/kubernetes/index.ts';

/** The names of all namespaces, in order. Many users may not ask for them. */
export async function listNamespaces(
  kubernetes: Pick<Kubernetes, 'listPages'>,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  const names: string[] = [];
  for await (const page of kubernetes.listPages('/api/v1/namespaces', { signal })) {
    for (const item of page.items) {
      const name = textAt(item, 'metadata', 'name');
      if (name !== null) names.push(name);
    }
  }
  return names.sort();
}
