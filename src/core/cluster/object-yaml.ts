import { recordAt } from '../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../connect/kubernetes/index.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { hideSecretValues } from './hidden-values.ts';
import { toYaml } from './operations/text-diff.ts';
import { type ClusterKind, RESOURCES } from './resources.ts';

/**
 * An object as `kubectl get -o yaml` shows it, without managed fields and without what is secret.
 *
 * @param of nodes belong to no namespace; theirs is not looked at
 * @throws OperatorError `not-found` in words, or the server's refusal
 */
export async function readObjectYaml(options: {
  kubernetes: Pick<Kubernetes, 'request'>;
  redactor: Redactor;
  kind: ClusterKind;
  of: { namespace: string; name: string };
  signal?: AbortSignal | undefined;
}): Promise<string> {
  const { kubernetes, redactor, kind, of, signal } = options;
  const namespace = kind === 'nodes' ? null : of.namespace;
  const path = `${RESOURCES[kind].path(namespace)}/${encodeURIComponent(of.name)}`;
  const object = await kubernetes.request({ path, signal }).catch((error: unknown) => {
    if (!(error instanceof KubernetesError) || error.status !== 404) throw error;
    throw new OperatorError('not-found', `${of.name} is not in the cluster any more`, { cause: error });
  });
  const { managedFields: _, ...metadata } = recordAt(object, 'metadata');
  return redactor.text(toYaml(hideSecretValues({ ...recordAt(object), metadata })));
}
