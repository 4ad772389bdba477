import { fieldAt, textAt, textsAt, timeAt } from '../../connect/kubernetes/fields.ts';
import { conditionOf, shorten } from './conditions.ts';
import { parseQuantity } from './quantity.ts';

export interface NodeRow {
  /** The name: nodes have no namespace. */
  key: string;
  name: string;
  ready: boolean;
  /** kubectl's STATUS word: `Ready`, `NotReady,SchedulingDisabled` … */
  status: string;
  /** `control-plane,worker`; empty when it has none. */
  roles: string;
  /** Of its kubelet. */
  version: string;
  /** Cores and bytes. */
  cpuCapacity: number | null;
  memoryCapacityBytes: number | null;
  cpuAllocatable: number | null;
  memoryAllocatableBytes: number | null;
  /** `MemoryPressure`, `DiskPressure`, `PIDPressure`, `NetworkUnavailable`. */
  pressures: string[];
  /** Epoch milliseconds. */
  createdAt: number | null;
  unschedulable: boolean;
  /** Why it is not ready, or what presses it; null when all is well. */
  reason: string | null;
}

const ROLE = 'node-role.kubernetes.io/';
const PRESSURES = ['MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable'];

export function projectNode(node: unknown): NodeRow | undefined {
  const name = textAt(node, 'metadata', 'name');
  if (name === null) return undefined;
  const readiness = conditionOf(node, 'Ready');
  const ready = readiness?.status === 'True';
  const unschedulable = fieldAt(node, 'spec', 'unschedulable') === true;
  const pressing = PRESSURES.flatMap((type) => {
    const condition = conditionOf(node, type);
    return condition?.status === 'True' ? [{ type, message: condition.message }] : [];
  });
  const why = ready ? pressing[0]?.message : (readiness?.message ?? 'the node has not reported');
  return {
    key: name,
    name,
    ready,
    status: [
      readiness === null ? 'Unknown' : ready ? 'Ready' : 'NotReady',
      ...(unschedulable ? ['SchedulingDisabled'] : []),
    ].join(','),
    roles: rolesOf(node),
    version: textAt(node, 'status', 'nodeInfo', 'kubeletVersion') ?? '',
    cpuCapacity: parseQuantity(fieldAt(node, 'status', 'capacity', 'cpu')),
    memoryCapacityBytes: parseQuantity(fieldAt(node, 'status', 'capacity', 'memory')),
    cpuAllocatable: parseQuantity(fieldAt(node, 'status', 'allocatable', 'cpu')),
    memoryAllocatableBytes: parseQuantity(fieldAt(node, 'status', 'allocatable', 'memory')),
    pressures: pressing.map(({ type }) => type),
    createdAt: timeAt(node, 'metadata', 'creationTimestamp'),
    unschedulable,
    reason: why ? shorten(why) : (pressing[0]?.type ?? null),
  };
}

function rolesOf(node: unknown): string {
  const roles = new Set<string>();
  for (const [key, value] of textsAt(node, 'metadata', 'labels')) {
    if (key.startsWith(ROLE) && key.length > ROLE.length) roles.add(key.slice(ROLE.length));
    else if (key === 'kubernetes.io/role' && value !== '') roles.add(value);
  }
  return [...roles].sort().join(',');
}
