import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startControlPlane, type TestControlPlane } from '../../../../test/servers/control-plane.ts';
import { startFakeKubelet } from '../../../../test/servers/fake-kubelet.ts';
import type { Json } from '../../../../test/servers/kubernetes-api.ts';
import { createDeployment, createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { startSandbox } from '../../../sandbox/index.ts';
import { DEFINITIONS, define } from '../../cluster/traffic/testing/custom-resources.ts';
import { loadProfile } from '../../connect/profile/load.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { openControlCenter } from '../../control-center.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { type JumpingClock, jumpingClock } from '../../runbooks/testing/jumping-clock.ts';

const HASH = 'cdd01ef066bc6cf2';
const NAME = 'mlops-production-config';
/** By whose certificate the control center comes: it has the rights that it is given, and no others. */
const OPERATOR = 'operator';

/** The verbs and resources of one rule of a Role. */
export type Rights = readonly { verbs: string; resources: string; group: string }[];
export const LEASES: Rights = [
  { verbs: 'get,create,patch', resources: 'leases', group: 'coordination.k8s.io' },
];
export const MOVING: Rights = [
  { verbs: 'get,list,watch,patch', resources: 'configmaps', group: '' },
  { verbs: 'get,list,watch,patch', resources: 'deployments', group: 'apps' },
  { verbs: 'get,patch', resources: 'httproutes', group: DEFINITIONS.gateway.group },
  { verbs: 'get,list,watch', resources: 'pods,events', group: '' },
];

/** Production in a namespace of a real control plane, whose services are those of a practice system. */
export interface RealProduction {
  center: ControlCenter;
  kubectl(...args: string[]): Promise<string>;
  create(group: string, plural: string, object: Json): Promise<unknown>;
  /** Gives the operator rights, or takes away those that the name was given for. */
  allow(name: string, rights: Rights | null): Promise<void>;
  /** Keys of the config map; null where it is gone. */
  written(): Promise<Record<string, string> | null>;
}

export interface RealCluster {
  clock: JumpingClock;
  open(rollouts?: NonNullable<Profile['rollouts']>): Promise<RealProduction>;
  close(): Promise<void>;
}

export async function openRealCluster(): Promise<RealCluster> {
  const clock = jumpingClock();
  const cluster = await startControlPlane();
  const kubelet = await startFakeKubelet(cluster);
  const sandbox = await startSandbox({ now: clock.now, timeScale: 5, traffic: 100 });
  const folder = await temporaryFolder('real-rollouts');
  const kubeconfig = join(folder.path, 'kubeconfig');
  await writeFile(kubeconfig, await cluster.kubeconfigWithCertificate(OPERATOR));
  await define(cluster.api, DEFINITIONS.gateway);
  const centers: ControlCenter[] = [];

  return {
    clock,
    async open(rollouts) {
      const namespace = await createNamespace(cluster.api, `rollout-${centers.length + 1}`);
      const kubectl: RealProduction['kubectl'] = (...args) => cluster.kubectl('-n', namespace, ...args);
      await createDeployment(cluster.api, { name: 'mlops-manager', namespace });
      await cluster.api.post(`/api/v1/namespaces/${namespace}/configmaps`, {
        metadata: { name: NAME },
        data: { mlops_enabled: 'false', traffic_percentage: '0', constitutional_hash: HASH },
      });
      await kubectl('rollout', 'status', 'deployment/mlops-manager', '--timeout=40s');
      const { rollouts: _, ...profile } = await loadProfile(sandbox.profilePath);
      const center = await openControlCenter({
        profile: {
          ...{ ...profile, environment: 'staging', cluster: { kubeconfig, namespace, configMap: NAME } },
          ...(rollouts === undefined ? {} : { rollouts }),
        },
        ...{ dataDirectory: ':memory:', clock, log: silentLog, redactor: createRedactor() },
      });
      centers.push(center);
      return {
        center,
        kubectl,
        create: (group, plural, object) =>
          cluster.api.post(`/apis/${group}/namespaces/${namespace}/${plural}`, object),
        async allow(name, rights) {
          await kubectl('delete', 'rolebinding,role', name, '--ignore-not-found');
          if (rights === null) return;
          await roleOf(cluster.api, { namespace, name, rights });
          await kubectl('create', 'rolebinding', name, `--role=${name}`, `--user=${OPERATOR}`);
        },
        async written() {
          const text = await kubectl('get', 'configmap', NAME, '--ignore-not-found', '-o=jsonpath={.data}');
          return text === '' ? null : JSON.parse(text);
        },
      };
    },
    async close() {
      for (const center of centers) await center.close();
      await sandbox.close();
      await kubelet.close();
      await cluster.close();
      await folder.remove();
    },
  };
}

async function roleOf(
  api: TestControlPlane['api'],
  { namespace, name, rights }: { namespace: string; name: string; rights: Rights },
): Promise<void> {
  await api.post(`/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/roles`, {
    metadata: { name },
    rules: rights.map(({ verbs, resources, group }) => ({
      apiGroups: [group],
      verbs: verbs.split(','),
      resources: resources.split(','),
    })),
  });
}
