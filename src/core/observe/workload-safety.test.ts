import { describe, expect, it } from 'vitest';
import { KubernetesError } from '../connect/kubernetes/index.ts';
import { readWorkloadSafety } from './workload-safety.ts';

const SAFE_POD = { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } };
const SAFE = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true };
const LIMITS = { limits: { cpu: '1', memory: '1Gi' } };

const deployment = (pod: object, containers: object[] = [{ securityContext: SAFE, resources: LIMITS }]) => ({
  metadata: { name: 'svc', uid: 'u1' },
  spec: {
    template: {
      metadata: { labels: { app: 'svc' } },
      spec: { securityContext: SAFE_POD, containers, ...pod },
    },
  },
});
const set = (revision: string, uid = 'u1') => ({
  metadata: { ownerReferences: [{ uid }], annotations: { 'deployment.kubernetes.io/revision': revision } },
});
const policy = (podSelector: object, policyTypes: string[] = ['Ingress']) => ({
  spec: { podSelector, policyTypes },
});

async function read(objects: { deployment?: object; policies?: object[] | Error; sets?: object[] | Error }) {
  const { policies = [], sets = [] } = objects;
  const found = await readWorkloadSafety({
    namespace: 'acgs',
    async *listPages(path) {
      const items = path.endsWith('networkpolicies')
        ? policies
        : path.endsWith('replicasets')
          ? sets
          : [objects.deployment ?? deployment({})];
      if (items instanceof Error) throw items;
      yield { items, resourceVersion: '1', continue: null, remaining: null };
    },
  });
  return { ...found, ...found.workloads[0] };
}

describe('how deployments are secured', () => {
  it('is all there where the pod or its containers say so', async () => {
    expect(await read({})).toMatchObject({
      ...{ nonRoot: true, unprivileged: true, readOnlyRoot: true, seccomp: true, limits: true },
    });
    const inContainer = { ...SAFE, ...SAFE_POD };
    const own = deployment({ securityContext: {} }, [{ securityContext: inContainer, resources: LIMITS }]);
    expect(await read({ deployment: own })).toMatchObject({ nonRoot: true, seccomp: true });
  });

  it.each([
    ['nonRoot', { securityContext: { ...SAFE_POD, runAsNonRoot: false } }, {}],
    ['nonRoot', {}, { securityContext: { ...SAFE, runAsNonRoot: false } }],
    ['nonRoot', {}, { securityContext: { ...SAFE, runAsUser: 0 } }],
    ['unprivileged', {}, { securityContext: { ...SAFE, privileged: true } }],
    ['unprivileged', {}, { securityContext: { readOnlyRootFilesystem: true } }],
    ['unprivileged', { hostNetwork: true }, {}],
    ['readOnlyRoot', {}, { securityContext: { allowPrivilegeEscalation: false } }],
    ['seccomp', { securityContext: { runAsNonRoot: true } }, {}],
    ['seccomp', {}, { securityContext: { ...SAFE, seccompProfile: { type: 'Unconfined' } } }],
    ['limits', {}, { resources: { limits: { cpu: '1' } } }],
    ['limits', { initContainers: [{ securityContext: SAFE }] }, {}],
  ])('lacks %s with %j and a container of %j', async (what, pod, container) => {
    const odd = deployment(pod, [
      { securityContext: SAFE, resources: LIMITS },
      { securityContext: SAFE, resources: LIMITS, ...container },
    ]);
    const found = await read({ deployment: odd });
    const flags = ['nonRoot', 'unprivileged', 'readOnlyRoot', 'seccomp', 'limits'] as const;
    expect(flags.filter((flag) => found[flag] === false)).toEqual([what]);
  });

  it.each([
    [policy({}), true],
    [policy({ matchLabels: { app: 'svc' } }), true],
    [policy({ matchLabels: { app: 'other' } }), false],
    [policy({}, ['Egress']), false],
    [policy({ matchExpressions: [{ key: 'app', operator: 'In', values: ['svc', 'x'] }] }), true],
    [policy({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['svc'] }] }), false],
    [policy({ matchExpressions: [{ key: 'app', operator: 'DoesNotExist' }] }), false],
    [policy({ matchExpressions: [{ key: 'app', operator: 'Like', values: ['svc'] }] }), false],
  ])('is isolated by %j: %s', async (one, isolated) => {
    expect(await read({ policies: [one] })).toMatchObject({ isolated, policiesProblem: null });
  });

  it('is not isolated without a policy, and not known where they may not be listed', async () => {
    expect((await read({})).isolated).toBe(false);
    const forbidden = new KubernetesError('forbidden', 'networkpolicies is forbidden', {
      status: 403,
      reason: 'Forbidden',
      retryAfterMs: null,
    });
    expect(await read({ policies: forbidden })).toMatchObject({
      ...{ isolated: null, policiesProblem: 'networkpolicies is forbidden' },
    });
  });

  it('can go back where there is another revision of its own', async () => {
    expect((await read({ sets: [set('1'), set('2')] })).hasPrevious).toBe(true);
    expect((await read({ sets: [set('2'), set('1', 'another')] })).hasPrevious).toBe(false);
  });
});
