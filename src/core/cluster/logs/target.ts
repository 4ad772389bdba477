import { fieldAt, listAt, textAt, textsAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { type LogPod, readPod } from './pods.ts';

/** Whose logs are read. `either` is what an operator typed without saying which: a pod comes first. */
export interface LogTargetName {
  kind: 'pod' | 'deployment' | 'either';
  name: string;
  namespace: string;
}

export interface LogTarget {
  kind: 'pod' | 'deployment';
  /** The pods there are now, by name. */
  look(signal: AbortSignal): Promise<LogPod[]>;
}

/** DNS-1123 subdomain, as the API server wants names. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/** @throws OperatorError `usage`, `not-found`, `forbidden`, or whatever keeps the server from answering */
export async function findTarget(
  kubernetes: Pick<Kubernetes, 'request'>,
  { kind, name, namespace }: LogTargetName,
  signal: AbortSignal,
): Promise<LogTarget> {
  for (const each of [name, namespace]) {
    if (!NAME.test(each)) {
      throw new OperatorError(
        'usage',
        `${JSON.stringify(each)} cannot be the name of anything in a cluster`,
        {
          hint: 'Names are lower-case letters, digits, "-" and ".".',
        },
      );
    }
  }
  const inNamespace = `namespaces/${namespace}`;
  const podPath = `/api/v1/${inNamespace}/pods/${name}`;
  const ask = async (path: string, resource: string) => {
    try {
      return await kubernetes.request({ path, signal });
    } catch (error) {
      if (error instanceof KubernetesError && error.status === 404) return null;
      throw inWords(error, { verb: 'get', resource, namespace });
    }
  };

  if (kind !== 'deployment' && (await ask(podPath, 'pods')) !== null) {
    return {
      kind: 'pod',
      look: async (stop) => {
        try {
          const pod = readPod(await kubernetes.request({ path: podPath, signal: stop }));
          return pod ? [pod] : [];
        } catch (error) {
          if (error instanceof KubernetesError && error.status === 404) return [];
          throw inWords(error, { verb: 'get', resource: 'pods', namespace });
        }
      },
    };
  }
  const deployment =
    kind === 'pod' ? null : await ask(`/apis/apps/v1/${inNamespace}/deployments/${name}`, 'deployments');
  if (deployment === null) {
    const what = kind === 'either' ? 'pod or deployment' : kind;
    throw new OperatorError('not-found', `There is no ${what} "${name}" in the namespace ${namespace}`, {
      hint: 'acgs cluster pods and acgs cluster deployments list what there is.',
    });
  }
  const labelSelector = selectorText(fieldAt(deployment, 'spec', 'selector'));
  return {
    kind: 'deployment',
    async look(stop) {
      const path = `/api/v1/${inNamespace}/pods`;
      try {
        const list = await kubernetes.request({ path, query: { labelSelector }, signal: stop });
        return listAt(list, 'items')
          .map(readPod)
          .filter((pod) => pod !== null)
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      } catch (error) {
        throw inWords(error, { verb: 'list', resource: 'pods', namespace });
      }
    },
  };
}

/** A refusal names the permission that is missing; everything else stays what it is. */
export function inWords(
  error: unknown,
  { verb, resource, namespace }: { verb: string; resource: string; namespace: string },
): unknown {
  if (!(error instanceof KubernetesError) || error.status !== 403) return error;
  return new OperatorError(
    'forbidden',
    `The permission to ${verb} ${resource} in the namespace ${namespace} is missing`,
    { hint: `Ask whoever runs the cluster for a role that allows "${verb}" on "${resource}".`, cause: error },
  );
}

/** A label selector as a query has it. */
function selectorText(selector: unknown): string {
  const equal = [...textsAt(selector, 'matchLabels')].map(([key, value]) => `${key}=${value}`);
  const expressions = listAt(selector, 'matchExpressions').map((expression) => {
    const key = textAt(expression, 'key') ?? '';
    const values = listAt(expression, 'values').join(',');
    switch (textAt(expression, 'operator')) {
      case 'In':
        return `${key} in (${values})`;
      case 'NotIn':
        return `${key} notin (${values})`;
      case 'DoesNotExist':
        return `!${key}`;
      default:
        return key;
    }
  });
  return [...equal, ...expressions].join(',');
}
