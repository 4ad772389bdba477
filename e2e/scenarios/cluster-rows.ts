import type { DeploymentView, EventView, NodeView, PodView } from '../../src/contract/cluster.ts';
import type { Moment } from './scenario.ts';
import { isoAgo, ripple } from './scenario.ts';
import { SYSTEMS } from './systems.ts';

const MIB = 2 ** 20;
const GIB = 2 ** 30;
const NAMESPACE = 'acgs-production';
const HOUR_MS = 3_600_000;
export const NODE_COUNT = 6;

interface Workload {
  name: string;
  namespace: string;
  replicas: number;
  image: string;
  cpuCores: number;
  memoryBytes: number;
  ageMs: number;
}

const OWN: readonly Workload[] = [
  ...SYSTEMS.flatMap((system) =>
    system.deployment === null || system.pods === null
      ? []
      : [
          {
            name: system.deployment,
            namespace: NAMESPACE,
            replicas: system.pods,
            image: `registry.acgs.example/${system.deployment}:${system.version ?? 'latest'}`,
            cpuCores: 0.08 + system.responseTimeMs / 400,
            memoryBytes: (190 + system.responseTimeMs * 5) * MIB,
            ageMs: 71 * HOUR_MS,
          },
        ],
  ),
  workload(
    'ingress-nginx-controller',
    NAMESPACE,
    3,
    'registry.k8s.io/ingress-nginx/controller:v1.10.1',
    0.11,
    240,
  ),
  workload('redis-cache', NAMESPACE, 3, 'redis:7.2.4', 0.09, 512),
  workload('opa', NAMESPACE, 1, 'openpolicyagent/opa:0.65.0', 0.04, 120),
];

const SYSTEM: readonly Workload[] = [
  workload('coredns', 'kube-system', 2, 'registry.k8s.io/coredns/coredns:v1.11.1', 0.01, 34),
  workload(
    'metrics-server',
    'kube-system',
    1,
    'registry.k8s.io/metrics-server/metrics-server:v0.7.1',
    0.01,
    41,
  ),
  workload('prometheus-server', 'monitoring', 1, 'prom/prometheus:v2.53.0', 0.31, 1890),
];

function workload(
  name: string,
  namespace: string,
  replicas: number,
  image: string,
  cpuCores: number,
  memoryMib: number,
): Workload {
  return { name, namespace, replicas, image, cpuCores, memoryBytes: memoryMib * MIB, ageMs: 400 * HOUR_MS };
}

/** What is wrong with the pods of a deployment. */
export interface PodTrouble {
  status: string;
  level: PodView['level'];
  reason: string;
  restarts: number;
  /** How many of its pods; the rest are well. */
  pods: number;
}

export interface ClusterCase {
  troubles?: Readonly<Record<string, PodTrouble>>;
  /** Deployments whose pods were just replaced. */
  rolled?: readonly string[];
  usage?: boolean;
  nodePressure?: boolean;
  /** As many pods in all, for tables that must stay quick. */
  podCount?: number;
}

function scopeOf(allNamespaces: boolean): readonly Workload[] {
  return allNamespaces ? [...OWN, ...SYSTEM] : OWN;
}

const ALPHABET = 'bcdfghjklmnpqrstvwxz2456789';

/** A repeatable suffix in the manner of Kubernetes' generated names. */
function suffix(seed: number, length: number): string {
  let state = (seed * 2654435761 + 97) >>> 0;
  let text = '';
  for (let index = 0; index < length; index += 1) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    text += ALPHABET[(state >>> 16) % ALPHABET.length];
  }
  return text;
}

export function podsOf(at: Moment, allNamespaces: boolean, differs: ClusterCase = {}): PodView[] {
  const workloads = scopeOf(allNamespaces);
  const base = workloads.reduce((sum, entry) => sum + entry.replicas, 0);
  const factor = differs.podCount === undefined ? 1 : Math.ceil(differs.podCount / base);
  const pods: PodView[] = [];
  for (const [order, entry] of workloads.entries()) {
    const rolled = differs.rolled?.includes(entry.name) ?? false;
    const set = suffix(order * 31 + (rolled ? 7 : 1), 9);
    const trouble = differs.troubles?.[entry.name];
    for (let index = 0; index < entry.replicas * factor; index += 1) {
      const name = `${entry.name}-${set}-${suffix(order * 1009 + index * 17 + (rolled ? 5 : 0), 5)}`;
      const sick = trouble !== undefined && index < trouble.pods ? trouble : null;
      const waiting = sick !== null && sick.status !== 'Running';
      const breath = 1 + 0.2 * ripple(order + index, at.nowMs / 9000);
      const hasUsage = differs.usage !== false && !waiting;
      pods.push({
        key: `${entry.namespace}/${name}`,
        namespace: entry.namespace,
        name,
        status: sick?.status ?? 'Running',
        level: sick?.level ?? 'good',
        ready: waiting ? 0 : 1,
        containers: 1,
        restarts: sick?.restarts ?? (order === 9 && index === 1 ? 1 : 0),
        node: sick?.status === 'Pending' ? '' : `node-${((order * 3 + index) % NODE_COUNT) + 1}`,
        owner: entry.name,
        createdAt: isoAgo(at, rolled ? 42_000 + index * 9000 : entry.ageMs + order * HOUR_MS),
        reason: sick?.reason ?? null,
        cpuCores: hasUsage ? entry.cpuCores * breath : null,
        memoryBytes: hasUsage ? Math.round(entry.memoryBytes * (1 + 0.05 * (breath - 1))) : null,
        cpuLimitCores: 0.5,
        memoryLimitBytes: GIB,
      });
    }
  }
  return differs.podCount === undefined ? pods : pods.slice(0, differs.podCount);
}

export function deploymentsOf(
  at: Moment,
  allNamespaces: boolean,
  differs: ClusterCase = {},
): DeploymentView[] {
  return scopeOf(allNamespaces).map((entry, order) => {
    const trouble = differs.troubles?.[entry.name];
    const ready = entry.replicas - Math.min(entry.replicas, trouble?.pods ?? 0);
    const none = trouble !== undefined && ready === 0;
    return {
      key: `${entry.namespace}/${entry.name}`,
      namespace: entry.namespace,
      name: entry.name,
      status: trouble === undefined ? 'available' : none ? 'stalled' : 'degraded',
      level: trouble === undefined ? 'good' : none ? 'critical' : 'warning',
      ready,
      desired: entry.replicas,
      updated: entry.replicas,
      available: ready,
      images: entry.image,
      createdAt: isoAgo(at, 90 * 24 * HOUR_MS + order * HOUR_MS),
      reason:
        trouble === undefined ? null : `${ready} of ${entry.replicas} pods are ready: ${trouble.reason}`,
    };
  });
}

export function nodesOf(at: Moment, differs: ClusterCase = {}): NodeView[] {
  return Array.from({ length: NODE_COUNT }, (_, index) => {
    const pressed = differs.nodePressure === true && index === 2;
    const cpuShare = 0.41 + 0.04 * index + 0.05 * ripple(index, at.nowMs / 11_000);
    const memoryShare = pressed ? 0.93 : 0.52 + 0.035 * index + 0.02 * ripple(index + 9, at.nowMs / 17_000);
    const usage = differs.usage !== false;
    return {
      key: `node-${index + 1}`,
      name: `node-${index + 1}`,
      status: 'Ready',
      level: pressed ? 'warning' : 'good',
      roles: index === 0 ? 'control-plane' : 'worker',
      version: 'v1.29.4',
      cpuCapacity: 8,
      memoryCapacityBytes: 32 * GIB,
      cpuCores: usage ? 8 * cpuShare : null,
      memoryBytes: usage ? 32 * GIB * memoryShare : null,
      cpuShare: usage ? cpuShare : null,
      memoryShare: usage ? memoryShare : null,
      pods: 7 + (index % 3),
      createdAt: isoAgo(at, 210 * 24 * HOUR_MS),
      reason: pressed ? 'MemoryPressure' : null,
    };
  });
}

export function eventsOf(at: Moment, allNamespaces: boolean, differs: ClusterCase = {}): EventView[] {
  const pods = podsOf(at, allNamespaces, differs);
  const events: EventView[] = [];
  const add = (
    object: string,
    namespace: string,
    type: string,
    reason: string,
    message: string,
    count: number,
    agoMs: number,
  ) => {
    events.push({
      key: `${namespace}/${object}/${reason}`,
      namespace,
      type,
      level: type === 'Warning' ? 'warning' : 'good',
      reason,
      object,
      message,
      count,
      lastSeenAt: isoAgo(at, agoMs),
    });
  };
  for (const pod of pods.filter((candidate) => candidate.level !== 'good').slice(0, 200)) {
    const object = `Pod/${pod.name}`;
    if (pod.restarts === 0) {
      add(object, pod.namespace, 'Warning', 'FailedScheduling', pod.reason ?? '', 9, 22_000);
      continue;
    }
    const backOff = `Back-off restarting failed container main in pod ${pod.name}`;
    add(object, pod.namespace, 'Warning', 'BackOff', backOff, pod.restarts * 6, 14_000);
    add(
      object,
      pod.namespace,
      'Normal',
      'Pulled',
      'Container image already present on machine',
      pod.restarts,
      95_000,
    );
  }
  const quiet = pods.find((pod) => pod.owner === 'model-versioning');
  if (quiet) {
    add(
      'Deployment/model-versioning',
      quiet.namespace,
      'Normal',
      'ScalingReplicaSet',
      'Scaled up replica set to 2',
      1,
      262_000,
    );
    add(
      `Pod/${quiet.name}`,
      quiet.namespace,
      'Normal',
      'Scheduled',
      `Successfully assigned ${quiet.key} to ${quiet.node}`,
      1,
      260_000,
    );
    add(`Pod/${quiet.name}`, quiet.namespace, 'Normal', 'Started', 'Started container main', 1, 251_000);
  }
  add(
    'HorizontalPodAutoscaler/pgc-service',
    NAMESPACE,
    'Warning',
    'FailedGetResourceMetric',
    'failed to get cpu utilization: did not receive metrics for any ready pods',
    2,
    2_460_000,
  );
  return events;
}
