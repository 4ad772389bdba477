import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { fieldAt, recordAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createTraffic, movedByOthers } from './index.ts';
import { DEFINITIONS, define } from './testing/custom-resources.ts';
import { openTrafficCluster, RIGHT_HASH, type TrafficCluster } from './testing/traffic-cluster.ts';

const soon = () => AbortSignal.timeout(50_000);

let cluster: TrafficCluster;
let namespace = '';
let spaces = 0;

beforeAll(async () => {
  cluster = await openTrafficCluster({ kubelet: false });
  for (const definition of Object.values(DEFINITIONS)) await define(cluster.api, definition);
});
afterAll(() => cluster?.close());
beforeEach(async () => {
  spaces += 1;
  namespace = await createNamespace(cluster.api, `weights-${spaces}`);
});

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);

const CANARY = 'nginx.ingress.kubernetes.io/canary';

/** A rule of the one and of the other, beside which others are left alone. */
const backends = (mlops: number) => [
  { name: 'mlops-manager', port: 8000, weight: mlops },
  { name: 'legacy-optimizer', port: 9000, weight: 100 - mlops },
];
const destinations = (mlops: number) => [
  { destination: { host: 'models', subset: 'legacy' }, weight: 100 - mlops },
  { destination: { host: 'models', subset: 'mlops' }, weight: mlops },
];

interface Case {
  rollouts: NonNullable<Profile['rollouts']>;
  /** As kubectl names the kind. */
  resource: string;
  path: string;
  object(mlops: number): { readonly [key: string]: unknown };
  /** What somebody would give kubectl to write the same. */
  patch(mlops: number): readonly unknown[];
}

const CASES: [string, Case][] = [
  [
    'a canary ingress',
    {
      rollouts: { driver: 'nginx', name: 'traffic' },
      resource: 'ingress',
      path: 'networking.k8s.io/v1/namespaces/NAMESPACE/ingresses',
      object: (mlops) => ({
        metadata: {
          name: 'traffic',
          annotations: { [CANARY]: 'true', [`${CANARY}-weight`]: String(mlops), team: 'models' },
        },
        spec: {
          ingressClassName: 'nginx',
          defaultBackend: { service: { name: 'mlops-manager', port: { number: 8000 } } },
        },
      }),
      patch: (mlops) => [
        {
          op: 'replace',
          path: `/metadata/annotations/${CANARY.replace('/', '~1')}-weight`,
          value: String(mlops),
        },
      ],
    },
  ],
  [
    'an HTTPRoute',
    {
      rollouts: { driver: 'gateway', name: 'traffic', target: 'mlops-manager' },
      resource: 'httproute',
      path: 'gateway.networking.k8s.io/v1/namespaces/NAMESPACE/httproutes',
      object: (mlops) => ({
        ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute' },
        metadata: { name: 'traffic' },
        spec: {
          parentRefs: [{ name: 'acgs' }],
          rules: [
            {
              matches: [{ path: { value: '/health' } }],
              backendRefs: [{ name: 'legacy-optimizer', port: 9000 }],
            },
            {
              matches: [{ path: { value: '/' } }],
              backendRefs: backends(mlops),
              timeouts: { request: '5s' },
            },
          ],
        },
      }),
      patch: (mlops) => [{ op: 'replace', path: '/spec/rules/1/backendRefs', value: backends(mlops) }],
    },
  ],
  [
    'a VirtualService',
    {
      rollouts: { driver: 'istio', name: 'traffic', target: 'models', subset: 'mlops' },
      resource: 'virtualservice',
      path: 'networking.istio.io/v1beta1/namespaces/NAMESPACE/virtualservices',
      object: (mlops) => ({
        ...{ apiVersion: 'networking.istio.io/v1beta1', kind: 'VirtualService' },
        metadata: { name: 'traffic' },
        spec: {
          hosts: ['models'],
          http: [{ name: 'main', route: destinations(mlops), retries: { attempts: 2 } }],
        },
      }),
      patch: (mlops) => [{ op: 'replace', path: '/spec/http/0/route', value: destinations(mlops) }],
    },
  ],
];

describe.each(CASES)('the share of %s on a real control plane', (_, given) => {
  const traffic = (kubernetes: Kubernetes = cluster.kubernetes, components = RIGHT_HASH) =>
    createTraffic({
      profile: { name: 'practice', environment: 'staging', rollouts: given.rollouts },
      cluster: { connect: async () => kubernetes, namespace },
      clock: systemClock(),
      ...{ expectedHash: 'cdd01ef066bc6cf2', components },
    });
  const set = (percentage: number) =>
    cluster.door.door.perform(
      traffic().operations.setShare,
      { percentage },
      { yes: true, readOnly: false, signal: soon() },
    );
  const create = (mlops: number, of = namespace) =>
    cluster.kubernetes.request({
      ...{ method: 'POST', path: `/apis/${given.path.replace('NAMESPACE', of)}`, body: given.object(mlops) },
    });
  const byHand = (mlops: number, of = namespace) =>
    cluster.kubectl(
      ...[
        '-n',
        of,
        'patch',
        given.resource,
        'traffic',
        '--type=json',
        '-p',
        JSON.stringify(given.patch(mlops)),
      ],
    );
  /** All that somebody could see of it, but for what no two objects have in common. */
  const live = async (of = namespace): Promise<unknown> => {
    const found: unknown = JSON.parse(
      await cluster.kubectl('-n', of, 'get', given.resource, 'traffic', '-o=json'),
    );
    const { name, generation, annotations } = recordAt(found, 'metadata');
    return { name, generation, annotations, spec: fieldAt(found, 'spec'), status: fieldAt(found, 'status') };
  };

  it('leaves exactly the object that kubectl leaves', async () => {
    await create(10);
    const other = await createNamespace(cluster.api, `${namespace}-by-hand`);
    await create(10, other);
    await byHand(50, other);
    const outcome = await set(50);
    expect(await live()).toEqual(await live(other));
    expect(outcome.verification).toMatchObject({
      ok: true,
      words: expect.stringMatching(/reads back as 50 %$/),
    });
    expect(outcome.inverse).toEqual({
      ...{ title: 'Back to 10 %', kind: 'rollout.set', parameters: { percentage: 10 } },
    });
    expect(await set(50)).toMatchObject({ journal: null });
  });

  it('is one request, shown before it is sent and rehearsed by the server', async () => {
    await create(10);
    const preview = await cluster.door.door.preview(
      traffic().operations.setShare,
      { percentage: 0 },
      { readOnly: false, signal: soon() },
    );
    expect(preview.calls).toHaveLength(1);
    expect(preview.dryRun).toBe('server');
    expect(preview.diff).toMatch(/^\+.*\b0\b/m);
    expect(preview.summary).toMatch(/^MLOps features off, 0 % of traffic, from 10 %: write the weights of /);
  });

  it('that somebody else moves between the preview and the act is not written over, and names them', async () => {
    await create(10);
    const prepared = await traffic().operations.setShare.prepare({ percentage: 50 }, soon());
    await byHand(25);
    const before = await live();
    await expect(prepared.execute(soon())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/changed by somebody else meanwhile, last by kubectl\S* at 20/),
    });
    expect(await live()).toEqual(before);
    expect(movedByOthers(await traffic().driver.read(soon()), 10)).toMatch(
      /says 25 %, not 10 %: moved by kubectl\S* at 20\S+Z$/,
    );
  });

  it('of an object that is deleted in the middle is not made anew', async () => {
    await create(10);
    const prepared = await traffic().operations.setShare.prepare({ percentage: 50 }, soon());
    await kubectl('delete', given.resource, 'traffic');
    await expect(prepared.execute(soon())).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/ is gone: somebody deleted it meanwhile; nothing was done$/),
    });
    expect((await traffic().driver.read(soon())).result).toMatchObject({
      ...{ ok: false, problem: { message: expect.stringMatching(/^There is no /) } },
    });
  });

  it('is not written by whoever lost the right to it in the middle', async () => {
    await create(10);
    const plural = given.path.split('/').at(-1);
    await kubectl(
      'create',
      'role',
      'mover',
      '--verb=get,patch',
      `--resource=${plural}.${given.path.split('/')[0]},deployments.apps,configmaps`,
    );
    await kubectl('create', 'rolebinding', 'mover', '--role=mover', '--user=nobody');
    const prepared = await traffic(cluster.nobody).operations.setShare.prepare({ percentage: 50 }, soon());
    await prepared.rehearse?.(soon());
    await kubectl('delete', 'rolebinding', 'mover');
    const before = await live();
    await expect(prepared.execute(soon())).rejects.toMatchObject({ code: 'forbidden' });
    expect(await live()).toEqual(before);
  });
});

describe('what a canary ingress can be set to', () => {
  it('is what its total divides into', async () => {
    const prefix = 'nginx.ingress.kubernetes.io/canary';
    await cluster.kubernetes.request({
      ...{ method: 'POST', path: `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses` },
      body: {
        metadata: {
          name: 'eighths',
          annotations: { [prefix]: 'true', [`${prefix}-weight`]: '1', [`${prefix}-weight-total`]: '8' },
        },
        spec: { defaultBackend: { service: { name: 'mlops-manager', port: { number: 80 } } } },
      },
    });
    const { driver } = createTraffic({
      profile: {
        ...{ name: 'practice', environment: 'staging', rollouts: { driver: 'nginx', name: 'eighths' } },
      },
      cluster: { connect: async () => cluster.kubernetes, namespace },
      ...{ clock: systemClock(), expectedHash: 'cdd01ef066bc6cf2', components: RIGHT_HASH },
    });
    expect(await driver.shares(soon())).toMatchObject({ settable: [0, 25, 50, 75, 100] });
    for (const percentage of [25, 50]) await driver.setShare.prepare({ percentage }, soon());
    await expect(driver.setShare.prepare({ percentage: 30 }, soon())).rejects.toThrow('cannot take 30 %');
  });
});

describe('an object that the profile names and the cluster does not have', () => {
  it('is told from a kind that the cluster does not know', async () => {
    const read = (rollouts: Profile['rollouts']) =>
      createTraffic({
        profile: { name: 'practice', environment: 'staging', rollouts },
        cluster: { connect: async () => cluster.kubernetes, namespace },
        clock: systemClock(),
        expectedHash: 'cdd01ef066bc6cf2',
      }).driver.read(soon());
    expect((await read({ driver: 'nginx', name: 'gone' })).result).toMatchObject({
      problem: { code: 'not-found', message: `There is no canary ingress ${namespace}/gone` },
    });
  });
});
