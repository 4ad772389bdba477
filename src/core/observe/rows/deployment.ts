import { fieldAt, listAt, numberAt, textAt, timeAt } from '../../connect/kubernetes/fields.ts';
import { conditionOf, shorten } from './conditions.ts';
import { constitutionalHashOf } from './constitutional-hash.ts';
import { deploymentHashPlaces, type HashPlace } from './hash-places.ts';

export interface DeploymentRow {
  /** `namespace/name`. */
  key: string;
  namespace: string;
  name: string;
  ready: number;
  desired: number;
  updated: number;
  available: number;
  /** Epoch milliseconds. */
  createdAt: number | null;
  /** Images of its containers, separated by commas. */
  images: string;
  strategy: string;
  /**
   * `progressing`: a rollout is under way. `degraded`: rolled out, but pods are missing. `stalled`: a
   * rollout that the cluster has given up on.
   */
  status: 'available' | 'progressing' | 'degraded' | 'stalled';
  /** Whenever status is not available. */
  reason: string | null;
  hash: string | null;
  /** Everywhere it carries a constitutional hash. */
  hashPlaces: readonly HashPlace[];
}

export function projectDeployment(deployment: unknown): DeploymentRow | undefined {
  const name = textAt(deployment, 'metadata', 'name');
  if (name === null) return undefined;
  const namespace = textAt(deployment, 'metadata', 'namespace') ?? '';
  const template = fieldAt(deployment, 'spec', 'template');
  const counts = {
    ready: numberAt(deployment, 'status', 'readyReplicas') ?? 0,
    // The API server fills in 1 where none is written.
    desired: numberAt(deployment, 'spec', 'replicas') ?? 1,
    updated: numberAt(deployment, 'status', 'updatedReplicas') ?? 0,
    available: numberAt(deployment, 'status', 'availableReplicas') ?? 0,
  };
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    ...counts,
    createdAt: timeAt(deployment, 'metadata', 'creationTimestamp'),
    images: listAt(template, 'spec', 'containers')
      .map((container) => textAt(container, 'image') ?? '')
      .join(','),
    strategy: textAt(deployment, 'spec', 'strategy', 'type') ?? 'RollingUpdate',
    ...judge(deployment, counts),
    hash: constitutionalHashOf(template) ?? constitutionalHashOf(deployment),
    hashPlaces: deploymentHashPlaces(deployment),
  };
}

type Counts = Pick<DeploymentRow, 'ready' | 'desired' | 'updated' | 'available'>;

/** The order of `kubectl rollout status`, with what it lacks: pods that went away after the rollout. */
function judge(deployment: unknown, counts: Counts): Pick<DeploymentRow, 'status' | 'reason'> {
  const { desired, updated, available } = counts;
  const failure = conditionOf(deployment, 'ReplicaFailure');
  if (failure?.status === 'True') {
    return { status: 'stalled', reason: shorten(failure.message ?? 'pods cannot be created') };
  }
  const progress = conditionOf(deployment, 'Progressing');
  if (progress?.status === 'False') {
    return { status: 'stalled', reason: shorten(progress.message ?? progress.reason ?? 'no progress') };
  }
  const generation = numberAt(deployment, 'metadata', 'generation') ?? 0;
  const observed = numberAt(deployment, 'status', 'observedGeneration') ?? 0;
  if (observed < generation) return { status: 'progressing', reason: 'the change is not yet taken up' };
  const paused = fieldAt(deployment, 'spec', 'paused') === true ? ', paused' : '';
  if (updated < desired) {
    return { status: 'progressing', reason: `${updated} of ${desired} pods are of the new version${paused}` };
  }
  const present = numberAt(deployment, 'status', 'replicas') ?? 0;
  if (present > updated) {
    return {
      status: 'progressing',
      reason: `${present - updated} pods of the old version still run${paused}`,
    };
  }
  if (available < desired) {
    const rolledOut = progress === null || progress.reason === 'NewReplicaSetAvailable';
    return {
      status: rolledOut ? 'degraded' : 'progressing',
      reason: `${available} of ${desired} pods are available`,
    };
  }
  return { status: 'available', reason: null };
}
