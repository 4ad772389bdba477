import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { CONFIG_MAPS } from '../../connect/profile/schema.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { configMapWords, findConfigMap } from '../operations/config-maps.ts';
import type { ObjectName } from '../operations/target.ts';

export interface ConfigMapNames {
  namespace: string;
  /** In the profile; left out: the one of both usual names that there is. */
  named?: string | undefined;
}

/**
 * The config map that the features go by.
 *
 * @throws OperatorError `not-found` without one, `conflict` where both names are there and nobody says which one counts
 */
export async function configMapOf(
  kubernetes: Pick<Kubernetes, 'request'>,
  { namespace, named }: ConfigMapNames,
  signal: AbortSignal,
): Promise<ObjectName> {
  if (named !== undefined) return { namespace, name: named };
  const found: ObjectName[] = [];
  for (const name of CONFIG_MAPS) {
    const of = { namespace, name };
    if ((await findConfigMap(kubernetes, of, signal)) !== null) found.push(of);
  }
  const [first, second] = found;
  const hint = 'Name the one that mlops-manager reads in the profile, as cluster.configMap.';
  if (first === undefined) {
    throw new OperatorError(
      'not-found',
      `There is no config map ${CONFIG_MAPS.join(' or ')} in ${namespace}`,
      { hint },
    );
  }
  if (second !== undefined) {
    const both = `${configMapWords(first)} and ${configMapWords(second)} are both there`;
    throw new OperatorError('conflict', `${both}: which one the traffic goes by is not known`, { hint });
  }
  return first;
}
