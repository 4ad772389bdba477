import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createTraffic, type ShownHashes } from './index.ts';
import { openTrafficCluster, RIGHT_HASH, type TrafficCluster } from './testing/traffic-cluster.ts';

/** What no driver but the config map would look at by itself: here the weight of a canary ingress. */
const HASH = 'cdd01ef066bc6cf2';
const soon = () => AbortSignal.timeout(20_000);

let cluster: TrafficCluster;
let namespace = '';
let spaces = 0;

beforeAll(async () => {
  cluster = await openTrafficCluster({ kubelet: false });
});
afterAll(() => cluster?.close());
beforeEach(async () => {
  spaces += 1;
  namespace = await createNamespace(cluster.api, `hash-${spaces}`);
  const prefix = 'nginx.ingress.kubernetes.io/canary';
  await cluster.kubernetes.request({
    ...{ method: 'POST', path: `/apis/networking.k8s.io/v1/namespaces/${namespace}/ingresses` },
    body: {
      metadata: { name: 'canary', annotations: { [prefix]: 'true', [`${prefix}-weight`]: '10' } },
      spec: { defaultBackend: { service: { name: 'mlops-manager', port: { number: 80 } } } },
    },
  });
});

const setTo = (percentage: number, given: { components?: ShownHashes; named?: string } = {}) => {
  const { named, components } = given;
  const { driver } = createTraffic({
    profile: {
      ...{ name: 'practice', environment: 'staging', rollouts: { driver: 'nginx', name: 'canary' } },
      ...(named && { cluster: { configMap: named } }),
    },
    cluster: { connect: async () => cluster.kubernetes, namespace },
    ...{ clock: systemClock(), expectedHash: HASH },
    ...(components && { components }),
  });
  const consent = { yes: true, readOnly: false, signal: soon() };
  return cluster.door.door.perform(driver.setShare, { percentage }, consent);
};
const configMap = (name: string, hash: string) =>
  cluster.kubectl(
    ...['-n', namespace, 'create', 'configmap', name, `--from-literal=constitutional_hash=${hash}`],
  );
const reject = (message: string, code: string) => expect.objectContaining({ code, message });

describe('more traffic by a driver that is not the config map', () => {
  it('is given where the config map or a component shows the right hash', async () => {
    await expect(setTo(20, { components: RIGHT_HASH })).resolves.toMatchObject({
      verification: { ok: true },
    });
    await configMap('mlops-config', HASH);
    await expect(setTo(30)).resolves.toMatchObject({ verification: { ok: true } });
  });

  it('is refused where the config map says another one, and less is given', async () => {
    await configMap('mlops-config', 'deadbeefcafe0000');
    await expect(setTo(20, { components: RIGHT_HASH })).rejects.toEqual(
      reject(
        `The constitutional hash is not ${HASH} everywhere: config map ${namespace}/mlops-config carries deadbeefcafe0000; no more traffic is given`,
        'conflict',
      ),
    );
    await expect(setTo(5)).resolves.toMatchObject({ verification: { ok: true } });
    await expect(setTo(0)).resolves.toMatchObject({ verification: { ok: true } });
  });

  it('is refused where a component shows another one, and less is given', async () => {
    await configMap('mlops-config', HASH);
    const components: ShownHashes = async () => [
      { component: 'Integrity', isRight: false },
      { component: 'MLOps Manager', isRight: true },
    ];
    await expect(setTo(20, { components })).rejects.toEqual(
      reject(
        `The constitutional hash is not ${HASH} everywhere: Integrity shows another one; no more traffic is given`,
        'conflict',
      ),
    );
    await expect(setTo(5, { components })).resolves.toMatchObject({ verification: { ok: true } });
  });

  it('is refused where nobody knows it, and less is given', async () => {
    const unknown = (why: string) =>
      reject(`The constitutional hash is not known (${why}): no more traffic is given`, 'refused');
    await expect(setTo(20)).rejects.toEqual(unknown('no component and no config map shows one'));
    await expect(setTo(20, { named: 'gone', components: RIGHT_HASH })).rejects.toEqual(
      unknown(`There is no config map ${namespace}/gone`),
    );
    const components = async () => {
      throw new Error('nobody answers');
    };
    await expect(setTo(20, { components })).rejects.toEqual(unknown('nobody answers'));
    await expect(setTo(5, { named: 'gone', components })).resolves.toMatchObject({
      verification: { ok: true },
    });
  });
});
