import { fieldAt, listAt, numberAt, recordAt, textAt, textsAt } from '../connect/kubernetes/fields.ts';
import { type Kubernetes, KubernetesError } from '../connect/kubernetes/index.ts';

/** How a deployment's pods are kept apart from each other and from the node. */
export interface WorkloadSafety {
  name: string;
  nonRoot: boolean;
  unprivileged: boolean;
  readOnlyRoot: boolean;
  seccomp: boolean;
  limits: boolean;
  /** A network policy selects its pods; null when the policies cannot be read. */
  isolated: boolean | null;
  /** There is a revision to go back to; null when replica sets cannot be read. */
  hasPrevious: boolean | null;
}

export interface NamespaceSafety {
  workloads: WorkloadSafety[];
  /** Why policies or replica sets could not be read; null when they were. */
  policiesProblem: string | null;
  revisionsProblem: string | null;
}

const REVISION = 'deployment.kubernetes.io/revision';

/**
 * How the deployments of a namespace are secured, by what the Pod Security Standards call restricted, with a root file
 * system that cannot be written and limits beside it.
 *
 * @throws KubernetesError when deployments cannot be listed
 */
export async function readWorkloadSafety(
  kubernetes: Pick<Kubernetes, 'listPages' | 'namespace'>,
  signal?: AbortSignal,
): Promise<NamespaceSafety> {
  const namespace = encodeURIComponent(kubernetes.namespace);
  const list = async (path: string): Promise<unknown[]> => {
    const items: unknown[] = [];
    for await (const page of kubernetes.listPages(path, { signal })) items.push(...page.items);
    return items;
  };
  const [deployments, policies, sets] = await Promise.all([
    list(`/apis/apps/v1/namespaces/${namespace}/deployments`),
    list(`/apis/networking.k8s.io/v1/namespaces/${namespace}/networkpolicies`).catch(reasonOf),
    list(`/apis/apps/v1/namespaces/${namespace}/replicasets`).catch(reasonOf),
  ]);
  return {
    workloads: deployments.map((deployment) => ({
      ...safetyOf(fieldAt(deployment, 'spec', 'template', 'spec')),
      name: textAt(deployment, 'metadata', 'name') ?? '',
      isolated: typeof policies === 'string' ? null : policies.some((policy) => selects(policy, deployment)),
      hasPrevious: typeof sets === 'string' ? null : hasPrevious(deployment, sets),
    })),
    policiesProblem: typeof policies === 'string' ? policies : null,
    revisionsProblem: typeof sets === 'string' ? sets : null,
  };
}

function reasonOf(error: unknown): string {
  if (error instanceof KubernetesError) return error.message;
  throw error;
}

function safetyOf(
  pod: unknown,
): Pick<WorkloadSafety, 'nonRoot' | 'unprivileged' | 'readOnlyRoot' | 'seccomp' | 'limits'> {
  const containers = [...listAt(pod, 'initContainers'), ...listAt(pod, 'containers')];
  const all = (holds: (container: unknown) => boolean) => containers.length > 0 && containers.every(holds);
  /** What a container says itself goes before what its pod says. */
  const said = (container: unknown, ...path: string[]) =>
    fieldAt(container, 'securityContext', ...path) ?? fieldAt(pod, 'securityContext', ...path);
  const shares = ['hostNetwork', 'hostPID', 'hostIPC'].some((name) => fieldAt(pod, name) === true);
  return {
    nonRoot: all((it) => said(it, 'runAsNonRoot') === true && said(it, 'runAsUser') !== 0),
    unprivileged:
      !shares &&
      all(
        (it) =>
          fieldAt(it, 'securityContext', 'privileged') !== true &&
          fieldAt(it, 'securityContext', 'allowPrivilegeEscalation') === false,
      ),
    readOnlyRoot: all((it) => fieldAt(it, 'securityContext', 'readOnlyRootFilesystem') === true),
    seccomp: all((it) => {
      const type = said(it, 'seccompProfile', 'type');
      return type === 'RuntimeDefault' || type === 'Localhost';
    }),
    limits: all((it) => {
      const limits = recordAt(it, 'resources', 'limits');
      return limits.cpu !== undefined && limits.memory !== undefined;
    }),
  };
}

/** An empty selector selects every pod; expressions are counted only where they are all of a kind that is known. */
function selects(policy: unknown, deployment: unknown): boolean {
  const types = listAt(policy, 'spec', 'policyTypes');
  if (types.length > 0 && !types.includes('Ingress')) return false;
  const labels = textsAt(deployment, 'spec', 'template', 'metadata', 'labels');
  const wanted = [...textsAt(policy, 'spec', 'podSelector', 'matchLabels')];
  return (
    wanted.every(([name, value]) => labels.get(name) === value) &&
    listAt(policy, 'spec', 'podSelector', 'matchExpressions').every((it) => holds(it, labels))
  );
}

function holds(expression: unknown, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(textAt(expression, 'key') ?? '');
  const values = listAt(expression, 'values');
  switch (textAt(expression, 'operator')) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    default:
      return false;
  }
}

function hasPrevious(deployment: unknown, sets: readonly unknown[]): boolean {
  const uid = textAt(deployment, 'metadata', 'uid');
  if (uid === null || numberAt(deployment, 'spec', 'revisionHistoryLimit') === 0) return false;
  const revisions = sets
    .filter((set) => listAt(set, 'metadata', 'ownerReferences').some((owner) => textAt(owner, 'uid') === uid))
    .flatMap((set) => textsAt(set, 'metadata', 'annotations').get(REVISION) ?? []);
  return new Set(revisions).size > 1;
}
