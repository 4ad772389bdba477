import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../../test/servers/control-plane.ts';
import { type FakeKubelet, startFakeKubelet } from '../../../../test/servers/fake-kubelet.ts';
import type { Json } from '../../../../test/servers/kubernetes-api.ts';
import { createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import type { ControlCenter } from '../../control-center/capabilities.ts';
import { openControlCenter } from '../../control-center.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { placeOf } from './components.ts';

const RIGHT = 'cdd01ef066bc6cf2';
const OTHER = 'a41f0c9be77d2035';
const namespace = 'acgs-production';
const profile = (kubeconfig: string) => ({
  name: 'acgs-test',
  environment: 'staging' as const,
  cluster: { kubeconfig },
  services: { governance: { deployment: 'gs-service' }, integrity: { deployment: 'integrity' } },
});

let cluster: TestControlPlane;
let kubelet: FakeKubelet;
let folder: string;
let center: ControlCenter;

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);

beforeAll(async () => {
  cluster = await startControlPlane();
  kubelet = await startFakeKubelet(cluster);
  await createNamespace(cluster.api, namespace);
  await cluster.api.post(`/api/v1/namespaces/${namespace}/configmaps`, {
    metadata: { name: 'mlops-production-config', annotations: { 'constitutional-hash': RIGHT } },
    data: { constitutional_hash: RIGHT, traffic_percentage: '100' },
  });
  await deployment('gs-service', [{ name: 'CONSTITUTIONAL_HASH', value: RIGHT }]);
  const from = { configMapKeyRef: { name: 'mlops-production-config', key: 'constitutional_hash' } };
  await deployment('integrity', [{ name: 'CONSTITUTIONAL_HASH', valueFrom: from }]);
});
afterAll(async () => {
  await kubelet?.close();
  await cluster?.close();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-hash-'));
  center = await openControlCenter({
    profile: profile(cluster.kubeconfig),
    ...{ dataDirectory: folder, clock: systemClock(), log: silentLog, redactor: createRedactor() },
  });
});
afterEach(async () => {
  await center.close();
  await rm(folder, { recursive: true });
});

async function deployment(name: string, env: Json[]): Promise<void> {
  const labels = { app: name };
  const annotations = { 'acgs.io/constitutional-hash': RIGHT };
  const containers: Json = [
    { name: 'proxy', image: 'acgs/proxy:1' },
    { name, image: 'acgs/service:1', env: [{ name: 'LEVEL', value: 'info' }, ...env] },
  ];
  const initContainers = [
    { name: 'check', image: 'acgs/check:1', env: [{ name: 'CONSTITUTIONAL_HASH', value: RIGHT }] },
  ];
  await cluster.api.post(`/apis/apps/v1/namespaces/${namespace}/deployments`, {
    metadata: { name, annotations },
    spec: {
      replicas: 2,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers, initContainers } },
    },
  });
  await kubectl('rollout', 'status', `deployment/${name}`, '--timeout=40s');
}

async function look(id: string) {
  const { parts } = await center.compliance.validate({ mode: 'quick' });
  const item = parts.find((part) => part.id === 'hash')?.items.find((it) => it.id === id);
  if (!item) throw new Error(`there is no ${id}`);
  return { ...item, wrong: item.evidence.filter(({ value }) => value === 0) };
}

/** Restores the only object of a component that is wrong. */
async function restore(id: string) {
  const place = placeOf(center.profile, id);
  const objects = await center.operations.hashObjects(place);
  const [wrong, ...others] = objects.flatMap((it) => (it.isWrong ? [it.parameters] : []));
  expect(others).toEqual([]);
  if (!wrong) throw new Error(`nothing of ${id} is wrong`);
  const { restoreHash } = center.operations;
  const options = { readOnly: false, signal: AbortSignal.timeout(50_000) };
  const preview = await center.door.preview(restoreHash, wrong, options);
  const { verification } = await center.door.perform(restoreHash, wrong, { ...options, yes: true });
  return { preview, verification };
}

/** Somebody changed it within the last minute, by kubectl. */
function byKubectl(changedBy: { who: string; at: string } | null | undefined, manager: string) {
  expect(changedBy?.who).toBe(manager);
  expect(Date.now() - Date.parse(changedBy?.at ?? '')).toBeLessThan(60_000);
}

it('finds every place of what carries the hash', async () => {
  expect((await look('governance')).evidence.map(({ source, value }) => [source, value])).toEqual([
    ['deployment gs-service, annotation acgs.io/constitutional-hash', 1],
    ['deployment gs-service, CONSTITUTIONAL_HASH of container gs-service', 1],
    ['deployment gs-service, CONSTITUTIONAL_HASH of init container check', 1],
    ['pods of deployment gs-service', 1],
  ]);
  expect(await look('integrity')).toMatchObject({ value: 1 });
  expect(await look('configuration')).toMatchObject({ value: 1 });
  expect(await look('authentication')).toMatchObject({ value: null, weight: 1 });
});

it('finds a hash edited in a config map, also where a container takes it from there, and restores it', async () => {
  const patch = JSON.stringify({ data: { constitutional_hash: OTHER } });
  await kubectl('patch', 'configmap', 'mlops-production-config', '--type=merge', '-p', patch);
  const { value, wrong, says } = await look('configuration');
  expect(value).toBe(0);
  expect(says).toContain(
    `config map mlops-production-config, key constitutional_hash shows ${OTHER} instead of ${RIGHT}`,
  );
  byKubectl(wrong[0]?.changedBy, 'kubectl-patch');
  expect((await look('integrity')).wrong).toMatchObject([
    { source: 'deployment integrity, CONSTITUTIONAL_HASH of container integrity', observed: OTHER },
  ]);

  // Of the service, too: it is the config map that is wrong.
  const { preview, verification } = await restore('integrity');
  expect(preview).toMatchObject({
    target: `config map ${namespace}/mlops-production-config`,
    risk: 'change',
  });
  expect(preview.dryRun).toBe('server');
  expect(preview.diff).toContain(`-key constitutional_hash: ${OTHER}\n+key constitutional_hash: ${RIGHT}`);
  expect(verification).toMatchObject({ ok: true });
  expect(await kubectl('get', 'cm', 'mlops-production-config', '-o', 'jsonpath={.data}')).toContain(RIGHT);
  expect(await look('configuration')).toMatchObject({ value: 1 });
});

it('finds a hash edited in an environment variable, and pods that have it, and restores it', async () => {
  await kubectl('set', 'env', 'deployment/gs-service', '-c', 'gs-service', `CONSTITUTIONAL_HASH=${OTHER}`);
  await kubectl('rollout', 'status', 'deployment/gs-service', '--timeout=40s');
  const { value, wrong } = await look('governance');
  expect(value).toBe(0);
  expect(wrong).toMatchObject([
    { source: 'deployment gs-service, CONSTITUTIONAL_HASH of container gs-service', observed: OTHER },
    { source: 'pods of deployment gs-service', observed: OTHER, count: 2 },
  ]);
  byKubectl(wrong[0]?.changedBy, 'kubectl-set');

  const { preview, verification } = await restore('governance');
  expect(preview.diff).toContain(`+CONSTITUTIONAL_HASH of container gs-service: ${RIGHT}`);
  expect(verification).toMatchObject({ ok: true });
  expect(await look('governance')).toMatchObject({ value: 1 });
});

it('finds a hash edited in an annotation, restores it, and takes that back', async () => {
  await kubectl('annotate', '--overwrite', 'deployment/gs-service', `acgs.io/constitutional-hash=${OTHER}`);
  const { wrong } = await look('governance');
  expect(wrong).toMatchObject([{ source: 'deployment gs-service, annotation acgs.io/constitutional-hash' }]);
  byKubectl(wrong[0]?.changedBy, 'kubectl-annotate');

  const { restoreHash } = center.operations;
  const options = { readOnly: false, yes: true, signal: AbortSignal.timeout(50_000) };
  const done = await center.door.perform(
    restoreHash,
    { object: 'deployment', namespace, name: 'gs-service' },
    options,
  );
  expect(done.verification.ok).toBe(true);
  expect(await look('governance')).toMatchObject({ value: 1 });
  if (!done.inverse) throw new Error('nothing takes it back');
  await center.door.perform(center.catalogue.named(done.inverse.kind), done.inverse.parameters, options);
  expect((await look('governance')).wrong).toHaveLength(1);
  await restore('governance');
});

it('refuses what was changed since it was shown', async () => {
  const patch = JSON.stringify({ metadata: { annotations: { 'constitutional-hash': OTHER } } });
  await kubectl('patch', 'cm', 'mlops-production-config', '--type=merge', '-p', patch);
  const { restoreHash } = center.operations;
  const wanted = { object: 'config map' as const, namespace, name: 'mlops-production-config' };
  const prepared = await restoreHash.prepare(wanted, AbortSignal.timeout(10_000));
  await kubectl('annotate', '--overwrite', 'cm/mlops-production-config', 'constitutional-hash=ffff0000');
  await expect(prepared.execute(AbortSignal.timeout(10_000))).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('kubectl-annotate'),
  });
  await restore('configuration');
});

it('restores everywhere at once, and once what several components take from the same config map', async () => {
  const patch = JSON.stringify({ data: { constitutional_hash: OTHER } });
  await kubectl('patch', 'cm', 'mlops-production-config', '--type=merge', '-p', patch);
  const { restore: everywhere } = center.recovery;
  const options = { readOnly: false, signal: AbortSignal.timeout(50_000) };
  const preview = await center.door.preview(everywhere, {}, options);
  expect(preview.calls).toHaveLength(1);
  const { verification } = await center.door.perform(everywhere, {}, { ...options, yes: true });
  expect(verification).toMatchObject({ ok: true });
  expect(await look('configuration')).toMatchObject({ value: 1 });
});
