import { describe, expect, it } from 'vitest';
import type { DeploymentView, EventView, PodView } from '../../../contract/cluster.ts';
import { eventsOfDeployment, eventsOfPod, podsOfDeployment, podsOfNode } from './related.ts';

const event = (object: string, lastSeenAt: string, namespace = 'prod'): EventView => ({
  key: `${namespace}/${object}/${lastSeenAt}`,
  namespace,
  type: 'Normal',
  level: 'good',
  reason: 'Started',
  object,
  message: '',
  count: 1,
  lastSeenAt,
});

const pod = (name: string, owner: string, namespace = 'prod'): PodView => ({
  key: `${namespace}/${name}`,
  namespace,
  name,
  status: 'Running',
  level: 'good',
  ready: 1,
  containers: 1,
  restarts: 0,
  node: 'node-1',
  owner,
  createdAt: null,
  reason: null,
  cpuCores: null,
  memoryBytes: null,
  cpuLimitCores: null,
  memoryLimitBytes: null,
});

const auth: DeploymentView = {
  key: 'prod/auth',
  namespace: 'prod',
  name: 'auth',
  status: 'available',
  level: 'good',
  ready: 1,
  desired: 1,
  updated: 1,
  available: 1,
  images: 'auth:1',
  createdAt: null,
  reason: null,
};

const PODS = [
  pod('auth-7d9f-x2', 'auth'),
  pod('auth-proxy-66b-y1', 'auth-proxy'),
  pod('auth-7d9f-x2', 'auth', 'test'),
];
const EVENTS = [
  event('Pod/auth-7d9f-x2', '2025-06-27T09:00:00Z'),
  event('ReplicaSet/auth-7d9f', '2025-06-27T09:00:02Z'),
  event('Deployment/auth', '2025-06-27T09:00:01Z'),
  event('ReplicaSet/auth-proxy-66b', '2025-06-27T09:00:03Z'),
  event('Pod/auth-7d9f-x2', '2025-06-27T09:00:04Z', 'test'),
];

describe('what belongs to a row', () => {
  it('finds the pods of a deployment by their owner, in its namespace only', () => {
    expect(podsOfDeployment(PODS, auth).map((each) => each.key)).toEqual(['prod/auth-7d9f-x2']);
  });

  it('lists the pods of a node worst first, then by name', () => {
    const node = {
      key: 'node-1',
      name: 'node-1',
      status: 'Ready',
      level: 'good' as const,
      roles: '',
      version: '',
      cpuCapacity: null,
      memoryCapacityBytes: null,
      cpuCores: null,
      memoryBytes: null,
      reason: null,
      cpuShare: null,
      memoryShare: null,
      pods: 3,
      createdAt: null,
    };
    const sick = { ...pod('zeta', 'zeta'), level: 'critical' as const };
    const elsewhere = { ...pod('alpha', 'alpha'), node: 'node-2' };
    const found = podsOfNode([pod('beta', 'beta'), pod('alpha', 'alpha'), sick, elsewhere], node);
    expect(found.map((each) => each.name)).toEqual(['zeta', 'alpha', 'beta']);
  });

  it('finds the events of a deployment, its ReplicaSets and its pods, newest first', () => {
    const found = eventsOfDeployment(EVENTS, auth, podsOfDeployment(PODS, auth));
    expect(found.map((each) => each.object)).toEqual([
      'ReplicaSet/auth-7d9f',
      'Deployment/auth',
      'Pod/auth-7d9f-x2',
    ]);
  });

  it('finds the events of one pod, not of its namesake elsewhere', () => {
    const [own] = PODS;
    expect(own && eventsOfPod(EVENTS, own).map((each) => each.namespace)).toEqual(['prod']);
  });
});
