import { expect, it } from 'vitest';
import { projectNode } from './node.ts';

const ready = { type: 'Ready', status: 'True', message: 'kubelet is posting ready status' };

function node(conditions: unknown[], spec = {}, labels = {}): unknown {
  return {
    metadata: { name: 'node-1', creationTimestamp: '2025-06-27T08:00:00Z', labels },
    spec,
    status: {
      conditions,
      capacity: { cpu: '8', memory: '32Gi' },
      allocatable: { cpu: '7500m', memory: '30Gi' },
      nodeInfo: { kubeletVersion: 'v1.30.1' },
    },
  };
}

it('a node row has what a table shows', () => {
  const labels = {
    'node-role.kubernetes.io/worker': '',
    'node-role.kubernetes.io/control-plane': '',
    other: 'x',
  };
  expect(projectNode(node([ready], {}, labels))).toEqual({
    key: 'node-1',
    name: 'node-1',
    ready: true,
    status: 'Ready',
    roles: 'control-plane,worker',
    version: 'v1.30.1',
    cpuCapacity: 8,
    memoryCapacityBytes: 32 * 2 ** 30,
    cpuAllocatable: 7.5,
    memoryAllocatableBytes: 30 * 2 ** 30,
    pressures: [],
    createdAt: Date.UTC(2025, 5, 27, 8),
    unschedulable: false,
    reason: null,
  });
  expect(projectNode({})).toBeUndefined();
});

it.each([
  ['cordoned', node([ready], { unschedulable: true }), { ready: true, status: 'Ready,SchedulingDisabled' }],
  [
    'silent',
    node([{ type: 'Ready', status: 'Unknown', message: 'Kubelet stopped posting node status.' }]),
    { ready: false, status: 'NotReady', reason: 'Kubelet stopped posting node status.' },
  ],
  ['new', node([]), { ready: false, status: 'Unknown', reason: 'the node has not reported' }],
  [
    'pressed',
    node([
      ready,
      { type: 'MemoryPressure', status: 'True', message: 'low on memory' },
      { type: 'DiskPressure', status: 'True' },
    ]),
    { ready: true, status: 'Ready', pressures: ['MemoryPressure', 'DiskPressure'], reason: 'low on memory' },
  ],
])('a node that is %s says so', (_name, object, expected) => {
  expect(projectNode(object)).toMatchObject(expected);
});
