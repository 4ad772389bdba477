import { describe, expect, it } from 'vitest';
import type { Usage } from '../observe/usage.ts';
import { podsUsage } from './pods-usage.ts';

const pod = (name: string, cpuLimit: number | null, memoryLimitBytes: number | null) => ({
  key: `acgs-production/${name}`,
  cpuLimit,
  memoryLimitBytes,
});

const using = (...pods: [string, number, number][]): Usage => ({
  nodes: new Map(),
  pods: new Map(
    pods.map(([name, cpuCores, memoryBytes]) => [
      `acgs-production/${name}`,
      { cpuCores, memoryBytes, measuredAt: 0 },
    ]),
  ),
});

describe('podsUsage', () => {
  it('adds up the pods and sets them against their limits', () => {
    const usage = using(['a', 0.1, 100], ['b', 0.3, 300]);
    expect(podsUsage([pod('a', 0.5, 400), pod('b', 0.5, 400)], usage)).toEqual({
      pods_cpu_cores: 0.4,
      pods_memory_bytes: 400,
      pods_cpu_share: 0.4,
      pods_memory_share: 0.5,
    });
  });

  it('leaves out on both sides what was not measured yet', () => {
    const usage = using(['a', 0.25, 100]);
    expect(podsUsage([pod('a', 0.5, 400), pod('new', 0.5, 400)], usage)).toMatchObject({
      pods_cpu_share: 0.5,
      pods_memory_share: 0.25,
    });
  });

  it('knows no share where a pod has no limit, and nothing where nobody measures', () => {
    const usage = using(['a', 0.25, 100]);
    expect(podsUsage([pod('a', null, 400)], usage)).toEqual({
      pods_cpu_cores: 0.25,
      pods_memory_bytes: 100,
      pods_memory_share: 0.25,
    });
    expect(podsUsage([pod('a', 0.5, 400)], null)).toEqual({});
    expect(podsUsage([], usage)).toEqual({});
  });
});
