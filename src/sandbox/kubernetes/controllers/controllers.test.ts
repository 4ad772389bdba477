import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Deployment, Pod } from '../objects.ts';
import { startTestCluster, type TestCluster } from '../test-client.ts';

const namespace = 'acgs-production';
const path = (name: string) => `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
const strategic = { contentType: 'application/strategic-merge-patch+json' };

let cluster: TestCluster;
beforeEach(async () => {
  cluster = await startTestCluster({ timeScale: 100 });
});
afterEach(() => cluster.close());

const deployment = (name: string) => cluster.practice.cluster.deployments.get(namespace, name);
const podsOf = (name: string) =>
  cluster.practice.cluster.pods.list(namespace).filter(({ metadata }) => metadata.labels?.app === name);

/** Resolves when a deployment is as described; checks at each of its changes, so nothing is polled. */
function until(name: string, holds: (deployment: Deployment) => boolean): Promise<Deployment> {
  return new Promise((resolve) => {
    const check = () => {
      if (holds(deployment(name))) {
        stop();
        resolve(deployment(name));
      }
    };
    const stops = [
      cluster.practice.cluster.deployments.subscribe(check),
      cluster.practice.cluster.pods.subscribe(check),
    ];
    const stop = () => {
      for (const each of stops) {
        each();
      }
    };
    check();
  });
}

const settled = ({ metadata, spec, status }: Deployment) =>
  status.observedGeneration === metadata.generation &&
  status.updatedReplicas === spec.replicas &&
  status.replicas === spec.replicas &&
  status.availableReplicas === spec.replicas;

/** It has been released once before, as a production has. */
const revisionOf = ({ metadata }: Pick<Deployment, 'metadata'>) =>
  metadata.annotations?.['deployment.kubernetes.io/revision'];

const restart = (at: string) => ({
  spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': at } } } },
});

describe('a rollout', () => {
  it('replaces every pod, never has fewer ready than allowed, and leaves events', async () => {
    const before = podsOf('artifact-storage').map(({ metadata }) => metadata.name);
    let fewestReady = Number.POSITIVE_INFINITY;
    let most = 0;
    cluster.practice.cluster.pods.subscribe(() => {
      const living = podsOf('artifact-storage').filter(
        ({ metadata }) => metadata.deletionTimestamp === undefined,
      );
      fewestReady = Math.min(fewestReady, living.filter(isReady).length);
      most = Math.max(most, living.length);
    });
    await cluster.call('PATCH', path('artifact-storage'), restart('now'), strategic);
    const after = await until(
      'artifact-storage',
      (current) =>
        settled(current) && podsOf('artifact-storage').every((pod) => !before.includes(pod.metadata.name)),
    );
    expect(podsOf('artifact-storage')).toHaveLength(3);
    expect(fewestReady).toBe(3);
    expect(most).toBe(4);
    expect(revisionOf(after)).toBe('3');
    expect(after.status.conditions?.find(({ type }) => type === 'Progressing')?.reason).toBe(
      'NewReplicaSetAvailable',
    );
    const reasons = new Set(cluster.practice.cluster.events.list(namespace).map(({ reason }) => reason));
    expect([...reasons]).toEqual(
      expect.arrayContaining([
        'ScalingReplicaSet',
        'SuccessfulCreate',
        'Scheduled',
        'Pulled',
        'Created',
        'Started',
        'Killing',
        'SuccessfulDelete',
      ]),
    );
  });

  it('is undone by the older template, whose replica set serves again as a new revision', async () => {
    const original = deployment('fv-service').spec.template;
    const firstSet = cluster.practice.cluster.replicaSets
      .list(namespace)
      .find((it) => it.metadata.labels?.app === 'fv-service' && revisionOf(it) === '2');
    await cluster.call('PATCH', path('fv-service'), restart('now'), strategic);
    await until('fv-service', (current) => settled(current) && revisionOf(current) === '3');
    await cluster.call(
      'PATCH',
      path('fv-service'),
      [{ op: 'replace', path: '/spec/template', value: original }],
      {
        contentType: 'application/json-patch+json',
      },
    );
    await until('fv-service', (current) => settled(current) && revisionOf(current) === '4');
    const set = cluster.practice.cluster.replicaSets.get(namespace, firstSet?.metadata.name ?? '');
    expect(set.spec.replicas).toBe(2);
    expect(revisionOf(set)).toBe('4');
  });

  it('waits while the deployment is paused', async () => {
    await cluster.call('PATCH', path('gs-service'), { spec: { paused: true } }, strategic);
    const before = podsOf('gs-service').map(({ metadata }) => metadata.name);
    await cluster.call('PATCH', path('gs-service'), restart('now'), strategic);
    await until('gs-service', ({ metadata, status }) => status.observedGeneration === metadata.generation);
    expect(podsOf('gs-service').map(({ metadata }) => metadata.name)).toEqual(before);
  });
});

describe('scaling', () => {
  it('adds and removes pods through the scale subresource', async () => {
    const scale = (replicas: number) =>
      cluster.call(
        'PATCH',
        `${path('pgc-service')}/scale`,
        { spec: { replicas } },
        {
          contentType: 'application/merge-patch+json',
        },
      );
    const answer = await scale(5);
    expect([answer.body.kind, answer.body.spec?.replicas]).toEqual(['Scale', 5]);
    await until('pgc-service', (current) => settled(current) && current.status.replicas === 5);
    await scale(1);
    await until('pgc-service', (current) => settled(current) && podsOf('pgc-service').length === 1);
    expect((await scale(-1)).code).toBe(422);
  });
});

describe('a pod', () => {
  it('is replaced when it is deleted', async () => {
    const [doomed] = podsOf('git-integration');
    const gone = await cluster.call(
      'DELETE',
      `/api/v1/namespaces/${namespace}/pods/${doomed?.metadata.name}`,
    );
    expect(gone.body.metadata.deletionTimestamp).toBeDefined();
    await until('git-integration', (current) => {
      const pods = podsOf('git-integration');
      return settled(current) && pods.length === 1 && pods[0]?.metadata.uid !== doomed?.metadata.uid;
    });
  });

  it('that crashes shows why, counts its restarts and is ready again afterwards', async () => {
    cluster.practice.setFate('artifact-storage', 'crashing');
    await until('artifact-storage', ({ status }) => status.readyReplicas === 1);
    const crashed = podsOf('artifact-storage').filter((pod) => !isReady(pod));
    expect(crashed.map((pod) => pod.status.containerStatuses?.[0]?.state?.waiting?.reason)).toEqual([
      'CrashLoopBackOff',
      'CrashLoopBackOff',
    ]);
    expect(crashed[0]?.status.containerStatuses?.[0]?.lastState?.terminated).toMatchObject({
      exitCode: 137,
      reason: 'OOMKilled',
    });
    expect(deployment('artifact-storage').status.unavailableReplicas).toBe(2);
    cluster.practice.setFate('artifact-storage', 'running');
    await until('artifact-storage', ({ status }) => status.readyReplicas === 3);
    expect(podsOf('artifact-storage')[0]?.status.containerStatuses?.[0]?.restartCount).toBeGreaterThan(0);
  });
});

function isReady(pod: Pod): boolean {
  return pod.status.conditions?.some(({ type, status }) => type === 'Ready' && status === 'True') ?? false;
}
