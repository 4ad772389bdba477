import { isDeepStrictEqual } from 'node:util';
import { nameSuffix, steadyUuid } from '../../noise.ts';
import {
  type Condition,
  type Deployment,
  type PodTemplate,
  type ReplicaSet,
  timestamp,
  withCondition,
} from '../objects.ts';
import type { Cluster } from '../resources.ts';
import type { RecordEvent } from './events.ts';
import { planRecreate, planRollingUpdate } from './rolling-update.ts';

const revisionAnnotation = 'deployment.kubernetes.io/revision';
const component = { component: 'deployment-controller' };

/** Brings one deployment a step nearer to its spec; called whenever it or one of its replica sets changes. */
export function reconcileDeployment(
  cluster: Cluster,
  deployment: Deployment,
  record: RecordEvent,
  now: () => number,
): void {
  const owned = replicaSetsOf(cluster, deployment);
  const found = owned.find((set) => sameTemplate(set, deployment.spec.template));
  const latest = Math.max(0, ...owned.map(revisionOf));
  const paused = deployment.spec.paused === true;
  if (found === undefined && paused) {
    writeStatus(cluster, deployment, owned, undefined, now);
    return;
  }
  const current =
    found === undefined
      ? createReplicaSet(cluster, deployment, latest + 1, now)
      : withRevision(cluster, found, revisionOf(found) === latest ? latest : latest + 1);
  const old = owned
    .filter((set) => set.metadata.uid !== current.metadata.uid)
    .sort((left, right) => revisionOf(left) - revisionOf(right));
  const fleet = { deployment, current, old };
  const plan = deployment.spec.strategy.type === 'Recreate' ? planRecreate(fleet) : planRollingUpdate(fleet);
  for (const [set, replicas] of paused ? [] : plan) {
    scaleReplicaSet(cluster, deployment, set, replicas, record);
  }
  dropOldRevisions(cluster, deployment, old);
  writeStatus(cluster, deployment, replicaSetsOf(cluster, deployment), current.metadata.name, now);
}

export function replicaSetsOf(cluster: Cluster, deployment: Deployment): ReplicaSet[] {
  return cluster.replicaSets
    .list(deployment.metadata.namespace)
    .filter((set) => set.metadata.ownerReferences?.some(({ uid }) => uid === deployment.metadata.uid));
}

/** The label that tells the pods of two revisions apart; equal templates get equal hashes. */
export function templateHash(template: PodTemplate): string {
  return nameSuffix(7, 10, JSON.stringify(withoutHash(template)));
}

/** A new replica set of a deployment, with no pods yet. */
export function replicaSetFor(
  deployment: Deployment,
  revision: number,
  createdAtMs: number,
  template = deployment.spec.template,
): ReplicaSet {
  const hash = templateHash(template);
  const labels = { ...template.metadata.labels, 'pod-template-hash': hash };
  const { name, namespace, uid } = deployment.metadata;
  return {
    apiVersion: 'apps/v1',
    kind: 'ReplicaSet',
    metadata: {
      name: `${name}-${hash}`,
      ...(namespace === undefined ? {} : { namespace }),
      uid: steadyUuid(revision, uid, hash),
      resourceVersion: '',
      generation: 1,
      creationTimestamp: timestamp(createdAtMs),
      labels,
      annotations: {
        'deployment.kubernetes.io/desired-replicas': String(deployment.spec.replicas),
        [revisionAnnotation]: String(revision),
      },
      ownerReferences: [
        { apiVersion: 'apps/v1', kind: 'Deployment', name, uid, controller: true, blockOwnerDeletion: true },
      ],
    },
    spec: {
      replicas: 0,
      selector: { matchLabels: { ...deployment.spec.selector.matchLabels, 'pod-template-hash': hash } },
      template: { ...template, metadata: { ...template.metadata, labels } },
    },
    status: { replicas: 0 },
  };
}

function withoutHash(template: PodTemplate): PodTemplate {
  const { 'pod-template-hash': _hash, ...labels } = template.metadata.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels } };
}

function sameTemplate(set: ReplicaSet, template: PodTemplate): boolean {
  return isDeepStrictEqual(withoutHash(set.spec.template), withoutHash(template));
}

function revisionOf(set: ReplicaSet): number {
  return Number(set.metadata.annotations?.[revisionAnnotation] ?? 0);
}

function createReplicaSet(
  cluster: Cluster,
  deployment: Deployment,
  revision: number,
  now: () => number,
): ReplicaSet {
  return cluster.replicaSets.create(replicaSetFor(deployment, revision, now()));
}

/** An older replica set that serves again becomes the newest revision: that is what an undo does. */
function withRevision(cluster: Cluster, set: ReplicaSet, revision: number): ReplicaSet {
  if (revisionOf(set) === revision) {
    return set;
  }
  return cluster.replicaSets.replace({
    ...set,
    metadata: {
      ...set.metadata,
      annotations: { ...set.metadata.annotations, [revisionAnnotation]: String(revision) },
    },
  });
}

function scaleReplicaSet(
  cluster: Cluster,
  deployment: Deployment,
  set: ReplicaSet,
  replicas: number,
  record: RecordEvent,
): void {
  const direction = replicas > set.spec.replicas ? 'up' : 'down';
  cluster.replicaSets.replace({
    ...set,
    metadata: { ...set.metadata, generation: (set.metadata.generation ?? 1) + 1 },
    spec: { ...set.spec, replicas },
  });
  record(
    deployment,
    'Normal',
    'ScalingReplicaSet',
    `Scaled ${direction} replica set ${set.metadata.name} to ${replicas}`,
    component,
  );
}

function dropOldRevisions(cluster: Cluster, deployment: Deployment, old: readonly ReplicaSet[]): void {
  const idle = old.filter((set) => set.spec.replicas === 0 && set.status.replicas === 0);
  for (const set of idle.slice(0, Math.max(0, idle.length - deployment.spec.revisionHistoryLimit))) {
    cluster.replicaSets.remove(set.metadata.namespace, set.metadata.name);
  }
}

function writeStatus(
  cluster: Cluster,
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  currentName: string | undefined,
  now: () => number,
): void {
  const stored = cluster.deployments.find(deployment.metadata.namespace, deployment.metadata.name);
  if (stored === undefined) {
    return;
  }
  const current = sets.find((set) => set.metadata.name === currentName);
  const status = statusOf(deployment, sets, current, stored.status.conditions, now());
  const revision = current === undefined ? undefined : String(revisionOf(current));
  const annotations =
    revision === undefined
      ? stored.metadata.annotations
      : { ...stored.metadata.annotations, [revisionAnnotation]: revision };
  if (
    isDeepStrictEqual(status, stored.status) &&
    isDeepStrictEqual(annotations, stored.metadata.annotations)
  ) {
    return;
  }
  cluster.deployments.replace({
    ...stored,
    metadata: { ...stored.metadata, ...(annotations === undefined ? {} : { annotations }) },
    status,
  });
}

export function statusOf(
  deployment: Deployment,
  sets: readonly ReplicaSet[],
  current: ReplicaSet | undefined,
  previous: Condition[] | undefined,
  atMs: number,
): Deployment['status'] {
  const count = (of: (set: ReplicaSet) => number | undefined) =>
    sets.reduce((total, set) => total + (of(set) ?? 0), 0);
  const desired = deployment.spec.replicas;
  const replicas = count((set) => set.status.replicas);
  const ready = count((set) => set.status.readyReplicas);
  const available = count((set) => set.status.availableReplicas);
  const updated = current?.status.replicas ?? 0;
  const unavailableReplicas = Math.max(0, desired - available, replicas - available);
  const complete = updated === desired && replicas === desired && available === desired;
  const maximumUnavailable = Math.floor(desired * 0.25);
  const isAvailable = available >= desired - maximumUnavailable;
  const currentName = current?.metadata.name ?? '';
  const conditions = withCondition(
    withCondition(
      previous,
      {
        type: 'Available',
        status: isAvailable ? 'True' : 'False',
        reason: isAvailable ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
        message: `Deployment ${isAvailable ? 'has' : 'does not have'} minimum availability.`,
      },
      atMs,
    ),
    {
      type: 'Progressing',
      status: 'True',
      reason: complete ? 'NewReplicaSetAvailable' : 'ReplicaSetUpdated',
      message: complete
        ? `ReplicaSet "${currentName}" has successfully progressed.`
        : `ReplicaSet "${currentName}" is progressing.`,
    },
    atMs,
  );
  return {
    ...(deployment.metadata.generation === undefined
      ? {}
      : { observedGeneration: deployment.metadata.generation }),
    ...(replicas > 0 ? { replicas } : {}),
    ...(updated > 0 ? { updatedReplicas: updated } : {}),
    ...(ready > 0 ? { readyReplicas: ready } : {}),
    ...(available > 0 ? { availableReplicas: available } : {}),
    ...(unavailableReplicas > 0 ? { unavailableReplicas } : {}),
    conditions,
  };
}
