import type { Pace } from '../../pace.ts';
import type { Pod } from '../objects.ts';
import type { Cluster } from '../resources.ts';
import { reconcileDeployment } from './deployment.ts';
import { createEventRecorder, type RecordEvent } from './events.ts';
import { createKubelet, type Kubelet, type PodFate } from './kubelet.ts';
import { reconcileReplicaSet } from './replica-set.ts';

/** The control loops of the practice cluster: what makes a written spec come true. */
export interface Controllers {
  kubelet: Kubelet;
  record: RecordEvent;
  stop(): void;
}

interface ControllerOptions {
  cluster: Cluster;
  pace: Pace;
  seed: number;
  now: () => number;
  fateOf: (pod: Pod) => PodFate;
}

const crashRestartMs = 10_000;

export function startControllers(options: ControllerOptions): Controllers {
  const { cluster, pace, now } = options;
  const record = createEventRecorder(cluster, now);
  const kubelet = createKubelet({ ...options, record });
  const pending = new Set<string>();

  /** One pass per object and turn of the event loop, however many changes asked for it. */
  const soon = (key: string, act: () => void) => {
    if (!pending.has(key)) {
      pending.add(key);
      pace.after(0, () => {
        pending.delete(key);
        act();
      });
    }
  };
  const wakeDeployment = (namespace: string | undefined, name: string) =>
    soon(`deployment/${namespace}/${name}`, () => {
      const deployment = cluster.deployments.find(namespace, name);
      if (deployment !== undefined) {
        reconcileDeployment(cluster, deployment, record, now);
      }
    });
  const wakeReplicaSet = (namespace: string | undefined, name: string) =>
    soon(`replicaset/${namespace}/${name}`, () => {
      const set = cluster.replicaSets.find(namespace, name);
      if (set !== undefined) {
        reconcileReplicaSet(cluster, set, record, now, (pod) => kubelet.terminate(pod));
      }
    });

  const stops = [
    cluster.deployments.subscribe(({ type, object }) => {
      const { namespace, name, uid } = object.metadata;
      if (type === 'DELETED') {
        for (const set of cluster.replicaSets.list(namespace)) {
          if (set.metadata.ownerReferences?.some((owner) => owner.uid === uid)) {
            cluster.replicaSets.remove(namespace, set.metadata.name);
          }
        }
      } else {
        wakeDeployment(namespace, name);
      }
    }),
    cluster.replicaSets.subscribe(({ type, object }) => {
      const { namespace, name, uid, ownerReferences } = object.metadata;
      if (type === 'DELETED') {
        for (const pod of cluster.pods.list(namespace)) {
          if (pod.metadata.ownerReferences?.some((owner) => owner.uid === uid)) {
            kubelet.terminate(pod);
          }
        }
      } else {
        wakeReplicaSet(namespace, name);
      }
      for (const owner of ownerReferences ?? []) {
        wakeDeployment(namespace, owner.name);
      }
    }),
    cluster.pods.subscribe(({ type, object }) => {
      if (type === 'ADDED') {
        kubelet.admit(object);
      }
      for (const owner of object.metadata.ownerReferences ?? []) {
        wakeReplicaSet(object.metadata.namespace, owner.name);
      }
    }),
    pace.every(crashRestartMs, () => kubelet.restartCrashing()),
  ];
  return {
    kubelet,
    record,
    stop() {
      for (const stop of stops) {
        stop();
      }
    },
  };
}
