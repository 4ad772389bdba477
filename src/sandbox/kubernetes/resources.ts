import type { z } from 'zod';
import { Collection, createRevisions, type ObjectCollection, type Revisions } from './collection.ts';
import {
  type ConfigMap,
  configMapSchema,
  type Deployment,
  deploymentSchema,
  type Event,
  eventSchema,
  type KubernetesObject,
  type Lease,
  leaseSchema,
  type Namespace,
  type NetworkPolicy,
  type Node,
  namespaceSchema,
  networkPolicySchema,
  nodeSchema,
  type Pod,
  podSchema,
  type ReplicaSet,
  replicaSetSchema,
  type Service,
  serviceSchema,
} from './objects.ts';

/** What discovery says of a resource, and how its objects are read from a request. */
export interface Resource {
  group: string;
  version: string;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  shortNames: readonly string[];
  categories: readonly string[];
  subresources: readonly ('status' | 'scale' | 'log')[];
  fields: readonly string[];
  schema: z.ZodType<KubernetesObject>;
}

interface Definition {
  group?: string;
  kind: string;
  namespaced?: boolean;
  shortNames?: readonly string[];
  categories?: readonly string[];
  subresources?: Resource['subresources'];
  fields?: readonly string[];
  schema: z.ZodType<KubernetesObject>;
}

function resource(plural: string, definition: Definition): Resource {
  const namespaced = definition.namespaced ?? true;
  return {
    group: definition.group ?? '',
    version: 'v1',
    plural,
    singular: definition.kind.toLowerCase(),
    kind: definition.kind,
    namespaced,
    shortNames: definition.shortNames ?? [],
    categories: definition.categories ?? [],
    subresources: definition.subresources ?? [],
    fields: ['metadata.name', ...(namespaced ? ['metadata.namespace'] : []), ...(definition.fields ?? [])],
    schema: definition.schema,
  };
}

const all = ['all'];

export const resources: readonly Resource[] = [
  resource('namespaces', {
    kind: 'Namespace',
    namespaced: false,
    shortNames: ['ns'],
    fields: ['status.phase'],
    schema: namespaceSchema,
  }),
  resource('nodes', {
    kind: 'Node',
    namespaced: false,
    shortNames: ['no'],
    subresources: ['status'],
    fields: ['spec.unschedulable'],
    schema: nodeSchema,
  }),
  resource('pods', {
    kind: 'Pod',
    shortNames: ['po'],
    categories: all,
    subresources: ['status', 'log'],
    fields: ['spec.nodeName', 'spec.restartPolicy', 'status.phase', 'status.podIP'],
    schema: podSchema,
  }),
  resource('services', { kind: 'Service', shortNames: ['svc'], categories: all, schema: serviceSchema }),
  resource('configmaps', { kind: 'ConfigMap', shortNames: ['cm'], schema: configMapSchema }),
  resource('events', {
    kind: 'Event',
    shortNames: ['ev'],
    fields: [
      'involvedObject.kind',
      'involvedObject.namespace',
      'involvedObject.name',
      'involvedObject.uid',
      'involvedObject.apiVersion',
      'involvedObject.resourceVersion',
      'involvedObject.fieldPath',
      'reason',
      'source',
      'type',
    ],
    schema: eventSchema,
  }),
  resource('deployments', {
    group: 'apps',
    kind: 'Deployment',
    shortNames: ['deploy'],
    categories: all,
    subresources: ['status', 'scale'],
    schema: deploymentSchema,
  }),
  resource('replicasets', {
    group: 'apps',
    kind: 'ReplicaSet',
    shortNames: ['rs'],
    categories: all,
    subresources: ['status', 'scale'],
    fields: ['status.replicas'],
    schema: replicaSetSchema,
  }),
  resource('networkpolicies', {
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
    shortNames: ['netpol'],
    schema: networkPolicySchema,
  }),
  resource('leases', { group: 'coordination.k8s.io', kind: 'Lease', schema: leaseSchema }),
];

/** Everything the cluster holds. */
export interface Cluster {
  revisions: Revisions;
  namespaces: Collection<Namespace>;
  nodes: Collection<Node>;
  pods: Collection<Pod>;
  services: Collection<Service>;
  configMaps: Collection<ConfigMap>;
  events: Collection<Event>;
  deployments: Collection<Deployment>;
  replicaSets: Collection<ReplicaSet>;
  networkPolicies: Collection<NetworkPolicy>;
  leases: Collection<Lease>;
}

/** @param historyLimit how many changes of each resource can still be watched from; an older watch gets a 410 */
export function createCluster(historyLimit = 5000): Cluster {
  const revisions = createRevisions(184_200);
  const apps = (plural: string) => ({ plural, group: 'apps' });
  const core = (plural: string) => ({ plural, group: '' });
  const networking = (plural: string) => ({ plural, group: 'networking.k8s.io' });
  return {
    revisions,
    namespaces: new Collection(core('namespaces'), revisions, historyLimit),
    nodes: new Collection(core('nodes'), revisions, historyLimit),
    pods: new Collection(core('pods'), revisions, historyLimit),
    services: new Collection(core('services'), revisions, historyLimit),
    configMaps: new Collection(core('configmaps'), revisions, historyLimit),
    events: new Collection(core('events'), revisions, historyLimit),
    deployments: new Collection(apps('deployments'), revisions, historyLimit),
    replicaSets: new Collection(apps('replicasets'), revisions, historyLimit),
    networkPolicies: new Collection(networking('networkpolicies'), revisions, historyLimit),
    leases: new Collection({ plural: 'leases', group: 'coordination.k8s.io' }, revisions, historyLimit),
  };
}

/** Every collection under the plural name that a URL uses. */
export function collectionsOf(cluster: Cluster): ReadonlyMap<string, ObjectCollection> {
  return new Map<string, ObjectCollection>([
    ['namespaces', cluster.namespaces],
    ['nodes', cluster.nodes],
    ['pods', cluster.pods],
    ['services', cluster.services],
    ['configmaps', cluster.configMaps],
    ['events', cluster.events],
    ['deployments', cluster.deployments],
    ['replicasets', cluster.replicaSets],
    ['networkpolicies', cluster.networkPolicies],
    ['leases', cluster.leases],
  ]);
}
