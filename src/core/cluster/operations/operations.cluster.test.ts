import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../../test/servers/control-plane.ts';
import { type FakeKubelet, startFakeKubelet } from '../../../../test/servers/fake-kubelet.ts';
import { createDeployment, createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { recordAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, openKubernetes } from '../../connect/kubernetes/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import type { OperationKind } from '../../operate/operation.ts';
import { openDoor, type TestDoor } from '../../operate/testing/open-door.ts';
import { type ClusterOperations, createClusterOperations } from './index.ts';

const namespace = 'operations';
const clock = systemClock();
/** A rollout that waits for its pods. */
const BROKEN = 'acgs/broken:1';

let cluster: TestControlPlane;
let kubelet: FakeKubelet;
let folder: TemporaryFolder;
const open: Kubernetes[] = [];
let admin: Hand;
let viewer: Hand;

/** What one user can do. */
interface Hand extends TestDoor {
  operations: ClusterOperations;
  kubernetes: Kubernetes;
  do<P>(kind: OperationKind<P>, parameters: P): ReturnType<TestDoor['door']['perform']>;
}

async function handOf(user: 'admin' | 'viewer'): Promise<Hand> {
  const path = join(folder.path, user);
  await writeFile(path, cluster.kubeconfigFor(user));
  const kubernetes = await openKubernetes({
    cluster: { kubeconfig: path },
    clock,
    log: silentLog,
    redactor: createRedactor(),
  });
  open.push(kubernetes);
  const connect = async () => kubernetes;
  const door = openDoor({ clock, connect, actor: `${user}@test` });
  return {
    ...door,
    kubernetes,
    operations: createClusterOperations({
      ...{ connect, clock, redactor: createRedactor(), expectedHash: 'cdd01ef066bc6cf2' },
    }),
    do: (kind, parameters) =>
      door.door.perform(kind, parameters, {
        yes: true,
        readOnly: false,
        signal: AbortSignal.timeout(50_000),
      }),
  };
}

beforeAll(async () => {
  cluster = await startControlPlane();
  kubelet = await startFakeKubelet(cluster, { shouldRun: ({ images }) => !images.includes(BROKEN) });
  folder = await temporaryFolder('operations');
  await createNamespace(cluster.api, namespace);
  admin = await handOf('admin');
  viewer = await handOf('viewer');
});

afterAll(async () => {
  admin?.close();
  viewer?.close();
  await Promise.all(open.map((kubernetes) => kubernetes.close()));
  await kubelet?.close();
  await cluster?.close();
  await folder?.remove();
});

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);

const rolledOut = (name: string) => kubectl('rollout', 'status', `deployment/${name}`, '--timeout=40s');

/** Two deployments that differ in nothing but their names: one for us, one for kubectl. */
async function twins(base: string, replicas = 2): Promise<[ours: string, theirs: string]> {
  const names: [string, string] = [`${base}-ours`, `${base}-kubectl`];
  for (const name of names) {
    await createDeployment(cluster.api, { name, namespace, replicas, image: 'acgs/twin:1' });
    await rolledOut(name);
  }
  return names;
}

/** What is left of an object when everything is gone that differs by name, time or author. */
async function essence(kind: string, name: string): Promise<unknown> {
  const text = await kubectl('get', kind, name, '-o', 'json');
  const object: unknown = JSON.parse(
    text.replaceAll(name, 'TWIN').replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)/g, 'TIME'),
  );
  const { labels, annotations } = recordAt(object, 'metadata');
  return {
    labels,
    annotations,
    generation: recordAt(object, 'metadata').generation,
    spec: recordAt(object, 'spec'),
    data: recordAt(object, 'data'),
  };
}

async function expectTwins(kind: string, [ours, theirs]: [string, string]): Promise<void> {
  await vi.waitFor(async () => expect(await essence(kind, ours)).toEqual(await essence(kind, theirs)), {
    timeout: 20_000,
    interval: 200,
  });
}

describe('on a real control plane', () => {
  it('restarts a deployment as kubectl does, and sees its new pods arrive', async () => {
    const [ours, theirs] = await twins('restart');
    const outcome = await admin.do(admin.operations.restart, { namespace, name: ours });
    await kubectl('rollout', 'restart', `deployment/${theirs}`);
    expect(outcome.verification).toEqual({ ok: true, words: `deployment "${ours}" successfully rolled out` });
    await rolledOut(theirs);
    await expectTwins('deployment', [ours, theirs]);
    expect(admin.told().slice(-3)).toEqual(['intent', 'result done', 'verification true']);
  });

  it('scales as kubectl does, up, down and to nothing, and refuses what is so already', async () => {
    const [ours, theirs] = await twins('scale');
    for (const replicas of [4, 1, 0]) {
      const outcome = await admin.do(admin.operations.scale, { namespace, name: ours, replicas });
      expect(outcome.verification.ok).toBe(true);
      await kubectl('scale', `deployment/${theirs}`, `--replicas=${replicas}`);
      await expectTwins('deployment', [ours, theirs]);
    }
    await expect(
      admin.do(admin.operations.scale, { namespace, name: ours, replicas: 0 }),
    ).rejects.toMatchObject({
      code: 'usage',
      message: `deployment ${namespace}/${ours} has 0 replicas already, nothing was done`,
    });
  });

  it('goes back to the previous and to a named revision as kubectl does, change causes included', async () => {
    const [ours, theirs] = await twins('undo');
    for (const name of [ours, theirs]) {
      for (const version of [2, 3]) {
        await kubectl('set', 'image', `deployment/${name}`, `main=acgs/twin:${version}`);
        await kubectl(
          'annotate',
          `deployment/${name}`,
          `kubernetes.io/change-cause=version ${version}`,
          '--overwrite',
        );
        await rolledOut(name);
      }
    }
    for (const revision of [undefined, 1]) {
      const outcome = await admin.do(admin.operations.undo, {
        namespace,
        name: ours,
        ...(revision === undefined ? {} : { revision }),
      });
      expect(outcome.verification.ok).toBe(true);
      await kubectl('rollout', 'undo', `deployment/${theirs}`, `--to-revision=${revision ?? 0}`);
      await rolledOut(theirs);
      await expectTwins('deployment', [ours, theirs]);
    }
    const again = await admin.do(admin.operations.undo, { namespace, name: ours, revision: 5 });
    expect(again).toMatchObject({ journal: null, summary: expect.stringContaining('says already') });
    await expect(
      admin.do(admin.operations.undo, { namespace, name: ours, revision: 99 }),
    ).rejects.toMatchObject({
      code: 'not-found',
    });

    const history = await admin.operations.history({ namespace, name: ours });
    const printed = await kubectl('rollout', 'history', `deployment/${ours}`);
    const rows = printed
      .trim()
      .split('\n')
      .filter((line) => /^\d/.test(line));
    expect(history.map((it) => [String(it.number), it.changeCause ?? '<none>']).reverse()).toEqual(
      rows.map((row) => row.split(/\s{2,}/)),
    );
    expect(history.filter((it) => it.current).map((it) => it.images)).toEqual([['acgs/twin:1']]);
  });

  it('takes a rollout back while its controllers keep writing the status', async () => {
    const [name] = await twins('stuck');
    await kubectl('set', 'image', `deployment/${name}`, `main=${BROKEN}`);
    const outcome = await admin.do(admin.operations.undo, { namespace, name });
    expect(outcome.verification.ok).toBe(true);
    expect(await kubectl('get', `deployment/${name}`, '-o=jsonpath={..image}')).toBe('acgs/twin:1');
  });

  it('follows a rollout to the end that its deadline sets', async () => {
    const [name] = await twins('deadline');
    await cluster.api.patch(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`, {
      spec: { progressDeadlineSeconds: 2 },
    });
    await kubectl('set', 'image', `deployment/${name}`, `main=${BROKEN}`);
    const lines: string[] = [];
    const end = await admin.operations.followRollout(
      { namespace, name },
      (line) => lines.push(line),
      AbortSignal.timeout(40_000),
    );
    expect(end).toEqual({ ok: false, words: `deployment "${name}" exceeded its progress deadline` });
    expect(lines.at(-1)).toMatch(/^Waiting for deployment "deadline-ours" rollout to finish: \d out of 2/);
  });

  it('refuses to scale over a change made since the preview, and says whose it was', async () => {
    const [name] = await twins('race');
    const prepared = await admin.operations.scale.prepare(
      { namespace, name, replicas: 5 },
      AbortSignal.timeout(10_000),
    );
    await kubectl('patch', `deployment/${name}`, '-p', '{"spec":{"replicas":3}}');
    await expect(prepared.execute(AbortSignal.timeout(10_000))).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/was changed by somebody else meanwhile, last by kubectl\S* at 20/),
    });
    expect(await kubectl('get', `deployment/${name}`, '-o=jsonpath={.spec.replicas}')).toBe('3');
  });

  it('names the right that a viewer lacks, and asks nothing of the server', async () => {
    const [name] = await twins('viewed');
    const before = await essence('deployment', name);
    await expect(viewer.do(viewer.operations.restart, { namespace, name })).rejects.toMatchObject({
      code: 'forbidden',
      message: `The cluster does not allow it: for deployment ${namespace}/${name} you lack the permission to patch deployments.apps "${name}" in namespace ${namespace}`,
    });
    await expect(viewer.do(viewer.operations.scale, { namespace, name, replicas: 5 })).rejects.toMatchObject({
      message: expect.stringContaining('patch deployments.apps/scale'),
    });
    expect(viewer.told()).toEqual(['refusal', 'refusal']);
    expect(await essence('deployment', name)).toEqual(before);
  });

  it("shows the server's own refusal when it comes all the same", async () => {
    const [name] = await twins('late');
    const trusting = openDoor({ clock, reviewAccess: async () => [] });
    const attempt = trusting.door.perform(
      viewer.operations.restart,
      { namespace, name },
      { yes: true, readOnly: false, signal: AbortSignal.timeout(10_000) },
    );
    await expect(attempt).rejects.toMatchObject({
      code: 'forbidden',
      status: 403,
      message: expect.stringContaining('User "viewer" cannot patch resource "deployments"'),
    });
    trusting.close();
  });
});

describe('how grave it is, and what an approval is for', () => {
  const look = <P>(kind: OperationKind<P>, parameters: P) =>
    admin.door.preview(kind, parameters, { readOnly: false, signal: AbortSignal.timeout(30_000) });
  const restart = () => admin.operations.restart;
  const scale = () => admin.operations.scale;
  const applyConfigMap = () => admin.operations.applyConfigMap;

  it('scaling to none is destructive; its hash outlives a version, not another count', async () => {
    const [name] = await twins('graves');
    const none = { namespace, name, replicas: 0 };
    const before = await look(scale(), none);
    expect(before.risk).toBe('destructive');
    expect((await look(scale(), { ...none, replicas: 5 })).risk).toBe('change');
    const restartHash = (await look(restart(), { namespace, name })).hash;
    await kubectl('annotate', `deployment/${name}`, 'note=moved');
    const after = await look(scale(), none);
    expect(after.calls).not.toEqual(before.calls);
    expect(after.hash).toBe(before.hash);
    expect((await look(restart(), { namespace, name })).hash).toBe(restartHash);
    await kubectl('scale', `deployment/${name}`, '--replicas=4');
    expect((await look(scale(), none)).hash).not.toBe(before.hash);
  });

  it('applying what removes keys is destructive, and says which', async () => {
    const of = { namespace, name: 'graves', source: 'the file' };
    const text = (data: Record<string, string>) =>
      JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'graves' }, data });
    await admin.do(applyConfigMap(), { ...of, manifest: text({ a: '1', b: '2' }) });
    expect((await look(applyConfigMap(), { ...of, manifest: text({ a: '9', b: '2' }) })).risk).toBe('change');
    expect(await look(applyConfigMap(), { ...of, manifest: text({ a: '1' }) })).toMatchObject({
      risk: 'destructive',
      notes: ['Removed with its value: b'],
    });
  });
});

describe('config maps on a real control plane', () => {
  const manifest = (name: string, data: Record<string, string>, extra: object = {}) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, ...extra }, data });
  const applyOurs = (name: string, text: string) =>
    admin.do(admin.operations.applyConfigMap, { namespace, name, manifest: text, source: 'the file' });
  const applyTheirs = async (text: string) => {
    const path = join(folder.path, 'manifest.json');
    await writeFile(path, text);
    return kubectl('apply', '-f', path);
  };

  it('are made, changed and pruned as kubectl apply does', async () => {
    const names: [string, string] = ['config-ours', 'config-kubectl'];
    const steps = [
      { data: { a: '1', b: 'line one\nline two\n', c: '<&>' }, extra: { labels: { tier: 'x' } } },
      { data: { a: '2', c: '<&>', d: 'new' }, extra: { annotations: { note: 'kept "quoted"' } } },
    ];
    for (const { data, extra } of steps) {
      const outcome = await applyOurs(names[0], manifest(names[0], data, extra));
      expect(outcome.verification).toEqual({
        ok: true,
        words: `config map ${namespace}/${names[0]} reads back as applied`,
      });
      await applyTheirs(manifest(names[1], data, extra));
      await expectTwins('configmap', names);
      // What nobody applied is nobody's to remove.
      for (const name of names)
        await kubectl('patch', 'configmap', name, '-p', '{"data":{"foreign":"stays"}}');
    }
    const last = steps[1];
    const same = await applyOurs(names[0], manifest(names[0], last?.data ?? {}, last?.extra));
    expect(same).toMatchObject({ journal: null, verification: { ok: true } });
  });

  it('print as kubectl prints them, and what is exported can be applied after any change', async () => {
    const name = 'printed';
    await applyTheirs(
      manifest(name, { plain: 'x', number: '10', text: 'one\n  two\n\nthree', yes: 'yes', empty: '' }),
    );
    const { yaml } = await admin.operations.configMap({ namespace, name }, 'shown');
    expect(yaml).toBe(await kubectl('get', 'configmap', name, '-o', 'yaml'));

    const backup = await admin.operations.configMap({ namespace, name }, 'restorable');
    await kubectl('patch', 'configmap', name, '-p', '{"data":{"plain":"changed"}}');
    const of = { namespace, name, manifest: backup.yaml, source: 'backup.yaml' };
    expect((await admin.operations.diffConfigMap(of)).diff).toContain('-  plain: changed\n+  plain: x');
    await applyOurs(name, backup.yaml);
    expect((await admin.operations.diffConfigMap(of)).diff).toBeNull();
  });

  it('are not written over a change made since they were read, and the author is named', async () => {
    const name = 'contested';
    await applyTheirs(manifest(name, { traffic_percentage: '10' }));
    const read = (await admin.operations.configMap({ namespace, name }, 'shown')).yaml;
    const parameters = {
      namespace,
      name,
      manifest: manifest(name, { traffic_percentage: '50' }),
      source: 'the file',
    };
    const prepared = await admin.operations.applyConfigMap.prepare(parameters, AbortSignal.timeout(10_000));
    await kubectl('patch', 'configmap', name, '-p', '{"data":{"traffic_percentage":"0"}}');
    const refusal = { code: 'conflict', message: expect.stringMatching(/last by kubectl\S* at 20/) };
    await expect(prepared.execute(AbortSignal.timeout(10_000))).rejects.toMatchObject(refusal);
    // And a file that says which version it was read at is held to it.
    await expect(applyOurs(name, read.replace('"10"', '"20"'))).rejects.toMatchObject({
      ...refusal,
      hint: expect.stringContaining('Take resourceVersion out of the file'),
    });
    expect(await kubectl('get', 'configmap', name, '-o=jsonpath={.data.traffic_percentage}')).toBe('0');
  });
});
