import { textAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import type { Writing } from '../../connect/kubernetes/managed-fields.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Permission } from '../../operate/operation.ts';
import { deletedMeanwhile } from '../operations/conflict.ts';
import type { ObjectName } from '../operations/target.ts';
import type { DriverId, Settable } from './driver.ts';
import type { PatchOperation } from './splits.ts';

/** What an object of the cluster says of the share. */
export interface Weights {
  /** 0 to 100; null: it does not tell. */
  percentage: number | null;
  /** Why it does not. */
  note: string | null;
  /** Whether the share, where it is that already, is written as we write it. */
  isPlain: boolean;
  settable: Settable;
  patch(percentage: number): PatchOperation[];
  /** What an operator should know of them. */
  notes: string[];
}

/** A kind of objects whose weights are the share, and the one that the profile names. */
export interface WeightedObject {
  id: DriverId;
  title: string;
  can: string;
  /** `canary ingress acgs-production/mlops-canary` */
  words: string;
  of: ObjectName;
  group: string;
  plural: string;
  /** What brings the kind to a cluster, where it is not its own. */
  comesWith: string;
  /**
   * @throws OperatorError `conflict`: it is not an object whose weights mean a share, or one that has no place for
   *   this one
   */
  weightsIn(object: unknown): Weights;
  /** What of it is shown as a diff. */
  shown(object: unknown): unknown;
  moverOf(object: unknown): Writing | null;
}

export function weightPermission({ group, plural, of }: WeightedObject): Permission {
  return { verb: 'patch', group, resource: plural, ...of };
}

/** Its path at the version of the API that the cluster prefers. @throws OperatorError `not-found` where it knows none */
export async function pathOfWeighted(
  kubernetes: Pick<Kubernetes, 'request'>,
  {
    group,
    plural,
    of,
    words,
    comesWith,
  }: Pick<WeightedObject, 'group' | 'plural' | 'of' | 'words' | 'comesWith'>,
  signal: AbortSignal,
): Promise<string> {
  const found = await kubernetes.request({ path: `/apis/${group}`, signal }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new OperatorError(
      'not-found',
      `There is no ${words}: the cluster does not know ${plural}.${group}, which comes with ${comesWith}`,
      { hint: 'Install it, or name another driver in the profile (rollouts.driver).', cause: error },
    );
  });
  const version = textAt(found, 'preferredVersion', 'version') ?? 'v1';
  const [namespace, name] = [of.namespace, of.name].map(encodeURIComponent);
  return `/apis/${group}/${version}/namespaces/${namespace}/${plural}/${name}`;
}

/** @throws OperatorError `not-found` in words */
export async function readWeighted(
  kubernetes: Pick<Kubernetes, 'request'>,
  path: string,
  words: string,
  signal: AbortSignal,
): Promise<unknown> {
  return kubernetes.request({ path, signal }).catch((error: unknown) => {
    if (!isNotFound(error)) throw error;
    throw new OperatorError('not-found', `There is no ${words}`, {
      hint: 'Look at the name and the namespace in the profile (rollouts).',
      cause: error,
    });
  });
}

/** Patches it. @throws OperatorError `not-found` in words, where somebody deleted it since it was read */
export async function patchWeighted(
  kubernetes: Pick<Kubernetes, 'request'>,
  request: Parameters<Kubernetes['request']>[0],
  words: string,
): Promise<unknown> {
  return kubernetes.request({ ...request, method: 'PATCH' }).catch((error: unknown) => {
    throw isNotFound(error) ? deletedMeanwhile(words, error) : error;
  });
}

function isNotFound(error: unknown): boolean {
  return error instanceof KubernetesError && error.status === 404;
}
