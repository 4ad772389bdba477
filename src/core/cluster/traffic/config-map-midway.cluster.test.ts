import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createDeployment, createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { fieldAt, recordAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createTraffic } from './index.ts';
import { openTrafficCluster, type TrafficCluster } from './testing/traffic-cluster.ts';

const HASH = 'cdd01ef066bc6cf2';
const NAME = 'mlops-production-config';
const soon = () => AbortSignal.timeout(50_000);

let cluster: TrafficCluster;
let namespace = '';
let spaces = 0;

beforeAll(async () => {
  cluster = await openTrafficCluster({ kubelet: false });
});
afterAll(() => cluster?.close());
beforeEach(async () => {
  spaces += 1;
  namespace = await created(`midway-${spaces}`);
});

/** Production as it is at 100 %. */
async function created(name: string): Promise<string> {
  await createNamespace(cluster.api, name);
  await createDeployment(cluster.api, { name: 'mlops-manager', namespace: name });
  await cluster.api.post(`/api/v1/namespaces/${name}/configmaps`, {
    metadata: { name: NAME, labels: { team: 'models' } },
    data: {
      ...{ integration_mode: 'production', mlops_enabled: 'true' },
      ...{ traffic_percentage: '100', constitutional_hash: HASH },
    },
  });
  return name;
}

const prepare = (percentage: number, kubernetes: Kubernetes = cluster.kubernetes) =>
  createTraffic({
    profile: { name: 'practice', environment: 'staging' },
    cluster: { connect: async () => kubernetes, namespace },
    clock: systemClock(),
    expectedHash: HASH,
  }).operations.setShare.prepare({ percentage }, soon());

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);

/** All that somebody could see of both objects, but for what no two have in common. */
async function seen(of = namespace) {
  const [configMap, deployment] = await Promise.all(
    [`configmap/${NAME}`, 'deployment/mlops-manager'].map(
      async (what): Promise<unknown> => JSON.parse(await cluster.kubectl('-n', of, 'get', what, '-o=json')),
    ),
  );
  const { labels, annotations } = recordAt(configMap, 'metadata');
  return {
    configMap: { labels, annotations, data: fieldAt(configMap, 'data') },
    deployment: {
      generation: fieldAt(deployment, 'metadata', 'generation'),
      annotations: fieldAt(deployment, 'metadata', 'annotations'),
      spec: recordAt(deployment, 'spec'),
    },
  };
}

describe('a share that is written to the config map', () => {
  it('leaves exactly the objects that kubectl leaves', async () => {
    const other = await created(`${namespace}-by-hand`);
    await (await prepare(25)).execute(soon());
    const ours = await seen();
    // The moments are those of our writing: kubectl is told them.
    const patch = (what: string, type: string, body: unknown) =>
      cluster.kubectl('-n', other, 'patch', what, `--type=${type}`, '-p', JSON.stringify(body));
    await patch(`configmap/${NAME}`, 'merge', {
      metadata: { annotations: ours.configMap.annotations },
      data: { mlops_enabled: 'true', traffic_percentage: '25' },
    });
    const { annotations } = recordAt(ours.deployment.spec, 'template', 'metadata');
    await patch('deployment/mlops-manager', 'strategic', {
      spec: { template: { metadata: { annotations } } },
    });
    expect(ours).toEqual(await seen(other));
    expect(ours.configMap.data).toMatchObject({ traffic_percentage: '25', integration_mode: 'production' });
    expect(Object.keys(recordAt(annotations))).toEqual([
      'acgs.dev/features-set-at',
      'kubectl.kubernetes.io/restartedAt',
    ]);
  });

  it('is not made anew where somebody deletes the config map in the middle', async () => {
    const prepared = await prepare(25);
    await kubectl('delete', 'configmap', NAME);
    await expect(prepared.execute(soon())).rejects.toMatchObject({
      code: 'not-found',
      message: `config map ${namespace}/${NAME} is gone: somebody deleted it meanwhile; nothing was done`,
    });
    expect(await kubectl('get', 'deployment/mlops-manager', '-o=jsonpath={.metadata.generation}')).toBe('1');
  });

  it('is not written by whoever lost the right to it in the middle', async () => {
    await kubectl('create', 'role', 'mover', '--verb=get,patch', '--resource=configmaps,deployments.apps');
    await kubectl('create', 'rolebinding', 'mover', '--role=mover', '--user=nobody');
    const prepared = await prepare(25, cluster.nobody);
    await prepared.rehearse?.(soon());
    await kubectl('delete', 'rolebinding', 'mover');
    const before = await seen();
    await expect(prepared.execute(soon())).rejects.toMatchObject({ code: 'forbidden' });
    expect(await seen()).toEqual(before);
  });
});
