import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { requirePart } from '../../scripts/provision/parts.ts';
import { run } from '../../scripts/provision/programs.ts';
import { startControlPlane, type TestControlPlane } from './control-plane.ts';
import { type FakeKubelet, startFakeKubelet } from './fake-kubelet.ts';
import { createDeployment, createNamespace, createPods } from './kubernetes-objects.ts';

let cluster: TestControlPlane;
let kubelet: FakeKubelet;

beforeAll(async () => {
  cluster = await startControlPlane();
  kubelet = await startFakeKubelet(cluster, { shouldRun: ({ images }) => !images.includes('acgs/broken:1') });
});

afterAll(async () => {
  await kubelet?.close();
  await cluster?.close();
});

async function podPhases(namespace: string): Promise<string[]> {
  const path = '-o=jsonpath={range .items[*]}{.status.phase} {end}';
  const phases = await cluster.kubectl('get', 'pods', '--namespace', namespace, path);
  return phases.split(' ').filter(Boolean);
}

// After an outage the controller manager asks again with growing pauses.
const soon = { timeout: 45_000, interval: 100 };

describe('the control plane', () => {
  it('runs the pods of a deployment, and replaces one that is deleted', async () => {
    const namespace = await createNamespace(cluster.api, 'running');
    await createDeployment(cluster.api, { name: 'governance', namespace, replicas: 3 });
    await vi.waitFor(async () => {
      expect(await podPhases(namespace)).toEqual(['Running', 'Running', 'Running']);
    }, soon);
    const names = await cluster.kubectl('get', 'pods', '-n', namespace, '-o=name');
    const [first = ''] = names.trim().split('\n');
    await cluster.kubectl('delete', '-n', namespace, first, '--wait=false');
    await vi.waitFor(async () => {
      const now = await cluster.kubectl('get', 'pods', '-n', namespace, '-o=name');
      expect(now).not.toContain(first);
      expect(await podPhases(namespace)).toEqual(['Running', 'Running', 'Running']);
    }, soon);
  });

  it('leaves pods pending that the kubelet is told not to run', async () => {
    const namespace = await createNamespace(cluster.api, 'pending');
    await createDeployment(cluster.api, { name: 'broken', namespace, image: 'acgs/broken:1' });
    await createDeployment(cluster.api, { name: 'fine', namespace });
    await vi.waitFor(async () => {
      expect((await podPhases(namespace)).sort()).toEqual(['Pending', 'Running']);
    }, soon);
  });

  it('runs many pods without a controller', async () => {
    const namespace = await createNamespace(cluster.api, 'many');
    await createPods(cluster.api, { name: 'filler', count: 300, namespace, node: kubelet.nodes[0] ?? '' });
    await vi.waitFor(async () => {
      expect((await podPhases(namespace)).filter((phase) => phase === 'Running')).toHaveLength(300);
    }, soon);
  });

  it.each([
    ['viewer', 'list', 'pods', 'yes'],
    ['viewer', 'list', 'nodes', 'yes'],
    ['viewer', 'patch', 'deployments', 'no'],
    ['viewer', 'get', 'secrets', 'no'],
    ['nobody', 'list', 'pods', 'no'],
  ] as const)('answers %s who asks whether it may %s %s: %s', async (user, verb, resource, answer) => {
    const text = cluster.kubeconfigFor(user);
    expect(await canI(text, verb, resource)).toBe(answer);
  });

  it('takes a client certificate for its user and groups, until it has expired', async () => {
    const valid = await cluster.kubeconfigWithCertificate('alice', { groups: ['acgs:viewers'] });
    expect(await canI(valid, 'list', 'pods')).toBe('yes');
    expect(await canI(valid, 'delete', 'pods')).toBe('no');
    const expired = await cluster.kubeconfigWithCertificate('alice', {
      notBefore: new Date('2020-01-01'),
      notAfter: new Date('2020-01-02'),
    });
    expect(await canI(expired, 'list', 'pods')).toMatch(/must be logged in|Unauthorized|provide credentials/);
  });

  it('keeps its data and its port when the API server is stopped and started', async () => {
    const namespace = await createNamespace(cluster.api, 'restarted');
    await cluster.stopApiServer();
    await expect(cluster.api.get('/readyz')).rejects.toThrow();
    await cluster.startApiServer();
    expect(await cluster.kubectl('get', 'namespaces', '-o=name')).toContain(`namespace/${namespace}`);
    await createDeployment(cluster.api, { name: 'afterwards', namespace });
    await vi.waitFor(async () => expect(await podPhases(namespace)).toEqual(['Running']), soon);
  });
});

async function canI(kubeconfig: string, verb: string, resource: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'acgs-kubeconfig-'));
  try {
    const file = join(folder, 'kubeconfig');
    await writeFile(file, kubeconfig);
    const question = ['--kubeconfig', file, 'auth', 'can-i', verb, resource];
    // kubectl says "no" with the same exit status as an error; its last line tells the two apart.
    const said = await run('sh', ['-c', '"$0" "$@" 2>&1 || true', requirePart('kubectl'), ...question]);
    return said.trim().split('\n').at(-1) ?? '';
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
