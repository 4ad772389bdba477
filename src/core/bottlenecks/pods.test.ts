import { describe, expect, it } from 'vitest';
import type { ClusterLoad, ContainerLoad, NodeLoad, PodLoad } from '../observe/load/containers.ts';
import { judgePods } from './pods.ts';

const AT = Date.UTC(2026, 0, 5, 9);
const MIB = 1_048_576;

const container = (own: Partial<ContainerLoad> = {}): ContainerLoad => ({
  name: 'app',
  cpuRequest: 0.25,
  cpuLimit: 0.5,
  memoryRequestBytes: 256 * MIB,
  memoryLimitBytes: 512 * MIB,
  cpuCores: 0.1,
  memoryBytes: 200 * MIB,
  restarts: 0,
  lastEnd: null,
  lastEndAt: null,
  ...own,
});

const pod = (name: string, own: Partial<PodLoad> = {}): PodLoad => ({
  name,
  owner: 'gs-service',
  node: 'worker-1',
  phase: 'Running',
  status: 'Running',
  reason: null,
  createdAt: AT - 86_400_000,
  containers: [container()],
  ...own,
});

const node = (own: Partial<NodeLoad> = {}): NodeLoad => ({
  name: 'worker-1',
  ready: true,
  reason: null,
  pressures: [],
  cpuAllocatable: 8,
  memoryAllocatableBytes: 32_000 * MIB,
  cpuCores: 2,
  memoryBytes: 9_000 * MIB,
  ...own,
});

const judge = (load: Partial<ClusterLoad>, throttled: Parameters<typeof judgePods>[1]['throttled'] = []) =>
  judgePods(
    { pods: [pod('gs-1')], nodes: [node()], usageProblem: null, measuredAt: AT, ...load },
    { limits: { cpu: 0.8, memory: 0.85 }, throttled, at: AT },
  );

describe('pods against their limits', () => {
  it('are fine below them, and the one that is nearest is named', () => {
    const { suspects, fine, blind } = judge({});
    expect([suspects, blind]).toEqual([[], []]);
    expect(fine.map(({ what, says }) => `${what}: ${says}`)).toEqual([
      'Restarts: none within 15 min',
      'Pending pods: every pod has found a node',
      'CPU of pods: the most is 20 % of its limit (gs-1)',
      'Memory of pods: the most is 39 % of its limit (gs-1)',
      'CPU throttling: no container is',
      'Nodes: 1 node ready and without pressure; the most is 28 % of memory (worker-1)',
    ]);
  });

  it('are told by container: a side car with room does not hide the one at its limit', () => {
    const containers = [
      container({ memoryBytes: 500 * MIB }),
      container({ name: 'proxy', memoryBytes: 10 * MIB, memoryLimitBytes: 4096 * MIB }),
    ];
    const { suspects } = judge({ pods: [pod('gs-1', { containers }), pod('gs-2')] });
    expect(suspects).toHaveLength(1);
    expect(suspects[0]).toMatchObject({
      id: 'pods/memory/gs-service',
      kind: 'utilisation',
      level: 'critical',
      sentence: 'gs-1 uses 98 % of its memory limit (500 MiB of 512 MiB); at its limit it is ended.',
    });
    expect(suspects[0]?.advice[0]?.command).toBe('acgs cluster scale gs-service --replicas N');
  });

  it.each([
    [0.39, null],
    [0.4, 'warning'],
    [0.48, 'critical'],
  ])('of CPU: %d of 0.5 cores is %s', (cpuCores, level) => {
    const { suspects } = judge({ pods: [pod('gs-1', { containers: [container({ cpuCores })] })] });
    expect(suspects[0]?.level ?? null).toBe(level);
  });

  it('say nothing without a limit, and that is said', () => {
    const containers = [container({ cpuLimit: null, memoryLimitBytes: null })];
    const { suspects, fine } = judge({ pods: [pod('gs-1', { containers })] });
    expect(suspects).toEqual([]);
    expect(fine.find(({ what }) => what === 'CPU of pods')).toMatchObject({
      says: 'no container has a limit',
      utilisation: null,
    });
  });

  it('that nobody measures are not known', () => {
    const usageProblem = {
      code: 'not-found' as const,
      message: 'nobody reports',
      hint: 'metrics-server',
      retryable: true,
    };
    const containers = [container({ cpuCores: null, memoryBytes: null })];
    const { blind, fine } = judge({
      usageProblem,
      pods: [pod('gs-1', { containers })],
      nodes: [node({ cpuCores: null, memoryBytes: null })],
    });
    expect(blind).toContainEqual(expect.objectContaining({ why: 'nobody reports', essential: true }));
    expect(fine.map(({ what }) => what)).not.toContain('CPU of pods');
  });
});

describe('what ended', () => {
  const ended = (lastEnd: string, agoMs: number, status = 'Running') =>
    pod(`gs-${agoMs}`, { status, containers: [container({ restarts: 3, lastEnd, lastEndAt: AT - agoMs })] });

  it('is told once for what made it, worst for memory', () => {
    const { suspects } = judge({
      pods: [ended('OOMKilled', 40_000), ended('OOMKilled', 90_000), pod('gs-3')],
    });
    expect(suspects).toHaveLength(1);
    expect(suspects[0]).toMatchObject({
      kind: 'errors',
      level: 'critical',
      sentence:
        '2 containers of gs-service (3 pods) were ended for using more memory than their limit, last 40 s ago.',
    });
  });

  it('is a warning when it ended by itself once, and critical when it goes on', () => {
    expect(judge({ pods: [ended('Error', 60_000)] }).suspects[0]?.level).toBe('warning');
    const looping = judge({ pods: [ended('Error', 3_600_000, 'CrashLoopBackOff')] }).suspects[0];
    expect(looping).toMatchObject({
      level: 'critical',
      sentence: expect.stringContaining('again and again'),
    });
  });

  it('long ago is past', () => {
    const { suspects, fine } = judge({ pods: [ended('OOMKilled', 3_600_000)] });
    expect(suspects).toEqual([]);
    expect(fine[0]?.says).toBe('none within 15 min; 3 before');
  });
});

describe('nodes and what waits for them', () => {
  it('are in the way under pressure, and more so when they are not ready', () => {
    const pressed = judge({ nodes: [node({ pressures: ['MemoryPressure', 'DiskPressure'] })] }).suspects[0];
    expect(pressed).toMatchObject({ kind: 'saturation', level: 'critical' });
    expect(pressed?.sentence).toContain('memory pressure and disk pressure');
    expect(judge({ nodes: [node({ ready: false })] }).suspects[0]).toMatchObject({
      kind: 'errors',
      level: 'critical',
    });
    expect(judge({ nodes: [node({ cpuCores: 7 })] }).suspects[0]).toMatchObject({
      kind: 'utilisation',
      level: 'warning',
    });
  });

  it('that may not be seen are not known', () => {
    const problem = {
      code: 'forbidden' as const,
      message: 'may not list nodes',
      hint: null,
      retryable: false,
    };
    expect(judge({ nodes: problem }).blind).toContainEqual(
      expect.objectContaining({ what: 'Nodes', why: 'may not list nodes', essential: true }),
    );
  });

  it('keep a pod waiting that finds no room', () => {
    const waiting = pod('gs-9', {
      phase: 'Pending',
      node: '',
      reason: '0/3 nodes are available: insufficient cpu',
      createdAt: AT - 120_000,
      containers: [container({ cpuCores: null, memoryBytes: null })],
    });
    expect(judge({ pods: [waiting] }).suspects[0]).toMatchObject({
      id: 'pods/pending',
      kind: 'saturation',
      sentence: '1 pod finds no node, gs-9 for 2 min.',
    });
    const young = { ...waiting, createdAt: AT - 5000 };
    expect(judge({ pods: [young] }).suspects).toEqual([]);
  });

  it('hold containers back at their CPU limit, as far as metrics tell', () => {
    const throttled = [{ pod: 'gs-1', container: 'app', share: 0.31, overMs: 300_000, source: 'recorded' }];
    expect(judge({}, throttled).suspects[0]).toMatchObject({ kind: 'saturation', level: 'critical' });
    expect(judge({}, { why: 'nobody tells', hint: null }).blind).toContainEqual(
      expect.objectContaining({ what: 'CPU throttling', essential: false }),
    );
  });
});
