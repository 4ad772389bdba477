import type { KubernetesApi } from './kubernetes-api.ts';

/** Lets the user `viewer` read what a cluster screen shows, in all namespaces, and nothing else. */
export async function grantViewer(api: KubernetesApi): Promise<void> {
  const verbs = ['get', 'list', 'watch'];
  await api.post('/apis/rbac.authorization.k8s.io/v1/clusterroles', {
    metadata: { name: 'acgs-viewer' },
    rules: [
      {
        apiGroups: [''],
        resources: ['namespaces', 'nodes', 'pods', 'pods/log', 'events', 'configmaps'],
        verbs,
      },
      { apiGroups: ['apps'], resources: ['deployments', 'replicasets'], verbs },
      { apiGroups: ['metrics.k8s.io'], resources: ['nodes', 'pods'], verbs },
    ],
  });
  await api.post('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', {
    metadata: { name: 'acgs-viewers' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'acgs-viewer' },
    subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'acgs:viewers' }],
  });
}
