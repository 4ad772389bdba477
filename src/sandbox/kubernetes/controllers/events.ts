import { steadyUuid } from '../../noise.ts';
import { type KubernetesObject, timestamp } from '../objects.ts';
import type { Cluster } from '../resources.ts';

export type EventType = 'Normal' | 'Warning';

/** Writes core/v1 events the way Kubernetes' own recorders do: a repeated one is counted, not multiplied. */
export type RecordEvent = (
  object: KubernetesObject,
  type: EventType,
  reason: string,
  message: string,
  source: { component: string; host?: string },
) => void;

/** Events are dropped above this many, as they are after an hour in a real cluster. */
const keptEvents = 2000;

export function createEventRecorder(cluster: Cluster, now: () => number): RecordEvent {
  const written = new Map<string, { namespace: string; name: string }>();
  let sequence = 0;
  return (object, type, reason, message, source) => {
    const { namespace = 'default', name, uid } = { ...object.metadata };
    const key = `${uid}/${reason}/${message}`;
    const known = written.get(key);
    const existing = known && cluster.events.find(known.namespace, known.name);
    const at = timestamp(now());
    if (existing) {
      cluster.events.replace({
        ...existing,
        metadata: { ...existing.metadata, resourceVersion: '' },
        count: (existing.count ?? 1) + 1,
        lastTimestamp: at,
      });
      return;
    }
    sequence += 1;
    const eventName = `${name}.${(0x17a0_0000_0000 + now() + sequence).toString(16)}`;
    cluster.events.create({
      apiVersion: 'v1',
      kind: 'Event',
      metadata: {
        name: eventName,
        namespace,
        uid: steadyUuid(sequence, eventName),
        resourceVersion: '',
        creationTimestamp: at,
      },
      involvedObject: {
        kind: object.kind,
        apiVersion: object.apiVersion,
        ...(object.metadata.namespace === undefined ? {} : { namespace }),
        name,
        uid,
        resourceVersion: object.metadata.resourceVersion,
      },
      reason,
      message,
      source,
      type,
      count: 1,
      firstTimestamp: at,
      lastTimestamp: at,
      eventTime: null,
      reportingComponent: source.component,
      reportingInstance: source.host ?? '',
    });
    written.set(key, { namespace, name: eventName });
    const [oldestKey, oldest] = written.entries().next().value ?? [];
    if (written.size > keptEvents && oldestKey !== undefined && oldest !== undefined) {
      written.delete(oldestKey);
      if (cluster.events.find(oldest.namespace, oldest.name)) {
        cluster.events.remove(oldest.namespace, oldest.name);
      }
    }
  };
}
