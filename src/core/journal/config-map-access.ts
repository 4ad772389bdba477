import { textAt, textsAt } from '../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../connect/kubernetes/index.ts';
import type { ConfigMapAccess } from '../store/journal/index.ts';

/** Whom the API server shows as the author. */
export const ANCHOR_MANAGER = 'acgs-control-center-journal';

/**
 * The config map that holds the journal's checkpoint. It is written with the version that was read, so
 * that nobody's change is lost, and only its data: labels and annotations are whoever's they are.
 */
export function configMapAccess(
  connect: () => Promise<Pick<Kubernetes, 'request'>>,
  { namespace, name }: { namespace: string; name: string },
): ConfigMapAccess {
  const collection = `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`;
  const path = `${collection}/${encodeURIComponent(name)}`;
  const query = { fieldManager: ANCHOR_MANAGER };
  return {
    async read() {
      const kubernetes = await connect();
      const found = await kubernetes.request({ path }).catch(unless(404));
      if (found === undefined) return undefined;
      return {
        data: Object.fromEntries(textsAt(found, 'data')),
        resourceVersion: textAt(found, 'metadata', 'resourceVersion') ?? '',
      };
    },
    async write(data, resourceVersion) {
      const kubernetes = await connect();
      const written = await kubernetes
        .request(
          resourceVersion === undefined
            ? {
                method: 'POST',
                path: collection,
                query,
                body: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data },
              }
            : {
                method: 'PATCH',
                path,
                query,
                contentType: 'application/merge-patch+json',
                body: { metadata: { resourceVersion }, data },
              },
        )
        .catch(unless(409));
      return written !== undefined;
    },
  };
}

function unless(status: number): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof KubernetesError) || error.status !== status) throw error;
    return undefined;
  };
}
