import type { TestControlPlane } from './control-plane.ts';
import {
  type Json,
  KubernetesApiError,
  type KubernetesList,
  type KubernetesObject,
} from './kubernetes-api.ts';
import { createNodes } from './kubernetes-objects.ts';

interface Pod extends KubernetesObject {
  spec: { nodeName?: string; containers: { name: string; image: string }[] };
  status: { phase?: string };
}

export interface FakeKubelet {
  /** The nodes it plays. */
  readonly nodes: readonly string[];
  close(): Promise<void>;
}

export interface FakeKubeletOptions {
  /** Nodes it creates and plays. Default 1. */
  nodes?: number;
  /** Pods for which this says false stay Pending, as with an image that cannot be pulled. */
  shouldRun?(pod: { name: string; namespace: string; images: string[] }): boolean;
}

/**
 * Plays the kubelet of every node, and the scheduler where none runs: binds pods that have no node, reports them
 * Running and Ready with an address, and removes those that are being deleted.
 */
export async function startFakeKubelet(
  { api }: Pick<TestControlPlane, 'api'>,
  options: FakeKubeletOptions = {},
): Promise<FakeKubelet> {
  const nodes = await createNodes(api, options.nodes ?? 1);
  const stopping = new AbortController();
  const inHand = new Map<string, Promise<void>>();
  let bound = 0;
  let addresses = 0;

  async function tend(pod: Pod): Promise<void> {
    const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
    if (pod.metadata.deletionTimestamp !== undefined) {
      await api.delete(path, { gracePeriodSeconds: 0 });
      return;
    }
    if (pod.status.phase !== 'Pending' || !mayRun(pod)) return;
    if (pod.spec.nodeName === undefined) {
      const target = { apiVersion: 'v1', kind: 'Node', name: nodes[bound++ % nodes.length] ?? '' };
      await api.post(`${path}/binding`, { metadata: { name: pod.metadata.name }, target });
    }
    addresses += 1;
    await api.patch(`${path}/status`, { status: runningStatus(pod, addresses) });
  }

  function mayRun({ metadata, spec }: Pod): boolean {
    const images = spec.containers.map((container) => container.image);
    const pod = { name: metadata.name, namespace: metadata.namespace ?? '', images };
    return options.shouldRun?.(pod) ?? true;
  }

  /** Events of one pod are handled one after the other; what another one did to the pod meanwhile is no error. */
  function handle(pod: Pod): void {
    const key = pod.metadata.uid ?? '';
    const turn = (inHand.get(key) ?? Promise.resolve())
      .then(() => tend(pod))
      .catch((error: unknown) => {
        const overtaken = error instanceof KubernetesApiError && [404, 409, 422].includes(error.status);
        if (!overtaken && !stopping.signal.aborted) process.stderr.write(`fake kubelet: ${error}\n`);
      })
      .finally(() => {
        if (inHand.get(key) === turn) inHand.delete(key);
      });
    inHand.set(key, turn);
  }

  async function follow(): Promise<void> {
    const list = await api.get<KubernetesList<Pod>>('/api/v1/pods');
    for (const pod of list.items) handle(pod);
    const path = `/api/v1/pods?watch=true&resourceVersion=${list.metadata.resourceVersion}`;
    for await (const event of api.watch<Pod>(path, stopping.signal)) {
      if (event.type === 'ERROR') return;
      if (event.type === 'ADDED' || event.type === 'MODIFIED') handle(event.object);
    }
  }

  async function followUntilClosed(): Promise<void> {
    while (!stopping.signal.aborted) {
      // The API server may be down on purpose; the next list tells everything that was missed.
      await follow().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  const following = followUntilClosed();
  return {
    nodes,
    async close() {
      stopping.abort();
      await following;
      await Promise.all(inHand.values());
    },
  };
}

function runningStatus(pod: Pod, number: number): Json {
  const at = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
  const isTrue = (type: string) => ({ type, status: 'True', lastTransitionTime: at });
  const podIP = `10.${128 + (number >> 16)}.${(number >> 8) & 255}.${number & 255}`;
  return {
    phase: 'Running',
    startTime: at,
    hostIP: '10.0.0.1',
    podIP,
    podIPs: [{ ip: podIP }],
    conditions: ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'].map(isTrue),
    containerStatuses: pod.spec.containers.map(({ name, image }) => ({
      name,
      image,
      imageID: `fake://${image}`,
      containerID: `fake://${pod.metadata.uid}/${name}`,
      ready: true,
      started: true,
      restartCount: 0,
      state: { running: { startedAt: at } },
      lastState: {},
    })),
  };
}
