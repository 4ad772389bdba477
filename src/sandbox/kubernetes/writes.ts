import { isDeepStrictEqual } from 'node:util';
import { isRecord } from '../record.ts';
import type { Admission } from './admission.ts';
import { apiErrors } from './api-error.ts';
import type { ObjectCollection } from './collection.ts';
import type { Kubelet } from './controllers/kubelet.ts';
import { written } from './managed-fields.ts';
import { type KubernetesObject, podSchema } from './objects.ts';
import { applyPatch } from './patch.ts';
import { type Cluster, collectionsOf, type Resource } from './resources.ts';
import type { Target } from './target.ts';

/** How something is written, and by whom. */
interface Manner {
  dryRun: boolean;
  manager: string;
}

/**
 * The changing half of the API: each call either happened as a whole or threw an `ApiError`. A dry run is
 * checked and answered as ever, and nothing is stored.
 */
export interface Writes {
  create(target: Target, body: unknown, how: Manner): KubernetesObject;
  replace(target: Target, name: string, body: unknown, how: Manner): unknown;
  patch(target: Target, name: string, patch: unknown, contentType: string, how: Manner): unknown;
  remove(target: Target, name: string, dryRun: boolean): unknown;
  scaleOf(target: Target, name: string): unknown;
}

export function createWrites(
  cluster: Cluster,
  admission: Admission,
  kubelet: Kubelet,
  now: () => number,
): Writes {
  const collections = collectionsOf(cluster);
  const of = (resource: Resource): ObjectCollection => {
    const collection = collections.get(resource.plural);
    if (collection === undefined) {
      throw apiErrors.noSuchPath();
    }
    return collection;
  };

  /** A write that changes nothing leaves the version alone, as in etcd. */
  const put = (resource: Resource, stored: KubernetesObject, next: KubernetesObject, how: Manner) => {
    const claimed = next.metadata.resourceVersion;
    if (claimed !== '' && claimed !== stored.metadata.resourceVersion) {
      throw apiErrors.conflict(resource, stored.metadata.name);
    }
    const unversioned = (object: KubernetesObject) => ({
      ...object,
      metadata: { ...object.metadata, resourceVersion: '', managedFields: [] },
    });
    if (isDeepStrictEqual(unversioned(stored), unversioned(next))) {
      return stored;
    }
    const after = isStatusAlone(stored, next)
      ? next
      : written(next, { manager: how.manager, atMs: now() }, stored);
    return how.dryRun ? after : of(resource).replace(after);
  };

  const update = (target: Target, stored: KubernetesObject, body: unknown, how: Manner): unknown => {
    const { resource, subresource } = target;
    if (subresource === 'scale') {
      return scaleObject(put(resource, stored, withReplicas(resource, stored, body), how));
    }
    if (subresource !== undefined && subresource !== 'status') {
      throw apiErrors.methodNotAllowed();
    }
    return put(
      resource,
      stored,
      admission.forUpdate(resource, stored, body, subresource === 'status' ? 'status' : 'all'),
      how,
    );
  };

  return {
    create({ resource, namespace }, body, { dryRun, manager }) {
      if (
        resource.namespaced &&
        (namespace === undefined || !cluster.namespaces.find(undefined, namespace))
      ) {
        throw apiErrors.notFound({ plural: 'namespaces', group: '' }, namespace ?? '');
      }
      const object = written(admission.forCreate(resource, namespace, body), { manager, atMs: now() });
      if (dryRun && of(resource).find(namespace, object.metadata.name) === undefined) {
        return object;
      }
      return of(resource).create(object);
    },
    replace(target, name, body, how) {
      const stored = of(target.resource).get(target.namespace, name);
      return update(target, stored, body, how);
    },
    patch(target, name, patch, contentType, how) {
      const stored = of(target.resource).get(target.namespace, name);
      const before = target.subresource === 'scale' ? scaleObject(stored) : stored;
      return update(target, stored, applyPatch(before, patch, contentType), how);
    },
    remove({ resource, namespace }, name, dryRun) {
      const collection = of(resource);
      const stored = collection.get(namespace, name);
      if (dryRun) {
        return stored;
      }
      if (resource.kind === 'Pod') {
        kubelet.terminate(podSchema.parse(stored));
        return collection.find(namespace, name) ?? stored;
      }
      if (resource.kind === 'Namespace') {
        for (const inner of ['deployments', 'services', 'configmaps', 'events']) {
          for (const object of collections.get(inner)?.list(name) ?? []) {
            collections.get(inner)?.remove(name, object.metadata.name);
          }
        }
      }
      collection.remove(namespace, name);
      return {
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { name, group: resource.group, kind: resource.plural, uid: stored.metadata.uid },
      };
    },
    scaleOf: ({ resource, namespace }, name) => scaleObject(of(resource).get(namespace, name)),
  };
}

/** Managers own what is wanted; the status is written by controllers. */
function isStatusAlone(stored: KubernetesObject, next: KubernetesObject): boolean {
  const wanted = ({ metadata: _metadata, status: _status, ...rest }: KubernetesObject) => rest;
  const labels = ({ metadata }: KubernetesObject) => [metadata.labels, metadata.annotations];
  return isDeepStrictEqual(wanted(stored), wanted(next)) && isDeepStrictEqual(labels(stored), labels(next));
}

function scaleObject(object: KubernetesObject): unknown {
  const spec = isRecord(object.spec) ? object.spec : {};
  const status = isRecord(object.status) ? object.status : {};
  const labels =
    isRecord(spec.selector) && isRecord(spec.selector.matchLabels) ? spec.selector.matchLabels : {};
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: { replicas: spec.replicas ?? 0 },
    status: {
      replicas: status.replicas ?? 0,
      selector: Object.entries(labels)
        .map(([key, value]) => `${key}=${String(value)}`)
        .join(','),
    },
  };
}

function withReplicas(resource: Resource, stored: KubernetesObject, scale: unknown): KubernetesObject {
  const replicas = isRecord(scale) && isRecord(scale.spec) ? (scale.spec.replicas ?? 0) : undefined;
  if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0) {
    throw apiErrors.invalid(
      resource.kind,
      stored.metadata.name,
      'spec.replicas: must be greater than or equal to 0',
    );
  }
  const metadata = isRecord(scale) && isRecord(scale.metadata) ? scale.metadata : {};
  const spec = isRecord(stored.spec) ? stored.spec : {};
  const changed = spec.replicas !== replicas;
  const { generation = 1 } = stored.metadata;
  return {
    ...stored,
    metadata: {
      ...stored.metadata,
      resourceVersion: String(metadata.resourceVersion ?? ''),
      generation: changed ? generation + 1 : generation,
    },
    spec: { ...spec, replicas },
  };
}
