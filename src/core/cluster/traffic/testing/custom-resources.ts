import { vi } from 'vitest';
import type { TestControlPlane } from '../../../../../test/servers/control-plane.ts';

/** A kind of somebody else's, as far as it matters here: its name, its status, and fields of whatever shape. */
interface Definition {
  group: string;
  version: string;
  kind: string;
  plural: string;
}

export const DEFINITIONS = {
  gateway: { group: 'gateway.networking.k8s.io', version: 'v1', kind: 'HTTPRoute', plural: 'httproutes' },
  istio: {
    ...{
      group: 'networking.istio.io',
      version: 'v1beta1',
      kind: 'VirtualService',
      plural: 'virtualservices',
    },
  },
  argo: { group: 'argoproj.io', version: 'v1alpha1', kind: 'Rollout', plural: 'rollouts' },
} satisfies Record<string, Definition>;

/** Has the API server serve it; resolves when it does. */
export async function define(
  api: TestControlPlane['api'],
  { group, version, kind, plural }: Definition,
): Promise<void> {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  await api.post('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', {
    metadata: {
      name: `${plural}.${group}`,
      // Groups under k8s.io have to say that they were agreed upon.
      annotations: { 'api-approved.kubernetes.io': 'unapproved, for tests' },
    },
    spec: {
      group,
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          ...{ name: version, served: true, storage: true, subresources: { status: {} } },
          schema: { openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } } },
        },
      ],
    },
  });
  await vi.waitFor(() => api.get(`/apis/${group}/${version}/${plural}`), { timeout: 20_000, interval: 100 });
}
