import { type Loopback, listenOnLoopback } from '../loopback.ts';
import type { Pace } from '../pace.ts';
import type { ServiceDefinition } from '../services/catalogue.ts';
import { createUsers, type Users } from './access.ts';
import { createAdmission } from './admission.ts';
import { type AcceptedChange, createApiServer } from './api-server.ts';
import { issueCertificate } from './certificates.ts';
import { startControllers } from './controllers/index.ts';
import type { PodFate } from './controllers/kubelet.ts';
import { renderKubeconfig } from './kubeconfig.ts';
import { type Pod, timestamp, withCondition } from './objects.ts';
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
  /** Every change that the API server accepted, in order. */
  changes(): readonly AcceptedChange[];
  silence(on: boolean): void;
  /** How the pods of a production deployment fare from now on. */
  setFate(deployment: string, fate: PodFate): void;
  pressNode(on: boolean): void;
  /** Edits the production config map behind everyone's back, or puts its own data back. */
  driftConfig(on: boolean): void;
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
}

const pressedNodeName = 'acgs-worker-3';

/** Practice does not go on for ever. */
const MOST_CHANGES = 100_000;

export async function startKubernetes(options: PracticeClusterOptions): Promise<PracticeCluster> {
  const { services, pods, seed, pace, now, historyLimit, bookmarkEveryMs = 10_000 } = options;
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
  const changes: AcceptedChange[] = [];
  const api = createApiServer({
    cluster,
    certificate,
    users,
    usage,
    writes: createWrites(cluster, createAdmission(now), controllers.kubelet),
    pace,
    seed,
    now,
    bookmarkEveryMs,
    onChange(change) {
      changes.push(change);
      if (changes.length > MOST_CHANGES) changes.shift();
    },
  });
  const port = await listenOnLoopback(api.server);
  const url = `https://127.0.0.1:${port.port}`;
  let originalConfig: Record<string, string> | undefined;

  return {
    url,
    kubeconfig: renderKubeconfig(url, certificate.authority, users, productionNamespace),
    users,
    cluster,
    port,
    changes: () => changes,
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
      originalConfig ??= configMap.data ?? {};
      const data = on
        ? { ...configMap.data, constitutional_hash: 'deadbeefcafe0000', traffic_percentage: '37' }
        : originalConfig;
      originalConfig = on ? originalConfig : undefined;
      cluster.configMaps.replace({ ...configMap, data });
    },
    async close() {
      controllers.stop();
      await port.shut();
    },
  };
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
