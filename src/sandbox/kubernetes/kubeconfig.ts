import { stringify } from 'yaml';
import type { Users } from './access.ts';

/** A kubeconfig with a context for the operator and one for the viewer. */
export function renderKubeconfig(server: string, authority: string, users: Users, namespace: string): string {
  const cluster = 'acgs-sandbox';
  const contexts = [
    { name: 'acgs-sandbox', user: users.admin },
    { name: 'acgs-sandbox-viewer', user: users.viewer },
  ];
  return stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: cluster,
        cluster: { server, 'certificate-authority-data': Buffer.from(authority).toString('base64') },
      },
    ],
    users: contexts.map(({ user }) => ({ name: user.name, user: { token: user.token } })),
    contexts: contexts.map(({ name, user }) => ({ name, context: { cluster, user: user.name, namespace } })),
    'current-context': 'acgs-sandbox',
  });
}
