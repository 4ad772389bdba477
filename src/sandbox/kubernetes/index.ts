import { isDeepStrictEqual } from 'node:util';
import { type Loopback, listenOnLoopback } from '../loopback.ts';
import type { Pace } from '../pace.ts';
import type { ServiceDefinition } from '../services/catalogue.ts';
import { createUsers, type Users } from './access.ts';
import { createAdmission } from './admission.ts';
import { createApiServer } from './api-server.ts';
import { issueCertificate } from './certificates.ts';
import { startControllers } from './controllers/index.ts';
import type { PodFate } from './controllers/kubelet.ts';
import { renderKubeconfig } from './kubeconfig.ts';
import { written } from './managed-fields.ts';
import { type ConfigMap, type Deployment, type Pod, timestamp, withCondition } from './objects.ts';
import { type Cluster, createCluster } from './resources.ts';
import { productionConfigMap, productionNamespace, seedCluster } from './seed.ts';
import { createUsageMetrics } from './usage.ts';
import { createWrites } from './writes.ts';

/** The practice cluster: its objects, its control loops and the API in front of them. */
export interface PracticeCluster {
  url: string;
  kubeconfig: string;
  users: Users;
  cluster: Cluster;
  port: Loopback;
  silence(on: boolean): void;
  /** How the pods of a production deployment fare from now on. */
  setFate(deployment: string, fate: PodFate): void;
  pressNode(on: boolean): void;
  /** Tells when the last ready pod of a production deployment goes, and when the first one comes. */
  onServing(listener: (deployment: string, isServing: boolean) => void): void;
  /** Edits the production config map behind everyone's back, or puts its own data back. */
  driftConfig(on: boolean): void;
  /** Has production's deployments and config map be as they were seeded; resolves when their pods are, rejects when they do not get so in a minute. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

interface PracticeClusterOptions {
  services: readonly ServiceDefinition[];
  pods: number;
  seed: number;
  pace: Pace;
  now: () => number;
  historyLimit?: number;
  bookmarkEveryMs?: number;
  /** Told of every change that the API server accepted: method, and path with its query. */
  onChange?: (method: string, path: string) => void;
  onRead?: (path: string) => void;
}

const SETTLING_LOOK_MS = 100;
const SETTLED_WITHIN_MS = 60_000;
const pressedNodeName = 'acgs-worker-3';

export async function startKubernetes(options: PracticeClusterOptions): Promise<PracticeCluster> {
  const {
    services,
    pods,
    seed,
    pace,
    now,
    historyLimit,
    bookmarkEveryMs = 10_000,
    onChange = () => {},
    onRead = () => {},
  } = options;
  const issuing = issueCertificate();
  const cluster = createCluster(historyLimit);
  seedCluster(cluster, { services, seed, pods, nowMs: now() });
  forgetHistory(cluster);

  const fates = new Map<string, PodFate>();
  let pressed = false;
  const controllers = startControllers({
    cluster,
    pace,
    seed,
    now,
    fateOf: (pod) => fateOf(cluster, fates, pod),
  });
  const usage = createUsageMetrics({
    cluster,
    seed,
    now,
    pressedNode: () => (pressed ? pressedNodeName : undefined),
  });
  const users = createUsers();
  const certificate = await issuing;
  const api = createApiServer({
    cluster,
    certificate,
    users,
    usage,
    writes: createWrites(cluster, createAdmission(now), controllers.kubelet, now),
    pace,
    seed,
    now,
    bookmarkEveryMs,
    onChange,
    onRead,
  });
  const port = await listenOnLoopback(api.server);
  const url = `https://127.0.0.1:${port.port}`;
  let originalConfig: ConfigMap | undefined;
  const seeded = { ...productionOf(cluster) };

  return {
    url,
    kubeconfig: renderKubeconfig(url, certificate.authority, users, productionNamespace),
    users,
    cluster,
    port,
    silence(on) {
      port.silence(on);
      api.silence(on);
    },
    setFate(deployment, fate) {
      fates.set(deployment, fate);
      for (const pod of cluster.pods.list(productionNamespace)) {
        if (deploymentOf(pod) === deployment) {
          controllers.kubelet.settle(pod);
        }
      }
    },
    onServing(listener) {
      const serving = new Map<string, boolean>();
      cluster.deployments.subscribe(({ type, object: { metadata, status } }) => {
        if (metadata.namespace !== productionNamespace) return;
        const isServing = type !== 'DELETED' && (status.readyReplicas ?? 0) > 0;
        if ((serving.get(metadata.name) ?? true) !== isServing) listener(metadata.name, isServing);
        serving.set(metadata.name, isServing);
      });
    },
    pressNode(on) {
      pressed = on;
      const node = cluster.nodes.get(undefined, pressedNodeName);
      const reason = on ? 'KubeletHasInsufficientMemory' : 'KubeletHasSufficientMemory';
      controllers.record(
        node,
        on ? 'Warning' : 'Normal',
        on ? 'NodeHasInsufficientMemory' : 'NodeHasSufficientMemory',
        `Node ${pressedNodeName} status is now: ${on ? 'NodeHasInsufficientMemory' : 'NodeHasSufficientMemory'}`,
        { component: 'kubelet', host: pressedNodeName },
      );
      cluster.nodes.replace({
        ...node,
        spec: on
          ? { ...node.spec, taints: [{ key: 'node.kubernetes.io/memory-pressure', effect: 'NoSchedule' }] }
          : {},
        status: {
          ...node.status,
          conditions: withCondition(
            node.status.conditions,
            {
              type: 'MemoryPressure',
              status: on ? 'True' : 'False',
              reason,
              message: on
                ? 'kubelet has insufficient memory available'
                : 'kubelet has sufficient memory available',
              lastHeartbeatTime: timestamp(now()),
            },
            now(),
          ),
        },
      });
    },
    driftConfig(on) {
      const configMap = cluster.configMaps.get(productionNamespace, productionConfigMap);
      originalConfig ??= configMap;
      const { data, metadata } = originalConfig;
      const drifted = { ...data, constitutional_hash: 'deadbeefcafe0000', traffic_percentage: '37' };
      cluster.configMaps.replace(
        on
          ? written({ ...configMap, data: drifted }, { manager: 'kubectl-edit', atMs: now() }, configMap)
          : {
              ...configMap,
              data,
              metadata: { ...configMap.metadata, managedFields: metadata.managedFields },
            },
      );
      originalConfig = on ? originalConfig : undefined;
    },
    async restore() {
      const { deployments, configMap } = productionOf(cluster);
      if (!isDeepStrictEqual(configMap.data, seeded.configMap.data))
        cluster.configMaps.replace({ ...configMap, data: seeded.configMap.data });
      for (const { metadata, spec } of seeded.deployments) {
        const deployment = deployments.find((it) => it.metadata.uid === metadata.uid);
        if (deployment !== undefined && !isDeepStrictEqual(deployment.spec, spec))
          cluster.deployments.replace({ ...deployment, spec });
      }
      // At the start nobody had any.
      for (const { metadata } of cluster.leases.list(productionNamespace)) {
        cluster.leases.remove(metadata.namespace, metadata.name);
      }
      const deadline = performance.now() + SETTLED_WITHIN_MS;
      for (;;) {
        const unsettled = productionOf(cluster).deployments.filter((it) => !isSettled(it));
        if (unsettled.length === 0) return;
        if (performance.now() > deadline) {
          const names = unsettled.map(({ metadata }) => metadata.name).join(', ');
          throw new Error(`The practice cluster is not as it was again: ${names}.`);
        }
        await new Promise<void>((resolve) => pace.after(SETTLING_LOOK_MS, resolve));
      }
    },
    async close() {
      controllers.stop();
      await port.shut();
    },
  };
}

function productionOf({ deployments, configMaps }: Cluster) {
  return {
    deployments: deployments.list(productionNamespace),
    configMap: configMaps.get(productionNamespace, productionConfigMap),
  };
}

/** Every pod it shall have is there and ready, and no other. */
function isSettled({ spec, status }: Deployment): boolean {
  const counts = [status?.replicas, status?.updatedReplicas, status?.availableReplicas];
  return counts.every((count) => (count ?? 0) === spec.replicas);
}

/** A crash loop takes the first half of a deployment's pods, so that what is left still serves. */
function fateOf(cluster: Cluster, fates: ReadonlyMap<string, PodFate>, pod: Pod): PodFate {
  const deployment = deploymentOf(pod);
  const fate = fates.get(deployment) ?? 'running';
  if (pod.metadata.namespace !== productionNamespace || fate !== 'crashing') {
    return pod.metadata.namespace === productionNamespace ? fate : 'running';
  }
  const siblings = cluster.pods
    .list(productionNamespace)
    .filter((other) => deploymentOf(other) === deployment && other.metadata.deletionTimestamp === undefined);
  const rank = siblings.findIndex((other) => other.metadata.uid === pod.metadata.uid);
  return rank < Math.ceil(siblings.length / 2) ? 'crashing' : 'running';
}

function deploymentOf(pod: Pod): string {
  return pod.metadata.labels?.app ?? '';
}

function forgetHistory(cluster: Cluster): void {
  const { revisions: _revisions, ...collections } = cluster;
  for (const collection of Object.values(collections)) {
    collection.forgetHistory();
  }
}
