import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { startControlPlane, type TestControlPlane } from '../../../test/servers/control-plane.ts';
import { type FakeKubelet, startFakeKubelet } from '../../../test/servers/fake-kubelet.ts';
import { createDeployment, createNamespace } from '../../../test/servers/kubernetes-objects.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { kubeconfigContexts, openKubernetes } from '../connect/kubernetes/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openStore } from '../store/index.ts';
import { type Cluster, createCluster, type Namespaces } from './index.ts';

const HASH = 'cdd01ef066bc6cf2';
const clock = systemClock();

let control: TestControlPlane;
let kubelet: FakeKubelet;
let folder: TemporaryFolder;
let cluster: Cluster;

/** The administrator's context is the profile's; the second may see two namespaces, the third leads nowhere. */
async function writeKubeconfig(): Promise<string> {
  const path = join(folder.path, 'kubeconfig');
  const { server, authority, tokens } = control;
  const data = Buffer.from(authority).toString('base64');
  await writeFile(
    path,
    stringify({
      'current-context': 'admin',
      clusters: [
        { name: 'real', cluster: { server, 'certificate-authority-data': data } },
        { name: 'nowhere', cluster: { server: 'https://127.0.0.1:9' } },
      ],
      users: [
        { name: 'admin', user: { token: tokens.admin } },
        { name: 'somebody', user: { token: tokens.nobody } },
      ],
      contexts: [
        { name: 'admin', context: { cluster: 'real', user: 'admin' } },
        { name: 'limited', context: { cluster: 'real', user: 'somebody', namespace: 'team-a' } },
        { name: 'dead', context: { cluster: 'nowhere', user: 'admin' } },
      ],
    }),
  );
  return path;
}

/** Lets `nobody` read pods and config maps of one namespace. */
async function grant(namespace: string): Promise<void> {
  const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  await control.api.post(`${rbac}/roles`, {
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: ['pods', 'configmaps'], verbs: ['get', 'list', 'watch'] }],
  });
  await control.api.post(`${rbac}/rolebindings`, {
    metadata: { name: 'reader' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'nobody' }],
  });
}

beforeAll(async () => {
  control = await startControlPlane();
  kubelet = await startFakeKubelet(control);
  folder = await temporaryFolder('scopes');
  for (const namespace of ['team-a', 'team-b', 'team-c']) {
    await createNamespace(control.api, namespace);
    await createDeployment(control.api, { name: `web-${namespace}`, namespace, replicas: 2 });
    await control.kubectl(
      '-n',
      namespace,
      'rollout',
      'status',
      `deployment/web-${namespace}`,
      '--timeout=40s',
    );
  }
  await grant('team-a');
  await grant('team-b');
  const kubeconfig = await writeKubeconfig();
  const named = { kubeconfig, context: 'admin' };
  const redactor = createRedactor();
  cluster = createCluster({
    open: (context) =>
      openKubernetes({
        cluster: { ...named, ...(context ? { context: context.name } : {}) },
        clock,
        log: silentLog,
        redactor,
      }),
    contexts: () => kubeconfigContexts(named),
    namespace: 'team-c',
    store: openStore(':memory:', 60_000),
    staleAfterMs: 60_000,
    expectedHash: HASH,
    redactor,
    clock,
    log: silentLog,
  });
});

afterAll(async () => {
  await cluster?.close();
  await kubelet?.close();
  await control?.close();
  await folder?.remove();
});

const SOON = { timeout: 20_000, interval: 50 };

/** What a screen sees of a table for as long as the test looks. */
function watch(kind: 'pods' | 'configMaps', context: string | null, namespaces: Namespaces) {
  const stop = new AbortController();
  const rows = new Map<string, { namespace: string; name: string }>();
  let state: { phase: string; missing: string[]; problem: string | null } | null = null;
  const reading = (async () => {
    for await (const frame of cluster.frames(kind, { context, namespaces, signal: stop.signal })) {
      if (frame.reset) rows.clear();
      for (const row of frame.rows) rows.set(row.key, row);
      for (const key of frame.removed) rows.delete(key);
      state = {
        phase: frame.state.phase,
        missing: frame.state.missing.map(({ namespace }) => namespace),
        problem: frame.state.problem?.message ?? null,
      };
    }
  })();
  return {
    state: () => state,
    names: () => [...rows.values()].map(({ name }) => name).sort(),
    namespaces: () => [...new Set([...rows.values()].map(({ namespace }) => namespace))].sort(),
    async stop() {
      stop.abort();
      await reading;
    },
  };
}

const kubectlNames = async (...args: string[]) =>
  (await control.kubectl('get', ...args, '-o=name'))
    .trim()
    .split('\n')
    .map((name) => name.replace(/^.*\//, ''))
    .sort();

describe('several namespaces', () => {
  it('are one live table of what kubectl lists in each, and change together', async () => {
    const table = watch('pods', null, ['team-a', 'team-b']);
    const expected = [
      ...(await kubectlNames('-n', 'team-a', 'pods')),
      ...(await kubectlNames('-n', 'team-b', 'pods')),
    ].sort();
    await vi.waitFor(() => expect(table.names()).toEqual(expected), SOON);
    expect(table.state()).toEqual({ phase: 'live', missing: [], problem: null });

    const [gone] = await kubectlNames('-n', 'team-b', 'pods');
    await control.kubectl('-n', 'team-b', 'delete', 'pod', gone ?? '', '--wait=false');
    await vi.waitFor(() => expect(table.names()).not.toContain(gone), SOON);
    expect(table.namespaces()).toEqual(['team-a', 'team-b']);
    await table.stop();
  });

  it('that may not be read are named, and the others are shown', async () => {
    const table = watch('pods', 'limited', ['team-a', 'team-b', 'team-c']);
    await vi.waitFor(() => expect(table.state()).toMatchObject({ phase: 'live', missing: ['team-c'] }), SOON);
    await vi.waitFor(() => expect(table.namespaces()).toEqual(['team-a', 'team-b']), SOON);
    await table.stop();

    const listed = await cluster.list('pods', { context: 'limited', namespaces: ['team-a', 'team-c'] });
    expect(listed.items.map(({ name }) => name)).toEqual(await kubectlNames('-n', 'team-a', 'pods'));
    expect(listed.missing).toMatchObject([
      {
        namespace: 'team-c',
        problem: { code: 'forbidden', message: expect.stringContaining('cannot list resource "pods"') },
      },
    ]);
  });

  it('none of which may be read are a missing permission, not an empty table', async () => {
    const table = watch('pods', 'limited', ['team-c', 'default']);
    await vi.waitFor(() => expect(table.state()?.phase).toBe('forbidden'), SOON);
    expect(table.state()?.problem).toContain('None of default, team-c may be read');
    await table.stop();
    const all = { context: 'limited', namespaces: ['team-c', 'default'] };
    await expect(cluster.list('pods', all)).rejects.toMatchObject({ code: 'forbidden' });
  });

  it('are listed where that is allowed, and otherwise the reason is', async () => {
    const own = await cluster.namespaces({ context: null });
    expect(own).toMatchObject({ own: 'team-c', problem: null });
    expect(own.names).toEqual(await kubectlNames('namespaces'));
    expect(await cluster.namespaces({ context: 'limited' })).toMatchObject({
      own: 'team-a',
      names: [],
      problem: { code: 'forbidden' },
    });
  });

  it('are selected from by labels and fields as kubectl does', async () => {
    const options = {
      context: null,
      namespaces: 'all',
      labelSelector: 'app in (web-team-a,web-team-b)',
      fieldSelector: 'metadata.namespace!=team-b',
    } as const;
    const { items } = await cluster.list('pods', options);
    expect(items.map(({ name }) => name).sort()).toEqual(await kubectlNames('-n', 'team-a', 'pods'));
  });
});

describe('several contexts', () => {
  it('are told by name, without opening any', async () => {
    expect(await cluster.contexts()).toEqual([
      { name: 'admin', cluster: 'real', user: 'admin', namespace: null, own: true },
      { name: 'limited', cluster: 'real', user: 'somebody', namespace: 'team-a', own: false },
      { name: 'dead', cluster: 'nowhere', user: 'admin', namespace: null, own: false },
    ]);
  });

  it('one that leads nowhere says so and keeps no other from answering', async () => {
    const dead = watch('pods', 'dead', 'own');
    const alive = watch('pods', 'limited', 'own');
    await vi.waitFor(() => expect(alive.namespaces()).toEqual(['team-a']), SOON);
    await vi.waitFor(() => expect(dead.state()?.problem).toMatch(/127\.0\.0\.1:9.*refused/), SOON);
    expect(cluster.context()).toBe('admin');
    await dead.stop();
    await alive.stop();
  });

  it('one that is not there is refused with those that are', async () => {
    await expect(cluster.list('pods', { context: 'typo', namespaces: 'own' })).rejects.toMatchObject({
      code: 'usage',
      message: 'The kubeconfig has no context "typo"',
      hint: 'It has: admin, limited, dead.',
    });
  });
});

describe('config maps', () => {
  it('are a live table of keys, sizes and hashes, never of values', async () => {
    const table = watch('configMaps', null, ['team-a']);
    const kubectl = (...args: string[]) => control.kubectl('-n', 'team-a', ...args);
    await kubectl('create', 'configmap', 'settings', '--from-literal=b=hidden-value', '--from-literal=a=1');
    await kubectl('annotate', 'configmap', 'settings', `constitutional-hash=${HASH}`);
    await vi.waitFor(() => expect(table.names()).toContain('settings'), SOON);
    const read = async () => {
      const { items } = await cluster.list('configMaps', { context: null, namespaces: ['team-a'] });
      expect(JSON.stringify(items)).not.toContain('hidden-value');
      return items.find(({ name }) => name === 'settings');
    };
    expect(await read()).toMatchObject({
      keys: ['a', 'b'],
      bytes: 13,
      hash: 'match',
      immutable: false,
      changedBy: expect.stringContaining('kubectl'),
    });
    await kubectl(
      'patch',
      'configmap',
      'settings',
      '-p',
      '{"data":{"constitutional_hash":"0000deadbeef0000"},"immutable":true}',
    );
    expect(await read()).toMatchObject({ hash: 'mismatch', level: 'critical', keyCount: 3, immutable: true });
    await kubectl('delete', 'configmap', 'settings');
    await vi.waitFor(() => expect(table.names()).not.toContain('settings'), SOON);
    await table.stop();
  });
});
