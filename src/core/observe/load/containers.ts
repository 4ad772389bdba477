import { fieldAt, listAt, numberAt, textAt, timeAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { type Problem, problemUnlessStopped } from '../../kernel/errors.ts';
import { listRows } from '../reflector.ts';
import { type NodeRow, projectNode } from '../rows/node.ts';
import { type PodRow, projectPod } from '../rows/pod.ts';
import { parseQuantity } from '../rows/quantity.ts';

/** What one container may use and does. Cores and bytes; null where it says nothing. */
export interface ContainerLoad {
  name: string;
  cpuRequest: number | null;
  cpuLimit: number | null;
  memoryRequestBytes: number | null;
  memoryLimitBytes: number | null;
  cpuCores: number | null;
  memoryBytes: number | null;
  restarts: number;
  /** How it ended the last time: `OOMKilled`, `Error`; null when it never did. */
  lastEnd: string | null;
  lastEndAt: number | null;
}

export interface PodLoad
  extends Pick<PodRow, 'name' | 'owner' | 'node' | 'phase' | 'status' | 'reason' | 'createdAt'> {
  containers: ContainerLoad[];
}

export interface NodeLoad
  extends Pick<
    NodeRow,
    'name' | 'ready' | 'reason' | 'pressures' | 'cpuAllocatable' | 'memoryAllocatableBytes'
  > {
  cpuCores: number | null;
  memoryBytes: number | null;
}

/** What the pods of one namespace and the nodes are busy with. */
export interface ClusterLoad {
  pods: PodLoad[];
  /** Why nodes are not shown: they belong to the whole cluster, and not everybody may see them. */
  nodes: NodeLoad[] | Problem;
  /** Why nobody knows what pods or nodes use; null when it is known. */
  usageProblem: Problem | null;
  /** End of the oldest window that a usage was measured in, epoch milliseconds. */
  measuredAt: number | null;
}

const USAGE = '/apis/metrics.k8s.io/v1beta1';

interface Use {
  cpuCores: number | null;
  memoryBytes: number | null;
}

/** @throws OperatorError when the pods cannot be listed */
export async function readClusterLoad(
  kubernetes: Pick<Kubernetes, 'listPages' | 'request'>,
  namespace: string,
  signal?: AbortSignal,
): Promise<ClusterLoad> {
  const stop = signal ? { signal } : {};
  const [pods, nodes, podUse, nodeUse] = await Promise.all([
    listRows({
      kubernetes,
      resource: { path: `/api/v1/namespaces/${namespace}/pods` },
      project: projectPodLoad,
      ...stop,
    }),
    listRows({ kubernetes, resource: { path: '/api/v1/nodes' }, project: projectNode, ...stop }).catch(
      problemUnlessStopped,
    ),
    kubernetes
      .request({ path: `${USAGE}/namespaces/${namespace}/pods`, ...stop })
      .catch(problemUnlessStopped),
    kubernetes.request({ path: `${USAGE}/nodes`, ...stop }).catch(problemUnlessStopped),
  ]);
  const ofContainers = new Map<string, Use>();
  const ofNodes = new Map<string, Use>();
  let measuredAt: number | null = null;
  const measured = (item: unknown) => {
    const at = timeAt(item, 'timestamp');
    if (at !== null) measuredAt = Math.min(at, measuredAt ?? at);
  };
  for (const item of isProblem(podUse) ? [] : listAt(podUse, 'items')) {
    measured(item);
    const pod = textAt(item, 'metadata', 'name');
    for (const container of listAt(item, 'containers')) {
      ofContainers.set(`${pod}/${textAt(container, 'name')}`, usageOf(container));
    }
  }
  for (const item of isProblem(nodeUse) ? [] : listAt(nodeUse, 'items')) {
    measured(item);
    const node = textAt(item, 'metadata', 'name');
    if (node !== null) ofNodes.set(node, usageOf(item));
  }
  return {
    pods: pods.map((pod) => ({
      ...pod,
      containers: pod.containers.map((container) => ({
        ...container,
        ...(ofContainers.get(`${pod.name}/${container.name}`) ?? {}),
      })),
    })),
    nodes: isProblem(nodes)
      ? nodes
      : nodes.map((node) => ({
          ...node,
          ...(ofNodes.get(node.name) ?? { cpuCores: null, memoryBytes: null }),
        })),
    usageProblem: isProblem(podUse) ? podUse : isProblem(nodeUse) ? nodeUse : null,
    measuredAt,
  };
}

function projectPodLoad(pod: unknown): PodLoad | undefined {
  const row = projectPod(pod);
  if (!row) return undefined;
  const { name, owner, node, phase, status, reason, createdAt } = row;
  const statuses = listAt(pod, 'status', 'containerStatuses');
  const containers = listAt(pod, 'spec', 'containers').flatMap((spec): ContainerLoad[] => {
    const container = textAt(spec, 'name');
    if (container === null) return [];
    const state = statuses.find((entry) => textAt(entry, 'name') === container);
    const ended = endOf(state);
    return [
      {
        name: container,
        cpuRequest: parseQuantity(fieldAt(spec, 'resources', 'requests', 'cpu')),
        cpuLimit: parseQuantity(fieldAt(spec, 'resources', 'limits', 'cpu')),
        memoryRequestBytes: parseQuantity(fieldAt(spec, 'resources', 'requests', 'memory')),
        memoryLimitBytes: parseQuantity(fieldAt(spec, 'resources', 'limits', 'memory')),
        cpuCores: null,
        memoryBytes: null,
        restarts: numberAt(state, 'restartCount') ?? 0,
        ...ended,
      },
    ];
  });
  return { name, owner, node, phase, status, reason, createdAt, containers };
}

/** The end that is nearest: the one it stands in, or the one before its last start. */
function endOf(state: unknown): Pick<ContainerLoad, 'lastEnd' | 'lastEndAt'> {
  for (const which of ['state', 'lastState']) {
    const ended = fieldAt(state, which, 'terminated');
    if (ended === undefined) continue;
    const code = numberAt(ended, 'exitCode');
    // A container that is done is no trouble.
    if (code === 0) continue;
    return {
      lastEnd: textAt(ended, 'reason') ?? `exit code ${code}`,
      lastEndAt: timeAt(ended, 'finishedAt'),
    };
  }
  return { lastEnd: null, lastEndAt: null };
}

function usageOf(item: unknown): Use {
  return {
    cpuCores: parseQuantity(fieldAt(item, 'usage', 'cpu')),
    memoryBytes: parseQuantity(fieldAt(item, 'usage', 'memory')),
  };
}

function isProblem(value: unknown): value is Problem {
  return value !== null && typeof value === 'object' && 'retryable' in value && 'hint' in value;
}
