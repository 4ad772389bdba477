import { isRecord } from '../record.ts';
import {
  configMapSchema,
  deploymentSchema,
  eventSchema,
  type KubernetesObject,
  namespaceSchema,
  nodeSchema,
  type Pod,
  podSchema,
  replicaSetSchema,
  serviceSchema,
} from './objects.ts';

type Cell = string | number;

interface Printer {
  columns: readonly string[];
  /** How many of the columns are shown without `-o wide`. */
  narrow: number;
  cells(object: KubernetesObject, nowMs: number): Cell[];
}

const age = (stamp: string | null | undefined, nowMs: number) =>
  stamp ? humanDuration(nowMs - Date.parse(stamp)) : '<unknown>';
const created = (object: KubernetesObject, nowMs: number) => age(object.metadata.creationTimestamp, nowMs);

const fallback: Printer = {
  columns: ['Name', 'Age'],
  narrow: 2,
  cells: (object, nowMs) => [object.metadata.name, created(object, nowMs)],
};

const printers: Readonly<Record<string, Printer>> = {
  Pod: {
    columns: [
      'Name',
      'Ready',
      'Status',
      'Restarts',
      'Age',
      'IP',
      'Node',
      'Nominated Node',
      'Readiness Gates',
    ],
    narrow: 5,
    cells(object, nowMs) {
      const pod = podSchema.parse(object);
      const statuses = pod.status.containerStatuses ?? [];
      const restarts = statuses.reduce((total, { restartCount }) => total + restartCount, 0);
      return [
        pod.metadata.name,
        `${statuses.filter(({ ready }) => ready).length}/${pod.spec.containers.length}`,
        podReason(pod),
        String(restarts),
        created(object, nowMs),
        pod.status.podIP ?? '<none>',
        pod.spec.nodeName ?? '<none>',
        '<none>',
        '<none>',
      ];
    },
  },
  Deployment: {
    columns: ['Name', 'Ready', 'Up-to-date', 'Available', 'Age', 'Containers', 'Images', 'Selector'],
    narrow: 5,
    cells(object, nowMs) {
      const { metadata, spec, status } = deploymentSchema.parse(object);
      const { containers } = spec.template.spec;
      return [
        metadata.name,
        `${status.readyReplicas ?? 0}/${spec.replicas}`,
        status.updatedReplicas ?? 0,
        status.availableReplicas ?? 0,
        created(object, nowMs),
        containers.map(({ name }) => name).join(','),
        containers.map(({ image }) => image).join(','),
        pairs(spec.selector.matchLabels),
      ];
    },
  },
  ReplicaSet: {
    columns: ['Name', 'Desired', 'Current', 'Ready', 'Age', 'Containers', 'Images', 'Selector'],
    narrow: 5,
    cells(object, nowMs) {
      const { metadata, spec, status } = replicaSetSchema.parse(object);
      const { containers } = spec.template.spec;
      return [
        metadata.name,
        spec.replicas,
        status.replicas,
        status.readyReplicas ?? 0,
        created(object, nowMs),
        containers.map(({ name }) => name).join(','),
        containers.map(({ image }) => image).join(','),
        pairs(spec.selector.matchLabels),
      ];
    },
  },
  Node: {
    columns: ['Name', 'Status', 'Roles', 'Age', 'Version'],
    narrow: 5,
    cells(object, nowMs) {
      const node = nodeSchema.parse(object);
      const ready = node.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True');
      const roles = Object.keys(node.metadata.labels ?? {}).flatMap(
        (label) => /^node-role\.kubernetes\.io\/(.+)$/.exec(label)?.[1] ?? [],
      );
      const info = node.status.nodeInfo;
      return [
        node.metadata.name,
        ready ? 'Ready' : 'NotReady',
        roles.join(',') || '<none>',
        created(object, nowMs),
        isRecord(info) ? String(info.kubeletVersion) : '',
      ];
    },
  },
  Event: {
    columns: ['Last Seen', 'Type', 'Reason', 'Object', 'Message'],
    narrow: 5,
    cells(object, nowMs) {
      const event = eventSchema.parse(object);
      const { kind = '', name = '' } = event.involvedObject;
      return [
        age(event.lastTimestamp ?? event.firstTimestamp, nowMs),
        event.type ?? '',
        event.reason ?? '',
        `${kind.toLowerCase()}/${name}`,
        event.message ?? '',
      ];
    },
  },
  ConfigMap: {
    columns: ['Name', 'Data', 'Age'],
    narrow: 3,
    cells: (object, nowMs) => [
      object.metadata.name,
      String(Object.keys(configMapSchema.parse(object).data ?? {}).length),
      created(object, nowMs),
    ],
  },
  Namespace: {
    columns: ['Name', 'Status', 'Age'],
    narrow: 3,
    cells: (object, nowMs) => [
      object.metadata.name,
      namespaceSchema.parse(object).status.phase ?? 'Active',
      created(object, nowMs),
    ],
  },
  Service: {
    columns: ['Name', 'Type', 'Cluster-IP', 'External-IP', 'Port(s)', 'Age'],
    narrow: 6,
    cells(object, nowMs) {
      const { spec } = serviceSchema.parse(object);
      const ports: unknown[] = Array.isArray(spec.ports) ? spec.ports : [];
      const shown = ports.map((port) => (isRecord(port) ? `${String(port.port)}/TCP` : '')).join(',');
      return [
        object.metadata.name,
        String(spec.type ?? 'ClusterIP'),
        String(spec.clusterIP ?? '<none>'),
        '<none>',
        shown,
        created(object, nowMs),
      ];
    },
  },
};

/** Renders objects as a `meta.k8s.io/v1` Table, which is what `kubectl get` asks for. */
export function renderTable(
  kind: string,
  objects: readonly KubernetesObject[],
  metadata: Record<string, unknown>,
  include: 'None' | 'Metadata' | 'Object',
  nowMs: number,
): unknown {
  const printer = printers[kind] ?? fallback;
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata,
    columnDefinitions: printer.columns.map((name, index) => ({
      name,
      type: 'string',
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority: index < printer.narrow ? 0 : 1,
    })),
    rows: objects.map((object) => ({
      cells: printer.cells(object, nowMs),
      ...(include === 'None' ? {} : { object: include === 'Object' ? object : partial(object) }),
    })),
  };
}

function partial(object: KubernetesObject) {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata };
}

function podReason(pod: Pod): string {
  if (pod.metadata.deletionTimestamp !== undefined) {
    return 'Terminating';
  }
  const waiting = pod.status.containerStatuses?.find(({ state }) => state?.waiting)?.state?.waiting?.reason;
  return waiting ?? pod.status.reason ?? pod.status.phase ?? 'Unknown';
}

function pairs(labels: Record<string, string> | undefined): string {
  return Object.entries(labels ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** `duration.HumanDuration` of apimachinery, in its coarser steps. */
function humanDuration(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000));
  if (seconds < 120) {
    return `${seconds}s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) {
    return seconds % 60 === 0 ? `${minutes}m` : `${minutes}m${seconds % 60}s`;
  }
  if (minutes < 180) {
    return `${minutes}m`;
  }
  const hours = Math.floor(minutes / 60);
  if (hours < 8) {
    return minutes % 60 === 0 ? `${hours}h` : `${hours}h${minutes % 60}m`;
  }
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}
