import type { ResourceUse } from '../observe/usage.ts';
import type { UsageFeed } from './usage-feed.ts';

/** What a node or a pod uses, as it is kept. */
export interface UsageRow {
  /** `node NAME` or `pod NAMESPACE/NAME`. */
  key: string;
  cpuCores: number;
  memoryBytes: number;
}

/** Usage changes with every measurement; kept once a minute and not finer than anybody reads. */
export const USAGE_LEAST_MS = 60_000;
const MEMORY_STEP_BYTES = 1_048_576;
const CPU_STEPS_PER_CORE = 1000;

export const nodeUsageKey = (name: string) => `node ${name}`;
export const podUsageKey = (key: string) => `pod ${key}`;

/** The usage feed as a table that can be written down. Only what differs is told. */
export function usageRows(usage: UsageFeed) {
  let rows: ReadonlyMap<string, UsageRow> = new Map();
  let of: unknown = null;
  const read = (): ReadonlyMap<string, UsageRow> => {
    const value = usage.value();
    if (value === of) return rows;
    of = value;
    const next = new Map<string, UsageRow>();
    const add = (key: string, use: ResourceUse) => next.set(key, rowOf(key, use));
    for (const [name, use] of value?.nodes ?? []) add(nodeUsageKey(name), use);
    for (const [key, use] of value?.pods ?? []) add(podUsageKey(key), use);
    rows = next;
    return rows;
  };
  return {
    rows: read,
    subscribe(
      listener: (change: {
        kind: 'delta';
        upserted: readonly UsageRow[];
        removed: readonly string[];
      }) => void,
    ) {
      return usage.subscribe(() => {
        const before = rows;
        const now = read();
        if (now === before) return;
        const upserted = [...now.values()].filter((row) => !same(row, before.get(row.key)));
        const removed = [...before.keys()].filter((key) => !now.has(key));
        if (upserted.length > 0 || removed.length > 0) listener({ kind: 'delta', upserted, removed });
      });
    },
    state: () => {
      const { phase, lastContactAt, problem } = usage.state();
      return { phase, lastContactAt, problem };
    },
  };
}

function rowOf(key: string, use: ResourceUse): UsageRow {
  return {
    key,
    cpuCores: Math.round(use.cpuCores * CPU_STEPS_PER_CORE) / CPU_STEPS_PER_CORE,
    memoryBytes: Math.round(use.memoryBytes / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES,
  };
}

function same(row: UsageRow, before: UsageRow | undefined): boolean {
  return before?.cpuCores === row.cpuCores && before.memoryBytes === row.memoryBytes;
}
