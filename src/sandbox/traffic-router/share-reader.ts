import type { Pod } from '../kubernetes/objects.ts';
import type { Cluster } from '../kubernetes/resources.ts';

const MANAGER = 'mlops-manager';

export interface ReadShare {
  percentage: number;
  /** Epoch milliseconds. */
  readAt: number;
}

/**
 * The share of traffic as mlops-manager last read it: a pod of it reads the config map when its container starts, and
 * what it read is in force when it is ready. What cannot be read as a share leaves the one that is in force.
 * @param onRead told of what comes into force
 */
export function followShare(options: {
  cluster: Cluster;
  namespace: string;
  configMap: string;
  now: () => number;
  onRead: (share: ReadShare) => void;
}): () => void {
  const { cluster, namespace, now, onRead } = options;
  let inForce: ReadShare = { percentage: 0, readAt: now() };
  const read = (): ReadShare => {
    const data = cluster.configMaps.find(namespace, options.configMap)?.data ?? {};
    const share = Number(data.traffic_percentage);
    const isShare = data.traffic_percentage?.trim() !== '' && share >= 0 && share <= 100;
    const percentage = data.mlops_enabled === 'false' ? 0 : isShare ? share : inForce.percentage;
    return { percentage, readAt: now() };
  };
  /** By the uid of their pods; none once it is in force. */
  const started = new Map<string, ReadShare | null>();
  const isManager = ({ metadata }: Pod) =>
    metadata.namespace === namespace && metadata.labels?.app === MANAGER;
  const isReady = ({ status }: Pod) => status.containerStatuses?.every(({ ready }) => ready) ?? false;

  const look = (pod: Pod) => {
    const { uid } = pod.metadata;
    if (pod.status.phase !== 'Running') return;
    if (!started.has(uid)) started.set(uid, read());
    const share = started.get(uid) ?? null;
    if (share === null || !isReady(pod)) return;
    started.set(uid, null);
    // The pod that started last has the newest word, whichever is ready first.
    if (share.readAt < inForce.readAt) return;
    inForce = share;
    onRead(share);
  };
  for (const pod of cluster.pods.list(namespace)) if (isManager(pod)) look(pod);
  return cluster.pods.subscribe(({ type, object }) => {
    if (!isManager(object)) return;
    if (type === 'DELETED') started.delete(object.metadata.uid);
    else look(object);
  });
}
