import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../test/servers/control-plane.ts';
import { type FaultyApi, startFaultyApi } from '../../../test/servers/faulty-api.ts';
import { createDeployment, createNamespace } from '../../../test/servers/kubernetes-objects.ts';
import { type Answer, status } from '../../../test/servers/scripted-http.ts';
import { startTcpProxy, type TcpProxy } from '../../../test/servers/tcp-proxy.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { type Kubernetes, openKubernetes } from '../connect/kubernetes/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { type DeploymentRow, projectDeployment } from './cluster-rows.ts';
import { createReflector, type Reflector } from './reflector.ts';

let cluster: TestControlPlane;
let folder: TemporaryFolder;
let namespaces = 0;
const cleanups: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  cluster = await startControlPlane();
  folder = await temporaryFolder('reflector');
});

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

afterAll(async () => {
  await cluster?.close();
  await folder?.remove();
});

/** Connects as the viewer through `server` and watches the deployments of a namespace of its own. */
async function watchDeployments(server: string) {
  namespaces += 1;
  const namespace = await createNamespace(cluster.api, `watched-${namespaces}`);
  const file = join(folder.path, `kubeconfig-${namespaces}`);
  await writeFile(file, cluster.kubeconfigFor('viewer', { server }));
  const clock = systemClock();
  const kubernetes: Kubernetes = await openKubernetes({
    cluster: { kubeconfig: file },
    clock,
    log: silentLog,
    redactor: createRedactor(),
  });
  cleanups.push(() => kubernetes.close());
  const reflector: Reflector<DeploymentRow> = createReflector({
    kubernetes,
    resource: { path: `/apis/apps/v1/namespaces/${namespace}/deployments` },
    project: projectDeployment,
    keyOf: (row) => row.key,
    clock,
    log: silentLog,
  });
  cleanups.push(() => reflector.stop());
  reflector.start();
  await vi.waitFor(() => expect(reflector.state().phase).toBe('live'), within(5));
  return {
    namespace,
    phase: () => reflector.state().phase,
    problem: () => reflector.state().problem,
    names: () => [...reflector.rows().values()].map((row) => row.name).sort(),
    create: (name: string) => createDeployment(cluster.api, { name, namespace, replicas: 0 }),
    remove: (name: string) => cluster.api.delete(`/apis/apps/v1/namespaces/${namespace}/deployments/${name}`),
  };
}

function within(seconds: number) {
  return { timeout: seconds * 1000, interval: 25 };
}

/** While the way is broken one deployment appears and one goes: both must show after the return. */
async function expectRecovery(
  server: string,
  fault: { begin: () => unknown; end: () => unknown; code: string },
) {
  const watched = await watchDeployments(server);
  await watched.create('stays');
  await watched.create('goes');
  await vi.waitFor(() => expect(watched.names()).toEqual(['goes', 'stays']), within(2));

  await fault.begin();
  await vi.waitFor(() => expect(watched.phase()).toBe('stale'), within(5));
  await vi.waitFor(() => expect(watched.problem()?.code).toBe(fault.code), within(5));
  await watched.create('comes');
  await watched.remove('goes');
  expect(watched.names()).toEqual(['goes', 'stays']);

  await fault.end();
  await vi.waitFor(() => {
    expect(watched.phase()).toBe('live');
    expect(watched.names()).toEqual(['comes', 'stays']);
  }, within(5));
  await watched.create('later');
  await vi.waitFor(() => expect(watched.names()).toEqual(['comes', 'later', 'stays']), within(2));
}

describe('a reflector before a real API server', () => {
  it('shows what is created and removed within 2 s', async () => {
    const watched = await watchDeployments(cluster.server);
    await watched.create('auth-service');
    await vi.waitFor(() => expect(watched.names()).toEqual(['auth-service']), within(2));
    await watched.remove('auth-service');
    await vi.waitFor(() => expect(watched.names()).toEqual([]), within(2));
  });

  describe('through a network that breaks', () => {
    let proxy: TcpProxy;
    beforeAll(async () => {
      proxy = await startTcpProxy({ port: cluster.port });
    });
    afterAll(() => proxy.close());
    const throughProxy = () => `https://127.0.0.1:${proxy.port}`;

    it('is stale within 5 s of a cut, and misses nothing after it', async () => {
      await expectRecovery(throughProxy(), {
        begin: () => proxy.refuse(),
        end: () => proxy.resume(),
        code: 'unreachable',
      });
    });

    it('is stale within 5 s of a half-open connection, and misses nothing after it', async () => {
      await expectRecovery(throughProxy(), {
        begin: () => proxy.blackhole(),
        end: () => proxy.resume(),
        code: 'timeout',
      });
    });

    it('goes on by itself when connections are reset and accepted again at once', async () => {
      const watched = await watchDeployments(throughProxy());
      proxy.cut();
      await watched.create('after-the-cut');
      await vi.waitFor(() => {
        expect(watched.phase()).toBe('live');
        expect(watched.names()).toEqual(['after-the-cut']);
      }, within(5));
    });
  });

  describe('through a gateway that answers in its place', () => {
    let gateway: FaultyApi;
    beforeAll(async () => {
      gateway = await startFaultyApi(cluster);
    });
    afterAll(() => gateway.close());

    const goneEvent: Answer = (request, response) => {
      if (!request.url?.includes('watch=true')) {
        status(500)(request, response);
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      const object = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old resource version' };
      response.end(`${JSON.stringify({ type: 'ERROR', object })}\n`);
    };

    it.each<[string, Answer, string]>([
      ['401', status(401, 'Unauthorized'), 'unauthenticated'],
      ['410', status(410, 'Gone'), 'not-found'],
      ['410 inside a watch', goneEvent, 'server-error'],
      ['429 with Retry-After', status(429, 'Too many requests', { 'retry-after': '1' }), 'throttled'],
      ['500', status(500, 'etcdserver: request timed out'), 'server-error'],
    ])('is stale within 5 s of %s, and misses nothing after it', async (_name, answer, code) => {
      await expectRecovery(gateway.url, {
        begin: () => gateway.fail(answer),
        end: () => gateway.heal(),
        code,
      });
    });
  });

  it('recovers when the API server itself is stopped and started', async () => {
    const watched = await watchDeployments(cluster.server);
    await watched.create('kept');
    await cluster.stopApiServer();
    await vi.waitFor(() => expect(watched.phase()).toBe('stale'), within(5));
    await cluster.startApiServer();
    await vi.waitFor(() => expect(watched.phase()).toBe('live'), within(5));
    expect(watched.names()).toEqual(['kept']);
  });
});
