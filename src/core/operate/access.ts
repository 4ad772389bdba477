import { fieldAt } from '../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../connect/kubernetes/index.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Permission } from './operation.ts';

/** Gives those of the permissions that the cluster would not grant. */
export type ReviewAccess = (
  permissions: readonly Permission[],
  signal: AbortSignal,
) => Promise<readonly Permission[]>;

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';

/** Asks the cluster itself, the way `kubectl auth can-i` does. */
export function createAccessReview(connect: () => Promise<Pick<Kubernetes, 'request'>>): ReviewAccess {
  return async (permissions, signal) => {
    if (permissions.length === 0) return [];
    const kubernetes = await connect();
    const allowed = async (permission: Permission): Promise<boolean> => {
      try {
        const answer = await kubernetes.request({
          method: 'POST',
          path: REVIEWS,
          body: {
            apiVersion: 'authorization.k8s.io/v1',
            kind: 'SelfSubjectAccessReview',
            spec: { resourceAttributes: permission },
          },
          signal,
        });
        return fieldAt(answer, 'status', 'allowed') === true;
      } catch (error) {
        // A cluster that does not say beforehand says it when asked to act.
        if (error instanceof KubernetesError && (error.status === 403 || error.status === 404)) return true;
        throw error;
      }
    };
    const answers = await Promise.all(permissions.map(allowed));
    return permissions.filter((_, index) => answers[index] !== true);
  };
}

/** `patch deployments.apps "governance" in namespace acgs-production`. */
function permissionWords(permission: Permission): string {
  const { verb, group, resource, subresource, namespace, name } = permission;
  const what = `${resource}${group === '' ? '' : `.${group}`}${subresource ? `/${subresource}` : ''}`;
  return `${verb} ${what} "${name}" in namespace ${namespace}`;
}

/** `you lack the permission to patch deployments.apps "governance" in namespace acgs-production`. */
export function missingWords(missing: readonly Permission[]): string {
  return `you lack the permission to ${missing.map(permissionWords).join('; ')}`;
}

export function missingPermission(target: string, missing: readonly Permission[]): OperatorError {
  return new OperatorError(
    'forbidden',
    `The cluster does not allow it: for ${target} ${missingWords(missing)}`,
    { hint: 'Ask whoever runs the cluster for a role that has it.' },
  );
}
