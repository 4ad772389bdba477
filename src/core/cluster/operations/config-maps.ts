import { recordAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { ObjectName } from './target.ts';

/** Written by the server, or about this very object: of no use to whoever restores it. */
const OF_THE_SERVER = [
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'generation',
  'managedFields',
  'selfLink',
];

export function configMapsPath(namespace: string): string {
  return `/api/v1/namespaces/${encodeURIComponent(namespace)}/configmaps`;
}

export function configMapPath({ namespace, name }: ObjectName): string {
  return `${configMapsPath(namespace)}/${encodeURIComponent(name)}`;
}

export function configMapWords({ namespace, name }: ObjectName): string {
  return `config map ${namespace}/${name}`;
}

/** Null when there is none of that name. */
export async function findConfigMap(
  kubernetes: Pick<Kubernetes, 'request'>,
  of: ObjectName,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, unknown>> | null> {
  try {
    return recordAt(await kubernetes.request({ path: configMapPath(of), signal }));
  } catch (error) {
    if (error instanceof KubernetesError && error.status === 404) return null;
    throw error;
  }
}

/** @throws OperatorError `not-found` in words */
export async function readConfigMap(
  kubernetes: Pick<Kubernetes, 'request'>,
  of: ObjectName,
  signal?: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const found = await findConfigMap(kubernetes, of, signal);
  if (found !== null) return found;
  throw new OperatorError('not-found', `There is no ${configMapWords(of)}`, {
    hint: 'acgs cluster configmaps lists what there is.',
  });
}

/** As `kubectl get -o yaml` shows it: without managed fields. */
export function shown(configMap: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return withoutMetadata(configMap, ['managedFields']);
}

/** What can be applied again at any time, here or elsewhere. */
export function restorable(configMap: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return withoutMetadata(configMap, OF_THE_SERVER);
}

function withoutMetadata(
  configMap: Readonly<Record<string, unknown>>,
  dropped: readonly string[],
): Record<string, unknown> {
  const kept = Object.entries(recordAt(configMap, 'metadata')).filter(([key]) => !dropped.includes(key));
  return { ...configMap, metadata: Object.fromEntries(kept) };
}
