import { fieldAt, listAt, textAt, textsAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import { OperatorError, type Problem, problemOf } from '../../kernel/errors.ts';
import { type LogPod, readPod } from './pods.ts';

/** Whose logs are read. `either` is what an operator typed without saying which: a pod comes first. */
export type LogTargetName =
  | { kind: 'pod' | 'deployment' | 'either'; name: string; namespace: string }
  | { kind: 'selector'; selector: string; namespace: string };

export interface LogTarget {
  /** Pods that come later belong to it too. */
  grows: boolean;
  /** The pods there are now, by name. */
  look(signal: AbortSignal): Promise<LogPod[]>;
}

/** DNS-1123 subdomain, as the API server wants names. */
const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;

/**
 * All targets as one. One that is not there, while others are, is told in `absent`.
 *
 * @throws OperatorError `usage`, `not-found`, `forbidden`, or whatever keeps the server from answering
 */
export async function findTargets(
  kubernetes: Pick<Kubernetes, 'request'>,
  names: readonly LogTargetName[],
  signal: AbortSignal,
): Promise<LogTarget & { absent: { name: LogTargetName; problem: Problem }[] }> {
  const targets: LogTarget[] = [];
  const absent: { name: LogTargetName; problem: Problem }[] = [];
  let lastError: unknown = new OperatorError('usage', 'Nothing is named whose log could be read');
  for (const name of names) {
    try {
      targets.push(await findTarget(kubernetes, name, signal));
    } catch (error) {
      const problem = problemOf(error);
      if (problem.code !== 'not-found') throw error;
      lastError = error;
      absent.push({ name, problem });
    }
  }
  if (targets.length === 0) throw lastError;
  return {
    absent,
    grows: targets.some(({ grows }) => grows),
    async look(stop) {
      const found = await Promise.all(targets.map((target) => target.look(stop)));
      return [...new Map(found.flat().map((pod) => [pod.uid, pod])).values()];
    },
  };
}

async function findTarget(
  kubernetes: Pick<Kubernetes, 'request'>,
  wanted: LogTargetName,
  signal: AbortSignal,
): Promise<LogTarget> {
  const { namespace } = wanted;
  checkName(namespace);
  const inNamespace = `namespaces/${namespace}`;
  if (wanted.kind === 'selector') {
    const labelSelector = wanted.selector;
    if (labelSelector.trim() === '') {
      throw new OperatorError('usage', 'The label selector is empty', { hint: 'Such as app=web.' });
    }
    return { grows: true, look: podsWith(kubernetes, namespace, labelSelector) };
  }
  const { kind, name } = wanted;
  checkName(name);
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
      grows: false,
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
  const selector = selectorText(fieldAt(deployment, 'spec', 'selector'));
  return { grows: true, look: podsWith(kubernetes, namespace, selector) };
}

/** Whose logs are meant, for words. */
export function targetWords(wanted: LogTargetName): string {
  return wanted.kind === 'selector' ? wanted.selector : wanted.name;
}

function checkName(name: string): void {
  if (NAME.test(name)) return;
  throw new OperatorError('usage', `${JSON.stringify(name)} cannot be the name of anything in a cluster`, {
    hint: 'Names are lower-case letters, digits, "-" and ".".',
  });
}

function podsWith(
  kubernetes: Pick<Kubernetes, 'request'>,
  namespace: string,
  labelSelector: string,
): LogTarget['look'] {
  return async (signal) => {
    const path = `/api/v1/namespaces/${namespace}/pods`;
    try {
      const list = await kubernetes.request({ path, query: { labelSelector }, signal });
      return listAt(list, 'items')
        .map(readPod)
        .filter((pod) => pod !== null)
        .sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
      throw inWords(error, { verb: 'list', resource: 'pods', namespace });
    }
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
