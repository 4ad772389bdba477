import type { Cluster } from '../../cluster/index.ts';
import {
  meetsTarget,
  type Threshold,
  type ThresholdId,
  thresholdOf,
} from '../../connect/profile/thresholds.ts';
import { percent } from '../../kernel/percent.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { scope } from './cluster-seen.ts';
import { foundOut, lookAction, MARKS, type Verdict, worstOf } from './look-action.ts';

/** What a node uses of what pods may use, or a pod of its limit. */
interface Usage {
  name: string;
  cpu: number | null;
  memory: number | null;
  /** What it uses, where there is no share to tell. */
  text: string;
}

const MOST_LINES = 20;
const MEBIBYTE = 1_048_576;

/** Who uses how much, held against the targets for CPU and memory. */
export function usageLooks(options: {
  cluster: Pick<Cluster, 'top'>;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
}): ActionKind[] {
  const { cluster, thresholds } = options;
  const cpuLimit = thresholdOf(thresholds, 'cpu');
  const memoryLimit = thresholdOf(thresholds, 'memory');
  const verdictOn = ({ cpu, memory }: Usage): Verdict => {
    const isOver = (share: number | null, limit: Threshold) => share !== null && !meetsTarget(limit, share);
    if (isOver(cpu, cpuLimit) || isOver(memory, memoryLimit)) return 'fail';
    return cpu === null || memory === null ? 'unknown' : 'pass';
  };
  return [
    lookAction({
      name: 'cluster.top',
      async look({ require, of, namespace }, { signal }) {
        const where = of === 'nodes' ? ({ context: null, namespaces: 'all' } as const) : scope(namespace);
        const { items } = await cluster.top(of, { ...where, by: 'cpu', signal });
        const usages = items.map(usageOf).toSorted((one, other) => highest(other) - highest(one));
        const verdicts = usages.map(verdictOn);
        const verdict = worstOf(verdicts);
        const [worst] = usages;
        const words = worst === undefined ? `There are no ${of}` : `Most is used by ${usageWords(worst)}`;
        const lines = usages
          .slice(0, MOST_LINES)
          .map((usage) => `${MARKS[verdictOn(usage)]} ${usageWords(usage)}`);
        const more = usages.length - lines.length;
        const output = {
          worst: worst?.name ?? null,
          cpu: worst?.cpu ?? null,
          memory: worst?.memory ?? null,
          lines: [
            ...lines,
            ...(more > 0 ? [`${MARKS[worstOf(verdicts.slice(MOST_LINES))]} and ${more} more`] : []),
          ],
        };
        return foundOut({ verdict, words, output, require });
      },
    }),
  ];
}

type Row = Awaited<ReturnType<Cluster['top']>>['items'][number];

function usageOf(row: Row): Usage {
  const { name, cpuCores, memoryBytes } = row;
  const used = [
    cpuCores === null ? 'CPU not known' : `CPU ${Math.round(cpuCores * 1000)}m`,
    memoryBytes === null ? 'memory not known' : `memory ${Math.round(memoryBytes / MEBIBYTE)}Mi`,
  ].join(', ');
  if ('cpuShare' in row) return { name, cpu: row.cpuShare, memory: row.memoryShare, text: used };
  return {
    name,
    cpu: shareOf(cpuCores, row.cpuLimitCores),
    memory: shareOf(memoryBytes, row.memoryLimitBytes),
    text: used,
  };
}

function shareOf(used: number | null, limit: number | null): number | null {
  return used === null || limit === null || limit <= 0 ? null : used / limit;
}

function highest({ cpu, memory }: Usage): number {
  return Math.max(cpu ?? -1, memory ?? -1);
}

function usageWords({ name, cpu, memory, text }: Usage): string {
  if (cpu === null && memory === null) return `${name}: ${text}, of no limit that is known`;
  const share = (value: number | null) => (value === null ? 'not known' : percent(value));
  return `${name}: CPU ${share(cpu)}, memory ${share(memory)}`;
}
