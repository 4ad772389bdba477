import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { level } from './health.ts';
import { atMoment, instant, problem } from './source.ts';

/** Rows are made for tables: every cell is ready to show, sort and filter. `key` is stable. */
export const podRow = z.object({
  key: z.string(),
  namespace: z.string(),
  name: z.string(),
  /** kubectl's STATUS word: Running, CrashLoopBackOff, Terminating … */
  status: z.string(),
  level,
  ready: z.number(),
  containers: z.number(),
  restarts: z.number(),
  node: z.string(),
  owner: z.string(),
  createdAt: instant.nullable(),
  reason: z.string().nullable(),
  /** Cores in use; null when metrics.k8s.io does not say. */
  cpuCores: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  /** Sums over its containers; null when none is limited. */
  cpuLimitCores: z.number().nullable(),
  memoryLimitBytes: z.number().nullable(),
});
export type PodView = z.infer<typeof podRow>;

export const deploymentRow = z.object({
  key: z.string(),
  namespace: z.string(),
  name: z.string(),
  status: z.string(),
  level,
  ready: z.number(),
  desired: z.number(),
  updated: z.number(),
  available: z.number(),
  images: z.string(),
  createdAt: instant.nullable(),
  reason: z.string().nullable(),
});
export type DeploymentView = z.infer<typeof deploymentRow>;

export const nodeRow = z.object({
  key: z.string(),
  name: z.string(),
  status: z.string(),
  level,
  roles: z.string(),
  version: z.string(),
  cpuCapacity: z.number().nullable(),
  memoryCapacityBytes: z.number().nullable(),
  cpuCores: z.number().nullable(),
  memoryBytes: z.number().nullable(),
  /** 0 to 1 of what pods may use; null when metrics.k8s.io does not say. */
  cpuShare: z.number().nullable(),
  memoryShare: z.number().nullable(),
  /** Pods of the profile's namespace that run on it. */
  pods: z.number(),
  createdAt: instant.nullable(),
  /** Why it is not ready, or what presses it. */
  reason: z.string().nullable(),
});
export type NodeView = z.infer<typeof nodeRow>;

export const eventRow = z.object({
  key: z.string(),
  namespace: z.string(),
  type: z.string(),
  level,
  reason: z.string(),
  object: z.string(),
  message: z.string(),
  count: z.number(),
  lastSeenAt: instant.nullable(),
});
export type EventView = z.infer<typeof eventRow>;

/** A config map without its values. */
export const configMapRow = z.object({
  key: z.string(),
  namespace: z.string(),
  name: z.string(),
  level,
  /** The first of its keys. */
  keys: z.array(z.string()),
  keyCount: z.number(),
  /** Of all its values together. */
  bytes: z.number(),
  immutable: z.boolean(),
  /** How the constitutional hashes it carries compare with the profile's; `none` when it carries none. */
  hash: z.enum(['match', 'mismatch', 'none']),
  hashes: z.array(z.string()),
  createdAt: instant.nullable(),
  /** Who wrote it last, where the API server keeps that. */
  changedBy: z.string().nullable(),
  changedAt: instant.nullable(),
});
export type ConfigMapView = z.infer<typeof configMapRow>;

export const clusterKind = z.enum(['pods', 'deployments', 'nodes', 'events', 'configMaps']);
export type ClusterKind = z.infer<typeof clusterKind>;

export const watchState = z.object({
  phase: z.enum(['connecting', 'live', 'stale', 'forbidden', 'not-configured']),
  since: instant.nullable(),
  /** The last moment the server was known to answer. */
  observedAt: instant.nullable(),
  problem: problem.nullable(),
  /** Of several namespaces, those that may not be read: their rows are missing, the others' are shown. */
  missing: z.array(z.object({ namespace: z.string(), problem })),
});
export type WatchState = z.infer<typeof watchState>;

/**
 * A frame of a live table: with `reset` the rows replace what the screen has, otherwise they are
 * added or replace rows of the same key. At most 200 rows a frame; frames follow without pause while
 * there are more, and then at most ten a second.
 */
const frameOf = <Row extends z.ZodType>(row: Row) =>
  z.object({
    state: watchState,
    reset: z.boolean(),
    rows: z.array(row),
    removed: z.array(z.string()),
    /** Rows there are in all, so that progress can be shown while the first ones arrive. */
    total: z.number(),
  });

/** A context of the kubeconfig; null for the profile's own. Others are read-only. */
const inContext = z.object({ context: z.string().max(1000).nullable().default(null) });
const inContextAt = atMoment.extend(inContext.shape);

/** The context's own namespace, all there are, or these. */
export const namespaces = z.union([
  z.literal('own'),
  z.literal('all'),
  z.array(z.string().max(253)).min(1).max(100),
]);
export type Namespaces = z.infer<typeof namespaces>;

const scope = inContextAt.extend({ namespaces: namespaces.default('own') });

export const contextEntry = z.object({
  name: z.string(),
  cluster: z.string(),
  user: z.string().nullable(),
  namespace: z.string().nullable(),
  /** The profile's, which health judges and which can be changed. */
  own: z.boolean(),
});
export type ContextEntry = z.infer<typeof contextEntry>;

/** `names` is empty, with the reason, where they may not be listed. */
export const namespaceList = z.object({
  own: z.string(),
  names: z.array(z.string()),
  problem: problem.nullable(),
});
export type NamespaceList = z.infer<typeof namespaceList>;

export const clusterInfo = z.object({
  context: z.string().nullable(),
  namespace: z.string(),
  version: z.string().nullable(),
});

const configMapName = z.object({ namespace: z.string(), name: z.string() });

/** One config map with its values, but for what looks like a secret: that is struck out. */
export const configMapText = configMapName.extend({
  /** What can be edited and applied again; what is struck out in it stays what it is when it is left alone. */
  yaml: z.string(),
  /** The version that was read, to apply against. */
  resourceVersion: z.string(),
  immutable: z.boolean(),
  entries: z.array(
    z.object({
      key: z.string(),
      bytes: z.number(),
      /** Its beginning; null for a binary value. */
      text: z.string().nullable(),
      cutCharacters: z.number(),
      struckOut: z.boolean(),
    }),
  ),
  struckOut: z.array(z.string()),
});
export type ConfigMapText = z.infer<typeof configMapText>;

const manifest = configMapName.extend({
  manifest: z.string().max(4_000_000),
  /** Where the text is from, for words. */
  source: z.string().max(300),
  resourceVersion: z.string().nullable(),
});

/** What applying a text would change, every key that it does not name being removed. */
export const configMapChange = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('invalid'), line: z.number().nullable(), problem }),
  /** Somebody else wrote it since the version that the text was made from. */
  z.object({ kind: z.literal('conflict'), problem }),
  z.object({ kind: z.literal('same') }),
  z.object({ kind: z.literal('differs'), diff: z.string(), removed: z.array(z.string()) }),
]);
export type ConfigMapChange = z.infer<typeof configMapChange>;

const logTarget = z.object({
  kind: z.enum(['pod', 'deployment']),
  namespace: z.string(),
  name: z.string(),
});
export type LogTarget = z.infer<typeof logTarget>;

/** Read as one; at most 50 logs in all. */
const logTargets = z.array(logTarget).min(1).max(50);

const logLine = z.object({
  namespace: z.string(),
  pod: z.string(),
  container: z.string(),
  /** Null for a line that nobody said the time of. */
  at: instant.nullable(),
  text: z.string(),
  /** Bytes at the end of a very long line that are left out; 0 for a whole line. */
  truncatedBytes: z.number(),
  /** A word of the control center about the log, not a line of it. */
  note: z.boolean(),
});
export type LogLine = z.infer<typeof logLine>;

/**
 * What a log has more, at most 500 lines. A few frames come by themselves; after that one for each
 * `readOn`, so that a screen that cannot keep up has nothing piling up on its line.
 */
const logFrame = z.object({
  stream: z.string(),
  /** The lines replace what the screen has. */
  reset: z.boolean(),
  phase: z.enum(['history', 'following', 'ended']),
  lines: z.array(logLine),
  /** Lines left out before these: there was no room for them. */
  dropped: z.number(),
  sources: z.array(
    z.object({
      namespace: z.string(),
      pod: z.string(),
      container: z.string(),
      state: z.enum(['waiting', 'reading', 'ended']),
    }),
  ),
  /** What keeps the cluster from answering: what is shown may lack the latest lines. */
  problem: problem.nullable(),
});
export type LogFrame = z.infer<typeof logFrame>;

const logInput = inContext.extend({
  targets: logTargets,
  /** Null where there is only one. */
  container: z.string().nullable(),
  /** The last lines, of all pods together. */
  tail: z.int().min(0).max(10_000),
  /** Of the run before the last restart; it cannot be followed. */
  previous: z.boolean(),
});

export const clusterContract = {
  info: oc.output(clusterInfo),
  pods: oc.input(scope).output(eventIterator(frameOf(podRow))),
  deployments: oc.input(scope).output(eventIterator(frameOf(deploymentRow))),
  nodes: oc.input(inContextAt.prefault({})).output(eventIterator(frameOf(nodeRow))),
  events: oc.input(scope).output(eventIterator(frameOf(eventRow))),
  configMaps: oc.input(scope).output(eventIterator(frameOf(configMapRow))),
  configMap: oc.input(inContext.extend(configMapName.shape)).output(configMapText),
  /** Of the profile's own cluster; the operation `cluster.configmap.apply` with `whole` does it. */
  diffConfigMap: oc.input(manifest).output(configMapChange),
  /** The contexts of the kubeconfig, by name; none is opened. */
  contexts: oc.output(z.array(contextEntry)),
  namespaces: oc.input(inContext.prefault({})).output(namespaceList),
  /** The logs of pods and of all pods of deployments as one, followed. */
  logs: oc.input(logInput).output(eventIterator(logFrame)),
  /** The screen has taken a frame of the log in. */
  readOn: oc.input(z.object({ stream: z.string() })).output(z.void()),
  /** The containers whose log may be asked for. */
  logContainers: oc.input(inContext.extend({ targets: logTargets })).output(z.array(z.string())),
};
