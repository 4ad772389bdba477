import { z } from 'zod';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { KubernetesError } from '../../connect/kubernetes/index.ts';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { Permission } from '../../operate/operation.ts';

/** What the operations on the cluster work with. */
export interface ClusterAccess {
  connect: () => Promise<Kubernetes>;
  clock: Clock;
  /** For what an operator is shown of values. */
  redactor: Redactor;
}

/** DNS-1123 subdomain, as the API server wants names. */
export const nameSchema = z
  .string()
  .max(253)
  .regex(/^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, 'must be lower-case letters, digits, "-" and "."');

export interface ObjectName {
  namespace: string;
  name: string;
}

/** Whom the API server shows as the author of our changes. */
export const FIELD_MANAGER = 'acgs-control-center';

export function deploymentPath({ namespace, name }: ObjectName): string {
  return `/apis/apps/v1/namespaces/${encodeURIComponent(namespace)}/deployments/${encodeURIComponent(name)}`;
}

export function deploymentWords({ namespace, name }: ObjectName): string {
  return `deployment ${namespace}/${name}`;
}

export function deploymentPermission(verb: string, of: ObjectName, subresource?: string): Permission {
  return {
    verb,
    group: 'apps',
    resource: 'deployments',
    ...(subresource === undefined ? {} : { subresource }),
    namespace: of.namespace,
    name: of.name,
  };
}

/** @throws OperatorError `not-found` in words, or the server's refusal */
export async function readDeployment(
  kubernetes: Pick<Kubernetes, 'request'>,
  of: ObjectName,
  signal?: AbortSignal,
): Promise<unknown> {
  return kubernetes.request({ path: deploymentPath(of), signal }).catch((error: unknown) => {
    if (error instanceof KubernetesError && error.status === 404) {
      throw new OperatorError('not-found', `There is no ${deploymentWords(of)}`, {
        hint: 'acgs cluster deployments lists what there is.',
        cause: error,
      });
    }
    throw error;
  });
}
