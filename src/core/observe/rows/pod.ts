import { fieldAt, listAt, numberAt, textAt, textsAt, timeAt } from '../../connect/kubernetes/fields.ts';
import { constitutionalHashOf } from './constitutional-hash.ts';
import { podHashes } from './hash-places.ts';
import { podStatus } from './pod-status.ts';
import { parseQuantity } from './quantity.ts';

/** What is kept of a pod: well under 4 kB, where the object itself has 5 to 20. */
export interface PodRow {
  /** `namespace/name`. */
  key: string;
  namespace: string;
  name: string;
  /** Empty before it is scheduled. */
  node: string;
  phase: string;
  /** kubectl's STATUS word: Running, CrashLoopBackOff, Init:0/1, Terminating, Completed … */
  status: string;
  /** Containers that are ready, and containers there are. */
  ready: number;
  containers: number;
  restarts: number;
  /** Times are epoch milliseconds. */
  lastRestartAt: number | null;
  createdAt: number | null;
  ip: string | null;
  /** The deployment, or whatever else made it; empty for a pod of its own. */
  owner: string;
  /** `app=auth-service,version=v2`. */
  labels: string;
  /** Why it is not well, in the words of the cluster; null when it is. */
  reason: string | null;
  /** Sums over its containers; null when none says. Cores and bytes. */
  cpuRequest: number | null;
  cpuLimit: number | null;
  memoryRequestBytes: number | null;
  memoryLimitBytes: number | null;
  hash: string | null;
  /** Every one that it carries somewhere; thousands of pods share one list. */
  hashes: readonly string[];
}

const FILTER_LABELS = [
  'app',
  'app.kubernetes.io/name',
  'app.kubernetes.io/component',
  'component',
  'tier',
  'version',
];

export function projectPod(pod: unknown): PodRow | undefined {
  const name = textAt(pod, 'metadata', 'name');
  if (name === null) return undefined;
  const namespace = textAt(pod, 'metadata', 'namespace') ?? '';
  const labels = textsAt(pod, 'metadata', 'labels');
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    node: textAt(pod, 'spec', 'nodeName') ?? '',
    phase: textAt(pod, 'status', 'phase') ?? 'Unknown',
    ...podStatus(pod),
    lastRestartAt: lastRestartAt(pod),
    createdAt: timeAt(pod, 'metadata', 'creationTimestamp'),
    ip: textAt(pod, 'status', 'podIP'),
    owner: ownerOf(pod, labels),
    labels: FILTER_LABELS.flatMap((key) => {
      const value = labels.get(key);
      return value === undefined ? [] : [`${key}=${value}`];
    }).join(','),
    cpuRequest: total(pod, 'requests', 'cpu'),
    cpuLimit: total(pod, 'limits', 'cpu'),
    memoryRequestBytes: total(pod, 'requests', 'memory'),
    memoryLimitBytes: total(pod, 'limits', 'memory'),
    hash: constitutionalHashOf(pod),
    hashes: podHashes(pod),
  };
}

/** A ReplicaSet's name is its deployment's and the hash of the pod template. */
function ownerOf(pod: unknown, labels: ReadonlyMap<string, string>): string {
  const owners = listAt(pod, 'metadata', 'ownerReferences');
  const owner = owners.find((reference) => fieldAt(reference, 'controller') === true) ?? owners[0];
  const name = textAt(owner, 'name') ?? '';
  const templateHash = labels.get('pod-template-hash');
  if (templateHash === undefined || textAt(owner, 'kind') !== 'ReplicaSet') return name;
  return name.endsWith(`-${templateHash}`) ? name.slice(0, -templateHash.length - 1) : name;
}

function lastRestartAt(pod: unknown): number | null {
  let last: number | null = null;
  for (const container of listAt(pod, 'status', 'containerStatuses')) {
    if ((numberAt(container, 'restartCount') ?? 0) === 0) continue;
    const at = timeAt(container, 'lastState', 'terminated', 'finishedAt');
    if (at !== null && (last === null || at > last)) last = at;
  }
  return last;
}

function total(pod: unknown, bound: 'requests' | 'limits', resource: 'cpu' | 'memory'): number | null {
  let sum: number | null = null;
  for (const container of listAt(pod, 'spec', 'containers')) {
    const amount = parseQuantity(fieldAt(container, 'resources', bound, resource));
    if (amount !== null) sum = (sum ?? 0) + amount;
  }
  return sum;
}
