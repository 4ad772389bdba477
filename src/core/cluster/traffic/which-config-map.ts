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
 * The config maps that the features may go by: the one that the profile names, else whichever of both usual names
 * there is, the first one first.
 *
 * @throws OperatorError `not-found` without one
 */
export async function configMapsOf(
  kubernetes: Pick<Kubernetes, 'request'>,
  { namespace, named }: ConfigMapNames,
  signal: AbortSignal,
): Promise<ObjectName[]> {
  if (named !== undefined) return [{ namespace, name: named }];
  const found: ObjectName[] = [];
  for (const name of CONFIG_MAPS) {
    const of = { namespace, name };
    if ((await findConfigMap(kubernetes, of, signal)) !== null) found.push(of);
  }
  if (found.length > 0) return found;
  throw new OperatorError('not-found', `There is no config map ${CONFIG_MAPS.join(' or ')} in ${namespace}`, {
    hint: NAME_IT,
  });
}

/** @throws OperatorError `conflict` where both names are there and nobody says which one counts */
export function requireOne(found: readonly ObjectName[]): void {
  if (found.length === 1) return;
  const both = found.map(configMapWords).join(' and ');
  throw new OperatorError('conflict', `${both} are both there: which one the traffic goes by is not known`, {
    hint: NAME_IT,
  });
}

const NAME_IT = 'Name the one that mlops-manager reads in the profile, as cluster.configMap.';
