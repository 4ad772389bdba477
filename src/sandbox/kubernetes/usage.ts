import { loadAt } from '../load-curve.ts';
import { drift, noise } from '../noise.ts';
import { apiErrors } from './api-error.ts';
import { type Node, type Pod, timestamp } from './objects.ts';
import { parseQuantity } from './quantity.ts';
import type { Cluster } from './resources.ts';
import type { Predicate } from './selectors.ts';

interface UsageOptions {
  cluster: Cluster;
  seed: number;
  now: () => number;
  /** The node whose memory a fault has filled. */
  pressedNode: () => string | undefined;
}

/** Answers for metrics.k8s.io/v1beta1, as metrics-server would. */
export interface UsageMetrics {
  nodes(name: string | undefined, matches: Predicate): unknown;
  pods(namespace: string | undefined, name: string | undefined, matches: Predicate): unknown;
}

const apiVersion = 'metrics.k8s.io/v1beta1';
const windowSeconds = 20;

export function createUsageMetrics({ cluster, seed, now, pressedNode }: UsageOptions): UsageMetrics {
  const ofNode = (node: Node) => {
    const { name } = node.metadata;
    const at = now();
    const cores = parseQuantity(node.status.capacity?.cpu ?? '8');
    const memoryBytes = parseQuantity(node.status.capacity?.memory ?? '32Gi');
    const pressed = pressedNode() === name;
    const cpuShare = 0.18 + 0.24 * loadAt(at) + 0.04 * drift(seed, `cpu/${name}`, at, 60_000);
    const memoryShare = pressed
      ? 0.93
      : 0.48 + 0.06 * loadAt(at) + 0.1 * noise(seed, 'memory', name) + 0.02 * drift(seed, name, at, 120_000);
    return {
      ...stamped(node.metadata.name, undefined, node.metadata.labels, 'NodeMetrics', at),
      usage: usage(cores * cpuShare, memoryBytes * memoryShare),
    };
  };
  const ofPod = (pod: Pod) => {
    const { name, namespace, uid, labels } = pod.metadata;
    const at = now();
    return {
      ...stamped(name, namespace, labels, 'PodMetrics', at),
      containers: pod.spec.containers.map((container) => {
        const cores = parseQuantity(container.resources?.requests?.cpu ?? '100m');
        const memoryBytes = parseQuantity(container.resources?.requests?.memory ?? '128Mi');
        const cpuShare = 0.2 + 0.3 * loadAt(at) + 0.06 * drift(seed, `cpu/${uid}`, at, 60_000);
        const memoryShare = 0.55 + 0.08 * loadAt(at) + 0.03 * drift(seed, uid, at, 120_000);
        return { name: container.name, usage: usage(cores * cpuShare, memoryBytes * memoryShare) };
      }),
    };
  };
  const running = (pod: Pod) =>
    pod.status.phase === 'Running' &&
    pod.status.containerStatuses?.some(({ state }) => state?.running !== undefined);
  return {
    nodes(name, matches) {
      return name === undefined
        ? {
            kind: 'NodeMetricsList',
            apiVersion,
            metadata: {},
            items: cluster.nodes.list().filter(matches).map(ofNode),
          }
        : ofNode(cluster.nodes.get(undefined, name));
    },
    pods(namespace, name, matches) {
      if (name === undefined) {
        const pods = cluster.pods.list(namespace).filter(matches).filter(running);
        return { kind: 'PodMetricsList', apiVersion, metadata: {}, items: pods.map(ofPod) };
      }
      const pod = cluster.pods.get(namespace, name);
      if (!running(pod)) {
        throw apiErrors.notFound(
          { plural: 'podmetrics', group: 'metrics.k8s.io' },
          `${namespace ?? ''}/${name}`,
        );
      }
      return ofPod(pod);
    },
  };
}

function usage(cores: number, memoryBytes: number) {
  return { cpu: `${Math.round(cores * 1e9)}n`, memory: `${Math.round(memoryBytes / 1024)}Ki` };
}

function stamped(
  name: string,
  namespace: string | undefined,
  labels: Record<string, string> | undefined,
  kind: string,
  atMs: number,
) {
  return {
    kind,
    apiVersion,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      creationTimestamp: timestamp(atMs),
      ...(labels === undefined ? {} : { labels }),
    },
    timestamp: timestamp(atMs - 8000),
    window: `${windowSeconds}s`,
  };
}
