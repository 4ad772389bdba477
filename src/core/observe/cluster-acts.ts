import { listAt, textAt } from '../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../connect/kubernetes/index.ts';
import { changesOf } from '../connect/kubernetes/managed-fields.ts';

/** A change of an object of the cluster, as the API server keeps it. */
export interface ClusterAct {
  /** `deployment acgs-production/ac-service`, as operations name their targets. */
  target: string;
  /** The field manager: the program that wrote. */
  who: string;
  /** Epoch milliseconds, whole seconds. */
  at: number;
}

export interface ClusterActs {
  acts: ClusterAct[];
  /** Objects that were looked at, and how many of them the API server keeps no managers of. */
  objects: number;
  unmanaged: number;
}

/** What does what objects say is no change that somebody made. */
const CONTROLLERS =
  /^(kube-controller-manager|kube-scheduler|kube-apiserver|kubelet|cloud-controller-manager)$/;

const KINDS = [
  { words: 'deployment', path: (namespace: string) => `/apis/apps/v1/namespaces/${namespace}/deployments` },
  { words: 'config map', path: (namespace: string) => `/api/v1/namespaces/${namespace}/configmaps` },
] as const;

/**
 * Who changed deployments and config maps of a namespace since when. The API server keeps the last change of each
 * manager: of several by one of them, only that is seen.
 *
 * @throws KubernetesError, among others where one may not list them
 */
export async function readClusterActs(
  kubernetes: Pick<Kubernetes, 'listPages' | 'namespace'>,
  { since, signal }: { since: number; signal?: AbortSignal | undefined },
): Promise<ClusterActs> {
  const found: ClusterActs = { acts: [], objects: 0, unmanaged: 0 };
  for (const { words, path } of KINDS) {
    const pages = kubernetes.listPages(path(encodeURIComponent(kubernetes.namespace)), { signal });
    for await (const { items } of pages) {
      for (const object of items) {
        found.objects += 1;
        if (listAt(object, 'metadata', 'managedFields').length === 0) found.unmanaged += 1;
        const target = `${words} ${textAt(object, 'metadata', 'namespace')}/${textAt(object, 'metadata', 'name')}`;
        for (const { name, at } of changesOf(object)) {
          if (at >= since && !CONTROLLERS.test(name)) found.acts.push({ target, who: name, at });
        }
      }
    }
  }
  return found;
}
