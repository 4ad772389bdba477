import { isDeepStrictEqual } from 'node:util';
import { noise } from '../noise.ts';
import { isRecord } from '../record.ts';
import { apiErrors } from './api-error.ts';
import { deploymentSchema, type KubernetesObject, timestamp } from './objects.ts';
import type { Resource } from './resources.ts';
import { matchesSelector } from './selectors.ts';

/**
 * What an API server does to an object between request and store: defaults, validation, and the metadata
 * that is not the client's to say.
 */
export interface Admission {
  forCreate(resource: Resource, namespace: string | undefined, body: unknown): KubernetesObject;
  /** @param part `status` keeps everything but the status; `all` keeps the status, as the real server does */
  forUpdate(
    resource: Resource,
    stored: KubernetesObject,
    body: unknown,
    part: 'all' | 'status',
  ): KubernetesObject;
}

export function createAdmission(now: () => number): Admission {
  let generated = 0;
  return {
    forCreate(resource, namespace, body) {
      const object = read(resource, body);
      if (object.metadata.namespace !== undefined && object.metadata.namespace !== namespace) {
        throw apiErrors.badRequest(
          'the namespace of the provided object does not match the namespace sent on the request',
        );
      }
      generated += 1;
      const { generateName } = object.metadata;
      const name =
        object.metadata.name === '' && generateName !== undefined
          ? `${generateName}${noise(generated, generateName).toString(36).slice(2, 7)}`
          : object.metadata.name;
      if (name === '') {
        throw apiErrors.invalid(
          resource.kind,
          '',
          'metadata.name: Required value: name or generateName is required',
        );
      }
      if (!/^[a-z0-9]([a-z0-9.:-]*[a-z0-9])?$/.test(name)) {
        throw apiErrors.invalid(
          resource.kind,
          name,
          `metadata.name: Invalid value: "${name}": a DNS-1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'`,
        );
      }
      return {
        ...object,
        metadata: {
          ...object.metadata,
          name,
          ...(namespace === undefined ? {} : { namespace }),
          uid: crypto.randomUUID(),
          resourceVersion: '',
          creationTimestamp: timestamp(now()),
          ...(isGenerational(resource) ? { generation: 1 } : {}),
        },
        ...initialStatus(resource),
      };
    },
    forUpdate(resource, stored, body, part) {
      const object = read(resource, body);
      if (object.metadata.name !== stored.metadata.name) {
        throw apiErrors.badRequest(
          `the name of the object (${object.metadata.name}) does not match the name on the URL (${stored.metadata.name})`,
        );
      }
      const { resourceVersion } = object.metadata;
      if (part === 'status') {
        return {
          ...stored,
          metadata: { ...stored.metadata, resourceVersion },
          status: object.status,
        };
      }
      const changed = !isDeepStrictEqual(object.spec, stored.spec);
      const { generation, creationTimestamp, uid, namespace } = stored.metadata;
      return {
        ...object,
        metadata: {
          ...object.metadata,
          uid,
          creationTimestamp,
          ...(namespace === undefined ? {} : { namespace }),
          ...(generation === undefined ? {} : { generation: changed ? generation + 1 : generation }),
        },
        ...('status' in stored && resource.subresources.includes('status') ? { status: stored.status } : {}),
      };
    },
  };
}

/** What a client says of the status of something new is not heard. */
function initialStatus({ kind }: Resource): { status?: unknown } {
  switch (kind) {
    case 'Pod':
      return { status: { phase: 'Pending', qosClass: 'BestEffort' } };
    case 'Deployment':
      return { status: {} };
    case 'ReplicaSet':
      return { status: { replicas: 0 } };
    default:
      return {};
  }
}

function isGenerational(resource: Resource): boolean {
  return resource.group === 'apps';
}

function read(resource: Resource, body: unknown): KubernetesObject {
  if (!isRecord(body)) {
    throw apiErrors.badRequest('the body of the request is not an object');
  }
  const { apiVersion, kind } = body;
  const expected = resource.group === '' ? resource.version : `${resource.group}/${resource.version}`;
  if ((apiVersion ?? expected) !== expected || (kind ?? resource.kind) !== resource.kind) {
    throw apiErrors.badRequest(
      `${String(kind)} in version "${String(apiVersion)}" cannot be handled as a ${resource.kind}`,
    );
  }
  const parsed = resource.schema.safeParse({
    metadata: {},
    ...body,
    apiVersion: expected,
    kind: resource.kind,
  });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw apiErrors.invalid(
      resource.kind,
      isRecord(body.metadata) ? String(body.metadata.name ?? '') : '',
      `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'Invalid value'}`,
    );
  }
  return resource.kind === 'Deployment' ? completeDeployment(parsed.data) : parsed.data;
}

function completeDeployment(object: KubernetesObject): KubernetesObject {
  const deployment = deploymentSchema.parse(object);
  const { name } = deployment.metadata;
  const labels = deployment.spec.template.metadata.labels ?? {};
  if (!matchesSelector(deployment.spec.selector, labels)) {
    throw apiErrors.invalid(
      'Deployment',
      name,
      'spec.template.metadata.labels: Invalid value: `selector` does not match template `labels`',
    );
  }
  const { strategy } = deployment.spec;
  return {
    ...deployment,
    spec: {
      ...deployment.spec,
      strategy:
        strategy.type === 'Recreate'
          ? { type: 'Recreate' }
          : {
              type: 'RollingUpdate',
              rollingUpdate: { maxSurge: '25%', maxUnavailable: '25%', ...strategy.rollingUpdate },
            },
      template: {
        ...deployment.spec.template,
        metadata: { creationTimestamp: null, ...deployment.spec.template.metadata },
        spec: {
          restartPolicy: 'Always',
          terminationGracePeriodSeconds: 30,
          dnsPolicy: 'ClusterFirst',
          schedulerName: 'default-scheduler',
          ...deployment.spec.template.spec,
        },
      },
    },
  };
}
