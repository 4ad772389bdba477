import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { OperationKind, Verification } from '../../operate/operation.ts';
import { type ApplyConfigMapParameters, applyConfigMapOperation, diffConfigMap } from './config-map-apply.ts';
import { readConfigMap, restorable, shown } from './config-maps.ts';
import { type HashObject, hashObjects } from './hash-places.ts';
import { type RestartParameters, restartOperation } from './restart.ts';
import { type RestoreHashParameters, restoreHashOperation } from './restore-hash.ts';
import { type Revision, readHistory } from './revisions.ts';
import { follow, rolloutState } from './rollout.ts';
import { type RolloutFrame, rolloutFrames } from './rollout-frames.ts';
import { type ScaleParameters, scaleOperation } from './scale.ts';
import type { ObjectName } from './target.ts';
import { toYaml } from './text-diff.ts';
import { type UndoParameters, undoOperation } from './undo.ts';

/** What can be done to the cluster, for the door, and what an operator reads before doing it. */
export interface ClusterOperations {
  restart: OperationKind<RestartParameters>;
  scale: OperationKind<ScaleParameters>;
  undo: OperationKind<UndoParameters>;
  applyConfigMap: OperationKind<ApplyConfigMapParameters>;
  restoreHash: OperationKind<RestoreHashParameters>;
  /** All of them, for the catalogue. */
  kinds: readonly OperationKind<unknown>[];
  /** Revisions, newest first. */
  history(of: ObjectName, signal?: AbortSignal): Promise<Revision[]>;
  /** A rollout as a screen follows it: the latest word, and the last one. */
  rolloutFrames(of: ObjectName, signal: AbortSignal): AsyncGenerator<RolloutFrame, void, void>;
  /** Follows a rollout to its end. */
  followRollout(
    of: ObjectName,
    onProgress: (line: string) => void,
    signal: AbortSignal,
  ): Promise<Verification>;
  /** `shown` as kubectl prints it, `restorable` without what the server wrote. */
  configMap(
    of: ObjectName,
    form: 'shown' | 'restorable',
    signal?: AbortSignal,
  ): Promise<{ object: Record<string, unknown>; yaml: string }>;
  /** What of a component can carry the constitutional hash; what carries another one comes first. */
  hashObjects(
    of: { namespace: string; deployment: string | null; configMaps: readonly string[] },
    signal?: AbortSignal,
  ): Promise<HashObject[]>;
  /** What applying would change. */
  diffConfigMap(
    parameters: ApplyConfigMapParameters,
    signal?: AbortSignal,
  ): Promise<{ diff: string | null; kept: readonly string[]; removed: readonly string[] }>;
}

export function createClusterOperations(access: {
  connect: () => Promise<Kubernetes>;
  clock: Clock;
  redactor: Redactor;
  /** The constitutional hash that objects have to carry. */
  expectedHash: string;
}): ClusterOperations {
  const { connect, clock, expectedHash } = access;
  const restart = restartOperation(access);
  const scale = scaleOperation(access);
  const undo = undoOperation(access);
  const applyConfigMap = applyConfigMapOperation(access);
  const restoreHash = restoreHashOperation(access, expectedHash);
  return {
    restart,
    scale,
    undo,
    applyConfigMap,
    restoreHash,
    kinds: [restart, scale, undo, applyConfigMap, restoreHash],
    history: (of, signal) => readHistory(access, of, signal),
    rolloutFrames: (of, signal) => rolloutFrames({ connect, of, clock, signal }),
    async followRollout(of, onProgress, signal) {
      return follow({ kubernetes: await connect(), of, clock, judge: rolloutState, onProgress, signal });
    },
    async configMap(of, form, signal) {
      const found = await readConfigMap(await connect(), of, signal);
      const object = form === 'shown' ? shown(found) : restorable(found);
      return { object, yaml: toYaml(object) };
    },
    hashObjects: async (of, signal) => hashObjects(await connect(), expectedHash, of, signal),
    diffConfigMap: (parameters, signal) => diffConfigMap(access, parameters, signal),
  };
}
