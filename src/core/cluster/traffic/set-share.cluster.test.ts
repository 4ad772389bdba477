import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeployment, createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { type Kubernetes, KubernetesError } from '../../connect/kubernetes/index.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createTraffic, movedByOthers } from './index.ts';
import { openTrafficCluster, type TrafficCluster } from './testing/traffic-cluster.ts';

const HASH = 'cdd01ef066bc6cf2';
const clock = systemClock();
const soon = () => AbortSignal.timeout(50_000);

let cluster: TrafficCluster;
let kubernetes: Kubernetes;
let door: TrafficCluster['door'];
let namespace = '';
let spaces = 0;

beforeAll(async () => {
  cluster = await openTrafficCluster({ kubelet: true });
  ({ kubernetes, door } = cluster);
});

afterAll(() => cluster?.close());

beforeEach(async () => {
  spaces += 1;
  namespace = await createNamespace(cluster.api, `traffic-${spaces}`);
  await createDeployment(cluster.api, { name: 'mlops-manager', namespace });
  await kubectl('rollout', 'status', 'deployment/mlops-manager', '--timeout=40s');
});

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);

/** A config map with other keys beside those of the share. */
async function written(data: Record<string, string>, name = 'mlops-production-config'): Promise<void> {
  await cluster.api.post(`/api/v1/namespaces/${namespace}/configmaps`, {
    metadata: { name },
    data: { integration_mode: 'production', ...data },
  });
}

const features = (enabled: boolean, percentage: number, hash = HASH) => ({
  mlops_enabled: String(enabled),
  traffic_percentage: String(percentage),
  constitutional_hash: hash,
});

async function dataOf(name = 'mlops-production-config'): Promise<unknown> {
  return JSON.parse(await kubectl('get', 'configmap', name, '-o=jsonpath={.data}'));
}

const takeAwayByHand = () =>
  kubectl('patch', 'configmap/mlops-production-config', '-p', '{"data":{"traffic_percentage":"0"}}');

const generation = () => kubectl('get', 'deployment/mlops-manager', '-o=jsonpath={.metadata.generation}');

/** The traffic of the real cluster, and of one that answers for itself where `instead` does. */
function traffic(
  cluster: Profile['cluster'] = {},
  instead?: Kubernetes['request'],
  rollouts: Profile['rollouts'] = {},
) {
  const connection = instead === undefined ? kubernetes : { ...kubernetes, request: instead };
  return createTraffic({
    profile: { name: 'practice', environment: 'staging', cluster, rollouts },
    cluster: { connect: async () => connection, namespace },
    clock,
    expectedHash: HASH,
    rate: async (expression) => (expression === 'the rate' ? 100 : null),
  });
}

const operation = (...given: Parameters<typeof traffic>) => traffic(...given).operations.setShare;

const set = (percentage: number, kind = operation()) =>
  door.door.perform(kind, { percentage }, { yes: true, readOnly: false, signal: soon() });

describe('the share of traffic on a real control plane', () => {
  it('is written beside what else is there, its reader is restarted, and it reads back', async () => {
    await written(features(true, 100));
    const before = await generation();
    const outcome = await set(10);
    expect(outcome.verification).toEqual({
      ok: true,
      words: `config map ${namespace}/mlops-production-config reads back as 10 %; deployment "mlops-manager" successfully rolled out`,
    });
    expect(outcome.inverse).toEqual({
      ...{ title: 'Back to 100 %', kind: 'rollout.set', parameters: { percentage: 100 } },
    });
    expect(await dataOf()).toEqual({ integration_mode: 'production', ...features(true, 10) });
    expect(await generation()).toBe(String(Number(before) + 1));
  });

  it('of nothing turns the features off', async () => {
    await written(features(true, 50));
    await set(0);
    expect(await dataOf()).toMatchObject(features(false, 0));
  });

  it('that is there already is neither written nor journaled, and nothing is restarted', async () => {
    await written(features(true, 50));
    await set(10);
    const before = await generation();
    expect(await set(10)).toMatchObject({ journal: null });
    expect(await generation()).toBe(before);
  });

  it('is written to whichever of both names is there', async () => {
    await written(features(true, 50), 'mlops-config');
    await set(10);
    expect(await dataOf('mlops-config')).toMatchObject(features(true, 10));
  });

  it('is not guessed where both names are there, and the profile decides', async () => {
    await written(features(true, 50), 'mlops-config');
    await written(features(true, 50));
    await expect(set(10)).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('are both there: which one the traffic goes by is not known'),
    });
    await set(10, operation({ configMap: 'mlops-config' }));
    expect(await dataOf()).toMatchObject(features(true, 50));
    expect(await dataOf('mlops-config')).toMatchObject(features(true, 10));
  });

  it('of nothing is written to both, for which of them counts need not be known', async () => {
    await written(features(true, 50), 'mlops-config');
    await written(features(true, 100));
    const before = await generation();
    const { inverse, summary, verification } = await set(0);
    expect(summary).toContain('from 100 % and 50 %: write config map');
    expect([inverse, verification.ok]).toEqual([null, true]);
    expect(await dataOf()).toMatchObject(features(false, 0));
    expect(await dataOf('mlops-config')).toMatchObject(features(false, 0));
    expect(await generation()).toBe(String(Number(before) + 1));
    expect(await set(0)).toMatchObject({ journal: null });
  });

  it('of nothing is written where what goes by it is gone, which is told, and told again', async () => {
    await written(features(true, 100));
    await kubectl('delete', 'deployment/mlops-manager');
    for (const _ of ['first', 'again']) {
      const { journal, verification } = await set(0);
      expect(journal).not.toBeNull();
      expect(verification).toEqual({
        ok: false,
        words: `config map ${namespace}/mlops-production-config reads back as 0 %; there is no deployment ${namespace}/mlops-manager that could be restarted to go by it`,
      });
      expect(await dataOf()).toMatchObject(features(false, 0));
    }
    await expect(set(10)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('has to have somewhere to be written', async () => {
    await expect(set(10)).rejects.toMatchObject({
      code: 'not-found',
      message: `There is no config map mlops-production-config or mlops-config in ${namespace}`,
    });
  });

  it('that somebody else writes between the preview and the act is not written over', async () => {
    await written(features(true, 10));
    const before = await generation();
    const prepared = await operation().prepare({ percentage: 50 }, soon());
    await takeAwayByHand();
    await expect(prepared.execute(soon())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/changed by somebody else meanwhile, last by kubectl\S* at 20/),
    });
    expect(await dataOf()).toMatchObject(features(true, 0));
    expect(await generation()).toBe(before);
  });

  it('agreed to from one share is another agreement from another share', async () => {
    await written(features(true, 10));
    const look = () =>
      door.door.preview(operation(), { percentage: 50 }, { readOnly: false, signal: soon() });
    const agreed = await look();
    expect(agreed.dryRun).toBe('server');
    await kubectl('annotate', 'configmap/mlops-production-config', 'note=moved');
    expect((await look()).hash).toBe(agreed.hash);
    await takeAwayByHand();
    expect((await look()).hash).not.toBe(agreed.hash);
  });

  it('does not grow under another constitutional hash, and shrinks under any', async () => {
    await written(features(true, 37, 'deadbeefcafe0000'));
    await expect(set(50)).rejects.toMatchObject({
      code: 'conflict',
      message: `config map ${namespace}/mlops-production-config carries the constitutional hash deadbeefcafe0000, not ${HASH}: it gets no more traffic`,
    });
    await set(0);
    // What was found stays as evidence.
    expect(await dataOf()).toMatchObject(features(false, 0, 'deadbeefcafe0000'));
  });

  it.each(['a lot', '110', '-1', '5.5', ''])('"%s" tells no share, and is put right', async (text) => {
    await written({ ...features(true, 0), traffic_percentage: text });
    const prepared = await operation().prepare({ percentage: 10 }, soon());
    expect(prepared.summary).toContain('from a share that cannot be told');
    expect(prepared.inverse).toBeNull();
    await set(10);
    expect(await dataOf()).toMatchObject(features(true, 10));
  });

  it('that was written without the restart is told as that, and then only the restart is left', async () => {
    await written(features(true, 100));
    const before = await generation();
    const refusing: Kubernetes['request'] = async (wish) => {
      if (
        wish.method === 'PATCH' &&
        wish.path.includes('/deployments/') &&
        wish.query?.dryRun === undefined
      ) {
        throw new KubernetesError('forbidden', 'may not patch deployments', {
          ...{ status: 403, reason: 'Forbidden', retryAfterMs: null },
        });
      }
      return kubernetes.request(wish);
    };
    await expect(set(10, operation({}, refusing))).rejects.toThrow(
      /is written, but deployment \S+ was not restarted to go by it: may not patch deployments/,
    );
    expect(await dataOf()).toMatchObject(features(true, 10));
    expect(await generation()).toBe(before);
    const left = await operation().prepare({ percentage: 10 }, soon());
    expect(left.calls.map(({ path }) => path.split('/').at(-1))).toEqual(['mlops-manager']);
    await set(10);
    expect(await generation()).toBe(String(Number(before) + 1));
    expect(await set(10)).toMatchObject({ journal: null });
  });

  it('is not given to a reader that would not take it', async () => {
    await written(features(true, 5));
    await kubectl('rollout', 'pause', 'deployment/mlops-manager');
    await expect(set(10)).rejects.toMatchObject({
      code: 'conflict',
      hint: expect.stringContaining('resume'),
    });
    expect(await dataOf()).toMatchObject(features(true, 5));
  });

  it('is taken away from a reader that is paused, and not called done', async () => {
    await written(features(true, 100));
    await kubectl('rollout', 'pause', 'deployment/mlops-manager');
    const { verification } = await set(0);
    expect(verification).toEqual({
      ok: false,
      words: expect.stringMatching(
        /reads back as 0 %; deployment "mlops-manager" is paused: its rollout does not/,
      ),
    });
    expect(await dataOf()).toMatchObject(features(false, 0));
  });
});

describe('the share of traffic, looked at', () => {
  const look = () => traffic().driver.read(soon());

  it('is what was set, by us and when, and in force', async () => {
    await written(features(true, 100));
    await set(10);
    const seen = await look();
    expect(seen).toMatchObject({
      subject: 'mlops-manager',
      source: `config map ${namespace}/mlops-production-config or mlops-config`,
      result: {
        ok: true,
        value: { percentage: 10, note: null, movedBy: { name: 'acgs-control-center' } },
      },
    });
    expect(movedByOthers(seen, 10)).toBeNull();
  });

  it('that somebody else has moved since names them, and is not in force before a restart', async () => {
    await written(features(true, 100));
    await set(10);
    await kubectl('patch', 'configmap/mlops-production-config', '-p', '{"data":{"traffic_percentage":"60"}}');
    const seen = await look();
    expect(movedByOthers(seen, 10)).toMatch(
      /^config map \S+ or mlops-config says 60 %, not 10 %: moved by kubectl\S* at 20\S+Z$/,
    );
    expect(seen.result).toMatchObject({ value: { percentage: 60 } });
  });

  it('that was written and not brought into force says so', async () => {
    await written(features(true, 100));
    await set(10);
    await kubectl(
      'annotate',
      '--overwrite',
      'configmap/mlops-production-config',
      'acgs.dev/features-set-at=x',
    );
    expect((await look()).result).toMatchObject({
      value: {
        percentage: 10,
        note: `deployment ${namespace}/mlops-manager has not been restarted since it was written`,
      },
    });
  });

  it('of two config maps that differ is not told', async () => {
    await written(features(true, 50), 'mlops-config');
    await written(features(false, 50));
    expect((await look()).result).toMatchObject({
      value: {
        percentage: null,
        note: `config map ${namespace}/mlops-production-config says 0 % and config map ${namespace}/mlops-config says 50 %: which one counts is not known`,
      },
    });
  });

  it('that is nowhere written is an observation of that', async () => {
    expect((await look()).result).toMatchObject({ ok: false, problem: { code: 'not-found' } });
  });
});

describe('the share of traffic and what can take it', () => {
  const within = (percentage: number, capacity: NonNullable<Profile['rollouts']>['capacity']) =>
    set(percentage, operation({}, undefined, { capacity }));

  it('is not given to a reader of which no replica is ready, and is taken away from it', async () => {
    await written(features(true, 10));
    await kubectl('scale', 'deployment/mlops-manager', '--replicas=0');
    await kubectl('rollout', 'status', 'deployment/mlops-manager', '--timeout=40s');
    await expect(set(50)).rejects.toMatchObject({
      code: 'refused',
      message: `deployment ${namespace}/mlops-manager has 0 ready replicas, and 50 % takes 1: it gets no more traffic`,
      hint: 'Scale it first: acgs cluster scale mlops-manager --replicas 1.',
    });
    expect(await dataOf()).toMatchObject(features(true, 10));
    await set(0);
    expect(await dataOf()).toMatchObject(features(false, 0));
  });

  it('grows as far as the ready replicas go, and no further before they are scaled', async () => {
    await written(features(true, 10));
    await expect(within(50, { replicas: 4 })).rejects.toMatchObject({
      message: expect.stringContaining('has 1 ready replica, and 50 % takes 2'),
    });
    await within(25, { replicas: 4 });
    await kubectl('scale', 'deployment/mlops-manager', '--replicas=2');
    await kubectl('rollout', 'status', 'deployment/mlops-manager', '--timeout=40s');
    await within(50, { requestsPerSecond: 25, rate: 'the rate' });
    expect(await dataOf()).toMatchObject(features(true, 50));
  });

  it('does not grow while nobody knows how many requests there are, and shrinks all the same', async () => {
    await written(features(true, 10));
    const capacity = { requestsPerSecond: 25 };
    await expect(within(50, capacity)).rejects.toMatchObject({
      ...{
        code: 'refused',
        message: expect.stringContaining('how many requests 50 % would be is not known'),
      },
    });
    await within(5, capacity);
    expect(await dataOf()).toMatchObject(features(true, 5));
  });

  it('is taken away before any replica, which the preview says', async () => {
    await written(features(true, 100));
    const { notes } = await operation({}, undefined, { capacity: { replicas: 4 } }).prepare(
      { percentage: 25 },
      soon(),
    );
    expect(notes).toEqual([
      `Scale deployment ${namespace}/mlops-manager down to 1 only after this, never before`,
    ]);
  });
});
