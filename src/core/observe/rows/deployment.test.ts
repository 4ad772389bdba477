import { describe, expect, it } from 'vitest';
import { projectDeployment } from './deployment.ts';

type Fields = Record<string, unknown>;

const rolledOut = { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable' };
const rolling = { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated' };
const allThree = {
  replicas: 3,
  updatedReplicas: 3,
  readyReplicas: 3,
  availableReplicas: 3,
  conditions: [rolledOut],
};

function deployment(status: Fields, more: { metadata?: Fields; spec?: Fields } = {}): unknown {
  return {
    metadata: { name: 'auth-service', namespace: 'acgs', generation: 4, ...more.metadata },
    spec: { replicas: 3, template: { spec: { containers: [{ image: 'acgs/auth:1' }] } }, ...more.spec },
    status: { observedGeneration: 4, ...status },
  };
}

describe('the status of a deployment', () => {
  it.each<[string, unknown, string, string | null]>([
    ['all pods of the new version', deployment(allThree), 'available', null],
    [
      'scaled to nothing',
      deployment({ conditions: [rolledOut] }, { spec: { replicas: 0 } }),
      'available',
      null,
    ],
    [
      'not yet taken up',
      deployment({ ...allThree, observedGeneration: 3 }),
      'progressing',
      'the change is not yet taken up',
    ],
    [
      'new pods to come',
      deployment({ ...allThree, updatedReplicas: 1, conditions: [rolling] }),
      'progressing',
      '1 of 3 pods are of the new version',
    ],
    [
      'paused half-way',
      deployment({ ...allThree, updatedReplicas: 1 }, { spec: { paused: true } }),
      'progressing',
      '1 of 3 pods are of the new version, paused',
    ],
    [
      'old pods to go',
      deployment({ ...allThree, replicas: 4, conditions: [rolling] }),
      'progressing',
      '1 pods of the old version still run',
    ],
    [
      'new pods not ready',
      deployment({ ...allThree, availableReplicas: 2, conditions: [rolling] }),
      'progressing',
      '2 of 3 pods are available',
    ],
    [
      'pods lost after the rollout',
      deployment({ ...allThree, readyReplicas: 1, availableReplicas: 1 }),
      'degraded',
      '1 of 3 pods are available',
    ],
    [
      'given up',
      deployment({
        ...allThree,
        updatedReplicas: 1,
        conditions: [
          {
            type: 'Progressing',
            status: 'False',
            reason: 'ProgressDeadlineExceeded',
            message: 'ReplicaSet "x" has timed out progressing.',
          },
        ],
      }),
      'stalled',
      'ReplicaSet "x" has timed out progressing.',
    ],
    [
      'no quota',
      deployment({
        ...allThree,
        conditions: [rolling, { type: 'ReplicaFailure', status: 'True', message: 'exceeded quota' }],
      }),
      'stalled',
      'exceeded quota',
    ],
  ])('%s', (_name, object, status, reason) => {
    expect(projectDeployment(object)).toMatchObject({ status, reason });
  });
});

it('a deployment row has what a table shows', () => {
  const template = {
    spec: {
      containers: [
        {
          name: 'auth',
          image: 'acgs/auth:1',
          env: [{ name: 'CONSTITUTIONAL_HASH', value: 'cdd01ef066bc6cf2' }],
        },
        { image: 'envoy:2' },
      ],
    },
  };
  const metadata = { creationTimestamp: '2025-06-27T08:00:00Z' };
  const spec = { template, strategy: { type: 'Recreate' } };
  expect(projectDeployment(deployment(allThree, { metadata, spec }))).toEqual({
    key: 'acgs/auth-service',
    namespace: 'acgs',
    name: 'auth-service',
    ready: 3,
    desired: 3,
    updated: 3,
    available: 3,
    createdAt: Date.UTC(2025, 5, 27, 8),
    images: 'acgs/auth:1,envoy:2',
    strategy: 'Recreate',
    status: 'available',
    reason: null,
    hash: 'cdd01ef066bc6cf2',
    hashPlaces: [
      {
        where: 'CONSTITUTIONAL_HASH of container auth',
        pointer: '/spec/template/spec/containers/0/env/0/value',
        value: 'cdd01ef066bc6cf2',
        from: null,
        changedBy: null,
      },
    ],
  });
  expect(projectDeployment({})).toBeUndefined();
});
