import type { NamespaceSafety, WorkloadSafety } from '../../observe/workload-safety.ts';
import type { Check } from '../checks.ts';

const SOURCE = 'pod security of the deployments';
const MOST_NAMES = 5;

const RULES: readonly { expected: string; lacks: string; of: (it: WorkloadSafety) => boolean | null }[] = [
  { expected: 'runs as no root', lacks: 'may run as root', of: (it) => it.nonRoot },
  {
    expected: 'has no privileges of the node, and gets none',
    lacks: 'may get privileges',
    of: (it) => it.unprivileged,
  },
  {
    expected: 'cannot write its root file system',
    lacks: 'can write its root file system',
    of: (it) => it.readOnlyRoot,
  },
  {
    expected: 'is kept to usual system calls',
    lacks: 'is not kept to usual system calls',
    of: (it) => it.seccomp,
  },
  { expected: 'has limits of CPU and memory', lacks: 'has no limits', of: (it) => it.limits },
  {
    expected: 'is selected by a network policy',
    lacks: 'is selected by no network policy',
    of: (it) => it.isolated,
  },
];

/** Sandbox isolation: each of the rules over all deployments of the namespace, by the share that keeps it. */
export function isolationChecks({ workloads, policiesProblem }: NamespaceSafety, at: number): Check[] {
  return RULES.map(({ expected, lacks, of }) => {
    const found = shareOf(workloads, of, lacks);
    const says = found.value === null && policiesProblem !== null ? policiesProblem : found.says;
    return { source: SOURCE, expected, at, value: found.value, says: says ?? `each deployment ${expected}` };
  });
}

/** How many of the deployments keep to something; `says` names those that do not. */
export function shareOf(
  workloads: readonly WorkloadSafety[],
  of: (it: WorkloadSafety) => boolean | null,
  lacks: string,
): { value: number | null; says: string | null } {
  if (workloads.length === 0) return { value: null, says: 'there is no deployment to be looked at' };
  if (workloads.some((it) => of(it) === null)) return { value: null, says: null };
  const lacking = workloads.filter((it) => of(it) === false).map(({ name }) => name);
  if (lacking.length === 0) return { value: 1, says: null };
  const more = lacking.length - MOST_NAMES;
  const names = `${lacking.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return { value: 1 - lacking.length / workloads.length, says: `${names} ${lacks}` };
}
