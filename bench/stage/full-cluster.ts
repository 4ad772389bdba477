import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { requirePart } from '../../scripts/provision/parts.ts';
import { startControlPlane, type TestControlPlane } from '../../test/servers/control-plane.ts';
import { type FakeKubelet, startFakeKubelet } from '../../test/servers/fake-kubelet.ts';
import type { KubernetesList } from '../../test/servers/kubernetes-api.ts';
import { createNamespace, createPods } from '../../test/servers/kubernetes-objects.ts';
import { temporaryFolder } from '../../test/servers/temporary-folder.ts';

/** A real control plane with pods that run, and nothing going on. */
export interface FullCluster {
  control: TestControlPlane;
  kubeconfig: string;
  /** A profile that names the cluster and nothing else. */
  profilePath: string;
  podCount: number;
  /** The command and arguments of a kubectl for this cluster; its discovery cache is warm and in our own folder. */
  kubectl(...args: string[]): [command: string, args: string[]];
  /** A pod that runs, in the profile's namespace. */
  pod: { name: string; namespace: string };
  close(): Promise<void>;
}

const NODES = 5;
const NAMESPACES = ['acgs-production', ...Array.from({ length: 9 }, (_, index) => `team-${index + 1}`)];
const PODS_PER_NAMESPACE = 500;

export async function openFullCluster(options: {
  signal: AbortSignal;
  tell: (line: string) => void;
}): Promise<FullCluster> {
  const podCount = NAMESPACES.length * PODS_PER_NAMESPACE;
  options.tell(`starting a control plane with ${podCount} pods`);
  const folder = await temporaryFolder('bench-cluster');
  const control = await startControlPlane();
  let kubelet: FakeKubelet | undefined;
  const close = async () => {
    await control.close();
    await folder.remove();
  };
  try {
    kubelet = await startFakeKubelet(control, { nodes: NODES });
    await fill(control, kubelet, options.signal);
    // It has nothing left to do, and would only take part of the machine when pods change.
    await kubelet.close();
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
      kubectl: (...args) => [
        requirePart('kubectl'),
        ['--kubeconfig', kubeconfig, '--cache-dir', cache, ...args],
      ],
      pod: { name: 'pod-0', namespace },
      close,
    };
  } catch (error) {
    await kubelet?.close();
    await close();
    throw error;
  }
}

async function fill(control: TestControlPlane, kubelet: FakeKubelet, signal: AbortSignal): Promise<void> {
  const { api } = control;
  for (const [index, namespace] of NAMESPACES.entries()) {
    signal.throwIfAborted();
    await createNamespace(api, namespace);
    const node = kubelet.nodes[index % kubelet.nodes.length] ?? '';
    await createPods(api, { name: 'pod', namespace, node, count: PODS_PER_NAMESPACE });
  }
  const notRunning = '/api/v1/pods?fieldSelector=status.phase!=Running&limit=1';
  while ((await api.get<KubernetesList<unknown>>(notRunning)).items.length > 0) {
    await delay(100, undefined, { signal });
  }
}
