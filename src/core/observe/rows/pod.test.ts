import { describe, expect, it } from 'vitest';
import { projectPod } from './pod.ts';

type Fields = Record<string, unknown>;

const running = { state: { running: {} }, ready: true, restartCount: 0 };
const crashing = {
  state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' } },
  lastState: { terminated: { reason: 'OOMKilled', exitCode: 137, finishedAt: '2025-06-27T08:59:00Z' } },
  ready: false,
  restartCount: 7,
};
const ended = (exitCode: number, reason?: string) => ({
  state: { terminated: { exitCode, ...(reason ? { reason } : {}) } },
  ready: false,
  restartCount: 0,
});

/** A pod with one container spec for each status. */
function pod(status: Fields, more: { metadata?: Fields; spec?: Fields } = {}): unknown {
  const count = Array.isArray(status.containerStatuses) ? status.containerStatuses.length : 1;
  return {
    metadata: { name: 'auth-1', namespace: 'acgs', ...more.metadata },
    spec: { containers: Array.from({ length: count }, (_, index) => ({ name: `c${index}` })), ...more.spec },
    status: { phase: 'Running', ...status },
  };
}

const twoInits = { initContainers: [{ name: 'i0' }, { name: 'i1' }] };
const sidecar = { initContainers: [{ name: 'proxy', restartPolicy: 'Always' }] };

describe("kubectl's STATUS, READY and RESTARTS", () => {
  it.each<[string, unknown, Fields]>([
    [
      'all is well',
      pod({ containerStatuses: [running, running] }),
      { status: 'Running', ready: 2, containers: 2, restarts: 0, reason: null },
    ],
    [
      'not yet scheduled',
      pod({
        phase: 'Pending',
        conditions: [
          {
            type: 'PodScheduled',
            status: 'False',
            reason: 'Unschedulable',
            message: '0/3 nodes are available',
          },
        ],
      }),
      { status: 'Pending', ready: 0, containers: 1, reason: '0/3 nodes are available' },
    ],
    [
      'a crash loop',
      pod({ containerStatuses: [running, crashing] }),
      {
        status: 'CrashLoopBackOff',
        ready: 1,
        containers: 2,
        restarts: 7,
        reason: 'back-off 5m0s restarting failed container; last ended with OOMKilled (exit code 137)',
      },
    ],
    [
      'two in trouble: the first counts',
      pod({ containerStatuses: [crashing, ended(1, 'Error')] }),
      { status: 'CrashLoopBackOff' },
    ],
    [
      'killed for memory',
      pod({ containerStatuses: [ended(137, 'OOMKilled')] }),
      { status: 'OOMKilled', ready: 0 },
    ],
    ['ended without a reason', pod({ containerStatuses: [ended(3)] }), { status: 'ExitCode:3' }],
    [
      'ended by a signal',
      pod({ containerStatuses: [{ ...ended(0), state: { terminated: { signal: 9 } } }] }),
      { status: 'Signal:9' },
    ],
    [
      'image missing',
      pod({ phase: 'Pending', containerStatuses: [{ state: { waiting: { reason: 'ImagePullBackOff' } } }] }),
      { status: 'ImagePullBackOff' },
    ],
    [
      'done',
      pod({ phase: 'Succeeded', containerStatuses: [ended(0, 'Completed')] }),
      { status: 'Completed', reason: null },
    ],
    [
      'one done, one running',
      pod({
        conditions: [{ type: 'Ready', status: 'True' }],
        containerStatuses: [ended(0, 'Completed'), running],
      }),
      { status: 'Running', ready: 1, containers: 2 },
    ],
    [
      'one done, one not ready',
      pod({
        conditions: [{ type: 'Ready', status: 'False' }],
        containerStatuses: [ended(0, 'Completed'), running],
      }),
      { status: 'NotReady' },
    ],
    [
      'running, not ready',
      pod({ containerStatuses: [{ ...running, ready: false }] }),
      { status: 'Running', ready: 0, reason: '0 of 1 containers ready' },
    ],
    [
      'first init at work',
      pod(
        { phase: 'Pending', initContainerStatuses: [{ state: { running: {} }, restartCount: 0 }] },
        { spec: { ...twoInits, containers: [{}] } },
      ),
      { status: 'Init:0/2', containers: 1 },
    ],
    [
      'second init failed',
      pod(
        {
          phase: 'Pending',
          initContainerStatuses: [ended(0, 'Completed'), { ...ended(1, 'Error'), restartCount: 2 }],
        },
        { spec: { ...twoInits, containers: [{}] } },
      ),
      { status: 'Init:Error', restarts: 2 },
    ],
    [
      'init in a crash loop',
      pod(
        { phase: 'Pending', initContainerStatuses: [crashing] },
        { spec: { ...twoInits, containers: [{}] } },
      ),
      { status: 'Init:CrashLoopBackOff', restarts: 7 },
    ],
    [
      'with a side car',
      pod(
        {
          initContainerStatuses: [{ ...running, name: 'proxy', started: true, restartCount: 1 }],
          containerStatuses: [running],
        },
        { spec: { ...sidecar, containers: [{}] } },
      ),
      { status: 'Running', ready: 2, containers: 2, restarts: 1 },
    ],
    [
      'on its way out',
      pod({ containerStatuses: [running] }, { metadata: { deletionTimestamp: '2025-06-27T09:00:00Z' } }),
      { status: 'Terminating', reason: null },
    ],
    [
      'on a lost node',
      pod({ reason: 'NodeLost' }, { metadata: { deletionTimestamp: '2025-06-27T09:00:00Z' } }),
      { status: 'Unknown' },
    ],
    [
      'evicted',
      pod({ phase: 'Failed', reason: 'Evicted', message: 'The node was low on memory.' }),
      { status: 'Evicted', reason: 'The node was low on memory.' },
    ],
  ])('%s', (_name, object, expected) => {
    expect(projectPod(object)).toMatchObject(expected);
  });
});

describe('a pod row', () => {
  it('has what a table shows, in plain figures', () => {
    const object = {
      metadata: {
        name: 'auth-service-5d9c-x2x4z',
        namespace: 'acgs',
        creationTimestamp: '2025-06-27T08:00:00Z',
        labels: { app: 'auth-service', version: 'v2', 'pod-template-hash': '5d9c', noise: 'x' },
        ownerReferences: [{ kind: 'ReplicaSet', name: 'auth-service-5d9c', controller: true }],
      },
      spec: {
        nodeName: 'node-1',
        containers: [
          { resources: { requests: { cpu: '250m', memory: '64Mi' }, limits: { cpu: '1', memory: '128Mi' } } },
          {
            resources: { requests: { cpu: '50m' } },
            env: [{ name: 'CONSTITUTIONAL_HASH', value: 'cdd01ef066bc6cf2' }],
          },
        ],
      },
      status: { phase: 'Running', podIP: '10.0.0.9', containerStatuses: [running, crashing] },
    };
    expect(projectPod(object)).toEqual({
      key: 'acgs/auth-service-5d9c-x2x4z',
      namespace: 'acgs',
      name: 'auth-service-5d9c-x2x4z',
      node: 'node-1',
      phase: 'Running',
      status: 'CrashLoopBackOff',
      ready: 1,
      containers: 2,
      restarts: 7,
      lastRestartAt: Date.UTC(2025, 5, 27, 8, 59),
      createdAt: Date.UTC(2025, 5, 27, 8),
      ip: '10.0.0.9',
      owner: 'auth-service',
      labels: 'app=auth-service,version=v2',
      reason: 'back-off 5m0s restarting failed container; last ended with OOMKilled (exit code 137)',
      cpuRequest: 0.3,
      cpuLimit: 1,
      memoryRequestBytes: 67_108_864,
      memoryLimitBytes: 134_217_728,
      hash: 'cdd01ef066bc6cf2',
      hashes: ['cdd01ef066bc6cf2'],
    });
  });

  it.each([
    [{ annotations: { 'acgs.io/constitutional-hash': 'aa11bb22' } }, 'aa11bb22'],
    [{ labels: { constitutional_hash: 'cc33dd44' } }, 'cc33dd44'],
    [{ labels: { 'not-the-constitutional-hash': 'x' } }, null],
  ])('reads the hash from %j', (metadata, hash) => {
    expect(projectPod(pod({}, { metadata }))?.hash).toBe(hash);
  });

  it.each([
    [{ kind: 'DaemonSet', name: 'agent', controller: true }, 'agent'],
    [{ kind: 'ReplicaSet', name: 'bare-set', controller: true }, 'bare-set'],
  ])('is owned by %j', (reference, owner) => {
    const labels = { 'pod-template-hash': 'zzz' };
    expect(projectPod(pod({}, { metadata: { labels, ownerReferences: [reference] } }))?.owner).toBe(owner);
  });

  it('tolerates whatever is missing, but not a missing name', () => {
    expect(projectPod({ metadata: { name: 'x' } })).toMatchObject({
      key: '/x',
      status: 'Unknown',
      containers: 0,
      owner: '',
      node: '',
    });
    for (const rubbish of [null, undefined, 'text', 7, [], {}, { metadata: null }]) {
      expect(projectPod(rubbish)).toBeUndefined();
    }
  });
});
