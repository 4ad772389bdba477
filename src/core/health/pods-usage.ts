import type { PodRow } from '../observe/cluster-rows.ts';
import type { Usage } from '../observe/usage.ts';

/**
 * What a system's pods use together, as figures: `pods_cpu_cores` and `pods_memory_bytes`, and as shares
 * (0 to 1) of their limits `pods_cpu_share` and `pods_memory_share`, where every one of them has a limit. A
 * pod that was not measured yet counts on neither side.
 */
export function podsUsage(
  pods: readonly Pick<PodRow, 'key' | 'cpuLimit' | 'memoryLimitBytes'>[],
  usage: Usage | null,
): Record<string, number> {
  const measured = pods.flatMap((pod) => {
    const use = usage?.pods.get(pod.key);
    return use ? [{ ...pod, ...use }] : [];
  });
  if (measured.length === 0) return {};
  const cores = sum(measured.map(({ cpuCores }) => cpuCores));
  const bytes = sum(measured.map(({ memoryBytes }) => memoryBytes));
  return {
    pods_cpu_cores: cores,
    pods_memory_bytes: bytes,
    ...shareOf(
      'pods_cpu_share',
      cores,
      measured.map(({ cpuLimit }) => cpuLimit),
    ),
    ...shareOf(
      'pods_memory_share',
      bytes,
      measured.map(({ memoryLimitBytes }) => memoryLimitBytes),
    ),
  };
}

function shareOf(name: string, used: number, limits: readonly (number | null)[]): Record<string, number> {
  const known = limits.flatMap((limit) => (limit === null || limit <= 0 ? [] : [limit]));
  return known.length === limits.length ? { [name]: used / sum(known) } : {};
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
