import type { Json, KubernetesApi } from './kubernetes-api.ts';

export interface DeploymentOptions {
  name: string;
  namespace?: string;
  replicas?: number;
  image?: string;
}

/** Creates a namespace and gives its name. */
export async function createNamespace(api: KubernetesApi, name: string): Promise<string> {
  await api.post('/api/v1/namespaces', { metadata: { name } });
  return name;
}

/** Creates a deployment whose pods carry the label `app=NAME`. */
export async function createDeployment(api: KubernetesApi, options: DeploymentOptions): Promise<void> {
  const { name, namespace = 'default', replicas = 1, image = `acgs/${name}:1.0.0` } = options;
  await api.post(`/apis/apps/v1/namespaces/${namespace}/deployments`, {
    metadata: { name, labels: { app: name } },
    spec: {
      replicas,
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: { app: name } }, spec: podSpec(image) },
    },
  });
}

/** Creates ready nodes `node-0` to `node-(count - 1)` with 8 CPUs, 32 GiB and room for 10,000 pods each. */
export async function createNodes(api: KubernetesApi, count: number): Promise<string[]> {
  const names = Array.from({ length: count }, (_, index) => `node-${index}`);
  await Promise.all(names.map((name) => api.post('/api/v1/nodes', readyNode(name))));
  return names;
}

/**
 * Creates `count` pods without a controller, `NAME-0` and on. With a node they skip the scheduler, which makes
 * thousands of them affordable.
 */
export async function createPods(
  api: KubernetesApi,
  options: { name: string; count: number; namespace?: string; node?: string },
): Promise<void> {
  const { name, count, namespace = 'default', node } = options;
  const spec = { ...podSpec('acgs/filler:1.0.0'), ...(node === undefined ? {} : { nodeName: node }) };
  await forEachInParallel(
    Array.from({ length: count }, (_, index) => `${name}-${index}`),
    (podName) =>
      api.post(`/api/v1/namespaces/${namespace}/pods`, {
        metadata: { name: podName, labels: { app: name } },
        spec,
      }),
  );
}

/** Runs `action` for each item, at most 64 at a time: the size of the client's connection pool. */
export async function forEachInParallel<T>(
  items: readonly T[],
  action: (item: T) => Promise<unknown>,
): Promise<void> {
  const remaining = items.values();
  const work = async () => {
    for (const item of remaining) await action(item);
  };
  await Promise.all(Array.from({ length: 64 }, work));
}

function podSpec(image: string): { readonly [key: string]: Json } {
  return {
    containers: [{ name: 'main', image, resources: { requests: { cpu: '10m', memory: '16Mi' } } }],
    terminationGracePeriodSeconds: 0,
  };
}

function readyNode(name: string): Json {
  const resources = { cpu: '8', memory: '32Gi', pods: '10000' };
  const at = new Date().toISOString();
  const condition = (type: string, status: string, reason: string) => ({
    type,
    status,
    reason,
    lastHeartbeatTime: at,
    lastTransitionTime: at,
  });
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    status: {
      capacity: resources,
      allocatable: resources,
      conditions: [
        condition('Ready', 'True', 'KubeletReady'),
        condition('MemoryPressure', 'False', 'KubeletHasSufficientMemory'),
        condition('DiskPressure', 'False', 'KubeletHasNoDiskPressure'),
        condition('PIDPressure', 'False', 'KubeletHasSufficientPID'),
      ],
      addresses: [{ type: 'InternalIP', address: '10.0.0.1' }],
      nodeInfo: {
        architecture: 'amd64',
        operatingSystem: 'linux',
        kubeletVersion: 'v1.20.2',
        kubeProxyVersion: 'v1.20.2',
        containerRuntimeVersion: 'fake://1.0',
        osImage: 'none',
        kernelVersion: 'none',
        machineID: name,
        systemUUID: name,
        bootID: name,
      },
    },
  };
}
