import { instantOf } from '../kernel/clock.ts';
import type { Redactor } from '../kernel/redaction.ts';
import type { ConfigMapRow, DeploymentRow, EventRow, NodeRow, PodRow } from '../observe/cluster-rows.ts';
import type { Usage } from '../observe/usage.ts';

/** Rows as a table shows them: words, levels and figures beside what was observed. */
export type Level = 'good' | 'warning' | 'critical' | 'unknown';

export type PodView = ReturnType<typeof podView>;
export type DeploymentView = ReturnType<typeof deploymentView>;
export type NodeView = ReturnType<typeof nodeView>;
export type EventView = ReturnType<typeof eventView>;
export type ConfigMapView = ReturnType<typeof configMapView>;

export interface ViewOf {
  pods: PodView;
  deployments: DeploymentView;
  nodes: NodeView;
  events: EventView;
  configMaps: ConfigMapView;
}

/** Texts that anybody in the cluster may write pass the redactor; names are the API server's own. */
export function podView(row: PodRow, usage: Usage | null, redactor: Redactor) {
  const used = usage?.pods.get(row.key);
  return {
    key: row.key,
    namespace: row.namespace,
    name: row.name,
    status: row.status,
    level: podLevel(row),
    ready: row.ready,
    containers: row.containers,
    restarts: row.restarts,
    node: row.node,
    owner: row.owner,
    createdAt: instantOf(row.createdAt),
    reason: row.reason === null ? null : redactor.text(row.reason),
    cpuCores: used?.cpuCores ?? null,
    memoryBytes: used?.memoryBytes ?? null,
    cpuLimitCores: row.cpuLimit,
    memoryLimitBytes: row.memoryLimitBytes,
  };
}

export function deploymentView(row: DeploymentRow) {
  return {
    key: row.key,
    namespace: row.namespace,
    name: row.name,
    status: row.status,
    level: DEPLOYMENT_LEVELS[row.status],
    ready: row.ready,
    desired: row.desired,
    updated: row.updated,
    available: row.available,
    images: row.images,
    createdAt: instantOf(row.createdAt),
    reason: row.reason,
  };
}

export function nodeView(row: NodeRow, usage: Usage | null, pods: number) {
  const used = usage?.nodes.get(row.name);
  return {
    key: row.key,
    name: row.name,
    status: row.status,
    level: nodeLevel(row),
    roles: row.roles,
    version: row.version,
    cpuCapacity: row.cpuAllocatable,
    memoryCapacityBytes: row.memoryAllocatableBytes,
    cpuCores: used?.cpuCores ?? null,
    memoryBytes: used?.memoryBytes ?? null,
    cpuShare: shareOf(used?.cpuCores, row.cpuAllocatable),
    memoryShare: shareOf(used?.memoryBytes, row.memoryAllocatableBytes),
    pods,
    createdAt: instantOf(row.createdAt),
    reason: row.reason,
  };
}

export function eventView(row: EventRow, redactor: Redactor) {
  return {
    key: row.key,
    namespace: row.namespace,
    type: row.type,
    level: row.type === 'Warning' ? ('warning' as const) : ('good' as const),
    reason: row.reason,
    object: row.object,
    message: redactor.text(row.message),
    count: row.count,
    lastSeenAt: instantOf(row.lastSeenAt),
  };
}

/** Keys that a table has room to name. */
const KEYS_SHOWN = 50;

/** A config map says nothing of its own health: only a constitutional hash in it can be right or wrong. */
export function configMapView(row: ConfigMapRow, expectedHash: string) {
  const hash =
    row.hashes.length === 0
      ? ('none' as const)
      : row.hashes.every((each) => each === expectedHash)
        ? ('match' as const)
        : ('mismatch' as const);
  return {
    key: row.key,
    namespace: row.namespace,
    name: row.name,
    level: HASH_LEVELS[hash],
    keys: row.keys.slice(0, KEYS_SHOWN),
    keyCount: row.keys.length,
    bytes: row.sizes.reduce((sum, size) => sum + size, 0),
    immutable: row.immutable,
    hash,
    hashes: [...row.hashes],
    createdAt: instantOf(row.createdAt),
    changedBy: row.changedBy,
    changedAt: instantOf(row.changedAt),
  };
}

const HASH_LEVELS = { match: 'good', mismatch: 'critical', none: 'unknown' } as const;

/** A pod on its way up or down is neither good nor bad: it is shown as not yet known. */
export function podLevel(row: PodRow): Level {
  if (/BackOff|Err|OOMKilled|Failed|Evicted|Invalid|Unknown|Lost/.test(row.status)) return 'critical';
  if (row.status === 'Completed' || row.status === 'Succeeded') return 'good';
  if (row.status !== 'Running') return 'unknown';
  return row.ready >= row.containers ? 'good' : 'warning';
}

export function nodeLevel(row: NodeRow): Level {
  if (!row.ready) return 'critical';
  return row.pressures.length > 0 || row.unschedulable ? 'warning' : 'good';
}

const DEPLOYMENT_LEVELS: Record<DeploymentRow['status'], Level> = {
  available: 'good',
  progressing: 'unknown',
  degraded: 'warning',
  stalled: 'critical',
};

/** Used share of what may be used, 0 to 1; null when either is not known. */
export function shareOf(used: number | undefined, allocatable: number | null): number | null {
  return used === undefined || allocatable === null || allocatable <= 0 ? null : used / allocatable;
}
