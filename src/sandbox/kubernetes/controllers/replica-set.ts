import { isDeepStrictEqual } from 'node:util';
import { nameSuffix, steadyUuid } from '../../noise.ts';
import { type Pod, type ReplicaSet, timestamp } from '../objects.ts';
import type { Cluster } from '../resources.ts';
import type { RecordEvent } from './events.ts';

const component = { component: 'replicaset-controller' };

/** Creates or deletes pods until a replica set has as many as it should, and counts the ready ones. */
export function reconcileReplicaSet(
  cluster: Cluster,
  set: ReplicaSet,
  record: RecordEvent,
  now: () => number,
  remove: (pod: Pod) => void,
): void {
  const living = podsOf(cluster, set).filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const surplus = living.length - set.spec.replicas;
  for (let missing = surplus; missing < 0; missing += 1) {
    const pod = cluster.pods.create(podFor(set, cluster.revisions.current(), now()));
    record(set, 'Normal', 'SuccessfulCreate', `Created pod: ${pod.metadata.name}`, component);
  }
  if (surplus > 0) {
    const doomed = [...living].sort((left, right) => Number(isReady(left)) - Number(isReady(right)));
    for (const pod of doomed.slice(0, surplus)) {
      record(set, 'Normal', 'SuccessfulDelete', `Deleted pod: ${pod.metadata.name}`, component);
      remove(pod);
    }
  }
  writeStatus(cluster, set);
}

export function podsOf(cluster: Cluster, set: ReplicaSet): Pod[] {
  return cluster.pods
    .list(set.metadata.namespace)
    .filter((pod) => pod.metadata.ownerReferences?.some(({ uid }) => uid === set.metadata.uid));
}

export function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}

/** A pod of a replica set, not scheduled yet. `ordinal` makes its name unlike its siblings'. */
export function podFor(set: ReplicaSet, ordinal: number, createdAtMs: number): Pod {
  const name = `${set.metadata.name}-${nameSuffix(ordinal, 5, set.metadata.uid)}`;
  const { labels, annotations } = set.spec.template.metadata;
  const { namespace, uid } = set.metadata;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      generateName: `${set.metadata.name}-`,
      ...(namespace === undefined ? {} : { namespace }),
      uid: steadyUuid(ordinal, uid, name),
      resourceVersion: '',
      creationTimestamp: timestamp(createdAtMs),
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
      ownerReferences: [
        {
          apiVersion: 'apps/v1',
          kind: 'ReplicaSet',
          name: set.metadata.name,
          uid,
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: set.spec.template.spec,
    status: { phase: 'Pending', qosClass: 'Burstable' },
  };
}

function writeStatus(cluster: Cluster, set: ReplicaSet): void {
  const stored = cluster.replicaSets.find(set.metadata.namespace, set.metadata.name);
  if (stored === undefined) {
    return;
  }
  const pods = podsOf(cluster, set).filter((pod) => pod.metadata.deletionTimestamp === undefined);
  const ready = pods.filter(isReady).length;
  const status: ReplicaSet['status'] = {
    replicas: pods.length,
    ...(pods.length > 0 ? { fullyLabeledReplicas: pods.length } : {}),
    ...(ready > 0 ? { readyReplicas: ready, availableReplicas: ready } : {}),
    observedGeneration: stored.metadata.generation ?? 1,
  };
  if (!isDeepStrictEqual(status, stored.status)) {
    cluster.replicaSets.replace({ ...stored, status });
  }
}
