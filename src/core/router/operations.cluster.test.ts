import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../test/servers/control-plane.ts';
import { type FakeKubelet, startFakeKubelet } from '../../../test/servers/fake-kubelet.ts';
import { createDeployment, createNamespace } from '../../../test/servers/kubernetes-objects.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import type { OperationRequest, OperationStep } from '../../contract/operations.ts';
import { parseProfile } from '../connect/profile/load.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { openControlCenter } from '../control-center.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { createRouter } from '../router.ts';

const namespace = 'window';

let cluster: TestControlPlane;
let kubelet: FakeKubelet;
let folder: TemporaryFolder;
const centers: ControlCenter[] = [];
let admin: Client;
let viewer: Client;

type Client = RouterClient<ReturnType<typeof createRouter>>;

/** What the window of this user can ask. */
async function windowOf(user: 'admin' | 'viewer', readOnly = false): Promise<Client> {
  const path = join(folder.path, user);
  await writeFile(path, cluster.kubeconfigFor(user));
  const center = await openControlCenter({
    profile: parseProfile(
      JSON.stringify({
        name: 'acgs-production',
        environment: 'production',
        cluster: { kubeconfig: path, namespace },
      }),
      path,
    ),
    dataDirectory: ':memory:',
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
    env: {},
  });
  centers.push(center);
  return createRouterClient(
    createRouter(center, { kind: 'browser', version: '0', sandboxNotice: null, readOnly }),
  );
}

beforeAll(async () => {
  cluster = await startControlPlane();
  kubelet = await startFakeKubelet(cluster);
  folder = await temporaryFolder('window');
  await createNamespace(cluster.api, namespace);
  admin = await windowOf('admin');
  viewer = await windowOf('viewer');
});

afterAll(async () => {
  await Promise.all(centers.map((center) => center.close()));
  await kubelet?.close();
  await cluster?.close();
  await folder?.remove();
});

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);

async function deployed(name: string, replicas = 2): Promise<{ namespace: string; name: string }> {
  await createDeployment(cluster.api, { name, namespace, replicas, image: 'acgs/window:1' });
  await kubectl('rollout', 'status', `deployment/${name}`, '--timeout=40s');
  return { namespace, name };
}

/** What the window does: shows the preview, has the name typed, and follows to the end. */
async function through(client: Client, request: OperationRequest): Promise<OperationStep[]> {
  const { preview } = await client.operations.preview(request);
  const steps: OperationStep[] = [];
  const told = await client.operations.perform({
    ...request,
    hash: preview.hash,
    confirm: 'acgs-production',
    breakGlass: null,
  });
  for await (const step of told) steps.push(step);
  return steps;
}

it('scales, restarts and takes back, as kubectl reads it', async () => {
  const of = await deployed('gs');
  const read = (path: string) => kubectl('get', 'deployment/gs', `-o=jsonpath=${path}`);

  const scaled = await through(admin, { kind: 'cluster.scale', parameters: { ...of, replicas: 3 } });
  expect(scaled[0]).toMatchObject({ type: 'begun' });
  expect(scaled.at(-1)).toMatchObject({
    type: 'outcome',
    outcome: {
      verification: { ok: true, words: '3 of 3 replicas are available' },
      journal: { intent: expect.any(Number), result: expect.any(Number), verification: expect.any(Number) },
    },
  });
  expect(await read('{.spec.replicas}')).toBe('3');

  await through(admin, { kind: 'cluster.restart', parameters: of });
  const restartedAt = '{.spec.template.metadata.annotations.kubectl\\.kubernetes\\.io/restartedAt}';
  expect(await read(restartedAt)).toMatch(/^20\d\d-.*Z$/);

  const { items } = await admin.cluster.history(of);
  expect(items.map(({ number, current }) => [number, current])).toEqual([
    [2, true],
    [1, false],
  ]);
  expect(items[1]?.diff).toMatch(/^-\s+kubectl.kubernetes.io\/restartedAt/m);

  await through(admin, { kind: 'cluster.undo', parameters: { ...of, revision: 1 } });
  expect(await read(restartedAt)).toBe('');
  const rollout: string[] = [];
  for await (const step of await admin.cluster.rollout(of)) rollout.push(`${step.phase}: ${step.words}`);
  expect(rollout.at(-1)).toBe('complete: deployment "gs" successfully rolled out');
});

it('refuses what is not what was shown any more, and says who changed it', async () => {
  const of = await deployed('contested');
  const request = { kind: 'cluster.scale', parameters: { ...of, replicas: 4 } };
  const { preview } = await admin.operations.preview(request);
  await kubectl('patch', 'deployment/contested', '-p', '{"spec":{"replicas":1}}');
  const attempt = async () => {
    const steps = await admin.operations.perform({
      ...request,
      hash: preview.hash,
      confirm: 'acgs-production',
      breakGlass: null,
    });
    for await (const _ of steps);
  };
  await expect(attempt()).rejects.toMatchObject({
    data: {
      code: 'conflict',
      message: expect.stringMatching(/nothing was done.*last changed by .*kubectl-patch.* at 20\d\d-/),
    },
  });
  expect(await kubectl('get', 'deployment/contested', '-o=jsonpath={.spec.replicas}')).toBe('1');
});

it('shows an object as kubectl does', async () => {
  const of = await deployed('printed');
  const { yaml } = await admin.cluster.yaml({ kind: 'deployments', ...of });
  expect(yaml).toBe(await kubectl('get', 'deployment', 'printed', '-o', 'yaml'));
});

it('says beforehand which permission a viewer lacks, and refuses all the same when asked', async () => {
  const of = await deployed('viewed');
  const scale = { kind: 'cluster.scale', parameters: { ...of, replicas: 5 } };
  const restart = { kind: 'cluster.restart', parameters: of };
  expect(await admin.operations.rights([scale, restart])).toMatchObject([
    { allowed: true, reason: null },
    { allowed: true, reason: null },
  ]);
  expect(await viewer.operations.rights([scale, restart])).toMatchObject([
    {
      allowed: false,
      reason: 'you lack the permission to patch deployments.apps/scale "viewed" in namespace window',
      observedAt: expect.any(String),
    },
    { allowed: false, reason: expect.stringContaining('patch deployments.apps "viewed"') },
  ]);
  await expect(viewer.operations.preview(restart)).rejects.toMatchObject({
    data: { code: 'forbidden', message: expect.stringContaining('you lack the permission to patch') },
  });
});

it('changes nothing in read-only mode, and says why', async () => {
  const of = await deployed('watched');
  const looking = await windowOf('admin', true);
  const restart = { kind: 'cluster.restart', parameters: of };
  expect(await looking.operations.rights([restart])).toMatchObject([
    { allowed: false, reason: 'Read-only mode: started with --read-only' },
  ]);
  await expect(looking.operations.preview(restart)).rejects.toMatchObject({
    data: { code: 'refused', message: expect.stringContaining('Read-only mode') },
  });
});

it("shows the server's own refusal where the cluster does not say beforehand who may what", async () => {
  const of = await deployed('late');
  // Without this binding nobody may ask what they may do, so only the act itself tells.
  await cluster.api.delete('/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/system:basic-user');
  const window = await windowOf('viewer');
  const restart = { kind: 'cluster.restart', parameters: of };
  expect(await window.operations.rights([restart])).toMatchObject([{ allowed: true }]);
  await expect(window.operations.preview(restart)).rejects.toMatchObject({
    data: {
      code: 'forbidden',
      message: expect.stringContaining('User "viewer" cannot patch resource "deployments"'),
    },
  });
});
