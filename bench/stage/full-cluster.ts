import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { requirePart } from '../../scripts/provision/parts.ts';
import { startControlPlane, type TestControlPlane } from '../../test/servers/control-plane.ts';
import type { KubernetesList, KubernetesObject } from '../../test/servers/kubernetes-api.ts';
import { createNamespace, createNodes, forEachInParallel } from '../../test/servers/kubernetes-objects.ts';
import { temporaryFolder } from '../../test/servers/temporary-folder.ts';
import { type EtcdCopies, etcdCopies } from './etcd-copies.ts';
import { type ProductionPod, podName, podObject, podStatus } from './production-pod.ts';

/** A real API server with pods that run, and nothing going on. */
export interface FullCluster {
  control: TestControlPlane;
  kubeconfig: string;
  /** A profile that names the cluster and nothing else. */
  profilePath: string;
  podCount: number;
  podsPerNamespace: number;
  /** The command and arguments of a kubectl for this cluster; its discovery cache is warm and in our own folder. */
  kubectl(...args: string[]): [command: string, args: string[]];
  /** A pod that runs, in the profile's namespace. */
  pod: { name: string; namespace: string };
  close(): Promise<void>;
}

/** Up to ten have names of the same length. */
const NODES = 10;
const NAMESPACES = ['acgs-production', ...Array.from({ length: 9 }, (_, index) => `team-${index + 1}`)];
/** Of each namespace: 1,000 pods. */
const APPS = [
  { app: 'api-gateway', pods: 300, crashing: 0 },
  { app: 'policy-engine', pods: 300, crashing: 0 },
  { app: 'model-server', pods: 300, crashing: 0 },
  { app: 'batch-scorer', pods: 100, crashing: 20 },
];
const PODS_PER_NAMESPACE = APPS.reduce((sum, { pods }) => sum + pods, 0);
/** The first of each kind is made through the API and copied: its texts are as long as those of the others. */
const FIRST_SUFFIX = '00000';
const FIRST_ADDRESS = '10.128.100.100';

export async function openFullCluster(options: {
  signal: AbortSignal;
  tell: (line: string) => void;
}): Promise<FullCluster> {
  const podCount = NAMESPACES.length * PODS_PER_NAMESPACE;
  options.tell(`starting a control plane with ${podCount} pods`);
  const folder = await temporaryFolder('bench-cluster');
  // Controllers would only find that the pods' ReplicaSets are not there.
  const control = await startControlPlane({ controllers: false });
  const close = async () => {
    await control.close();
    await folder.remove();
  };
  try {
    await fill(control, options.signal);
    await expectPods(control, podCount);
    const profilePath = join(folder.path, 'profile.yaml');
    const namespace = NAMESPACES[0] ?? 'default';
    const { kubeconfig } = control;
    await writeFile(
      profilePath,
      stringify({ name: 'acgs-bench', environment: 'staging', cluster: { kubeconfig, namespace } }),
    );
    const cache = join(folder.path, 'kubectl-cache');
    await mkdir(cache);
    return {
      control,
      kubeconfig,
      profilePath,
      podCount,
      podsPerNamespace: PODS_PER_NAMESPACE,
      kubectl: (...args) => [
        requirePart('kubectl'),
        ['--kubeconfig', kubeconfig, '--cache-dir', cache, ...args],
      ],
      pod: { name: podName('api-gateway', FIRST_SUFFIX), namespace },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function fill(control: TestControlPlane, signal: AbortSignal): Promise<void> {
  const nodes = await createNodes(control.api, NODES);
  const etcd = etcdCopies(control.etcd);
  try {
    await forEachInParallel(NAMESPACES, async (namespace) => {
      await createNamespace(control.api, namespace);
      for (const { app, pods, crashing } of APPS) {
        signal.throwIfAborted();
        const well = { app, node: nodes[0] ?? '', crashing: false };
        await createAlike(control, etcd, { namespace, nodes, pod: well, from: 0, to: pods - crashing });
        const ill = { ...well, crashing: true };
        await createAlike(control, etcd, { namespace, nodes, pod: ill, from: pods - crashing, to: pods });
      }
    });
  } finally {
    await etcd.close();
  }
}

/** Makes the pods `from` up to, not including, `to` of an app. */
async function createAlike(
  { api }: TestControlPlane,
  etcd: EtcdCopies,
  kind: {
    namespace: string;
    nodes: readonly string[];
    pod: Omit<ProductionPod, 'name'>;
    from: number;
    to: number;
  },
): Promise<void> {
  const { namespace, nodes, from, to } = kind;
  if (from === to) return;
  const pod = { ...kind.pod, name: podName(kind.pod.app, suffixOf(from)) };
  const path = `/api/v1/namespaces/${namespace}/pods`;
  const { metadata } = await api.post<KubernetesObject>(path, podObject(pod));
  await api.patch(`${path}/${pod.name}/status`, { status: podStatus(pod, FIRST_ADDRESS) });
  const original = await etcd.read(keyOf(namespace, pod.name));
  const copies = Array.from({ length: to - from - 1 }, (_, index) => {
    const number = from + index + 1;
    const name = podName(pod.app, suffixOf(number));
    return {
      original,
      key: keyOf(namespace, name),
      differences: [
        [pod.name, name],
        [metadata.uid ?? '', randomUUID()],
        [FIRST_ADDRESS, `10.128.${100 + (number >> 7)}.${100 + (number & 127)}`],
        [pod.node, nodes[number % nodes.length] ?? pod.node],
      ] as const,
    };
  });
  await etcd.write(copies);
}

function suffixOf(number: number): string {
  return String(number).padStart(FIRST_SUFFIX.length, '0');
}

function keyOf(namespace: string, pod: string): string {
  return `/registry/pods/${namespace}/${pod}`;
}

async function expectPods({ api }: TestControlPlane, count: number): Promise<void> {
  const { items, metadata } = await api.get<
    KubernetesList<unknown> & { metadata: { remainingItemCount?: number } }
  >('/api/v1/pods?limit=1');
  const there = items.length + (metadata.remainingItemCount ?? 0);
  if (there !== count) throw new Error(`The control plane has ${there} of ${count} pods.`);
}
