import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { startControlPlane } from '../../../test/servers/control-plane.ts';
import { startFakeKubelet } from '../../../test/servers/fake-kubelet.ts';
import { temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { fieldAt, numberAt, textAt } from '../connect/kubernetes/fields.ts';
import { isGone, type Kubernetes, openKubernetes, type WatchEvent } from '../connect/kubernetes/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { projectDeployment, projectEvent, projectNode, projectPod } from './cluster-rows.ts';
import { listRows } from './reflector.ts';

/** What the control center relies on, held by a real API server and by the sandbox's alike. */
interface Subject {
  admin: { kubeconfig: string; context?: string };
  viewer: { kubeconfig: string; context?: string };
  close(): Promise<void>;
}

async function realControlPlane(): Promise<Subject> {
  const cluster = await startControlPlane();
  // A fresh API server remembers no change from before its start: version 1 is gone.
  await cluster.stopApiServer();
  await cluster.startApiServer();
  const kubelet = await startFakeKubelet(cluster, { nodes: 2 });
  const folder = await temporaryFolder('contract');
  const viewer = join(folder.path, 'viewer');
  await writeFile(viewer, cluster.kubeconfigFor('viewer'));
  return {
    admin: { kubeconfig: cluster.kubeconfig },
    viewer: { kubeconfig: viewer },
    async close() {
      await kubelet.close();
      await cluster.close();
      await folder.remove();
    },
  };
}

async function sandbox(): Promise<Subject> {
  const running = await startSandbox();
  const profile: unknown = parse(await readFile(running.profilePath, 'utf8'));
  const { kubeconfig, context } = z
    .object({ cluster: z.object({ kubeconfig: z.string(), context: z.string() }) })
    .parse(profile).cluster;
  return {
    admin: { kubeconfig, context },
    viewer: { kubeconfig, context: `${context}-viewer` },
    close: () => running.close(),
  };
}

const NAMESPACE = 'contract';
const CONFIG_MAPS = `/api/v1/namespaces/${NAMESPACE}/configmaps`;
const DEPLOYMENTS = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
const soon = { timeout: 20_000, interval: 100 };

describe.each([
  ['a real API server', realControlPlane],
  ["the sandbox's API server", sandbox],
])('%s', (_name, start) => {
  let subject: Subject;
  let kubernetes: Kubernetes;
  let viewer: Kubernetes;

  beforeAll(async () => {
    subject = await start();
    const open = (cluster: Subject['admin']) =>
      openKubernetes({ cluster, clock: systemClock(), log: silentLog, redactor: createRedactor() });
    kubernetes = await open(subject.admin);
    viewer = await open(subject.viewer);
    await create('/api/v1/namespaces', { metadata: { name: NAMESPACE } });
  });

  afterAll(async () => {
    await viewer?.close();
    await kubernetes?.close();
    await subject?.close();
  });

  const create = (path: string, body: object) => kubernetes.request({ method: 'POST', path, body });
  const createConfigMap = (name: string, labels = {}) =>
    create(CONFIG_MAPS, { metadata: { name, labels }, data: { traffic_percentage: '10' } });
  const createDeployment = (name: string, replicas: number) =>
    create(DEPLOYMENTS, {
      metadata: { name, labels: { app: name } },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { containers: [{ name: 'main', image: `acgs/${name}:1` }] },
        },
      },
    });
  const failureOf = (attempt: Promise<unknown>) =>
    attempt.then(
      () => null,
      (error: unknown) => error,
    );
  const versionNow = async () => {
    for await (const page of kubernetes.listPages(CONFIG_MAPS)) return page.resourceVersion;
    return '';
  };
  /** Reads a watch until `enough`, and leaves it. */
  const watchUntil = async (
    resourceVersion: string,
    enough: (seen: WatchEvent[]) => boolean,
    seconds = 20,
  ) => {
    const seen: WatchEvent[] = [];
    const options = { resourceVersion, timeoutSeconds: seconds, idleTimeoutMs: 30_000 };
    for await (const event of kubernetes.watch(CONFIG_MAPS, options)) {
      seen.push(event);
      if (enough(seen)) break;
    }
    return seen;
  };
  const namesOf = (events: WatchEvent[]) =>
    events.flatMap(({ type, object }) =>
      type === 'BOOKMARK' ? [] : [`${type} ${textAt(object, 'metadata', 'name')}`],
    );

  it('says that it is alive', async () => {
    expect(await kubernetes.text({ path: '/livez' })).toMatch(/ok/);
    expect(await kubernetes.request({ path: '/version' })).toMatchObject({
      gitVersion: expect.stringMatching(/^v\d/),
    });
  });

  it('lists in pages that together are the whole, with one version', async () => {
    for (let index = 0; index < 5; index += 1) await createConfigMap(`page-${index}`, { set: 'paged' });
    const pages = [];
    for await (const page of kubernetes.listPages(CONFIG_MAPS, { limit: 2 })) pages.push(page);
    const names = pages.flatMap(({ items }) => items.map((item) => textAt(item, 'metadata', 'name')));
    expect(names.filter((name) => name?.startsWith('page-'))).toEqual([
      'page-0',
      'page-1',
      'page-2',
      'page-3',
      'page-4',
    ]);
    expect(pages.length).toBeGreaterThanOrEqual(3);
    expect(pages.every(({ items }) => items.length <= 2)).toBe(true);
    expect(new Set(pages.map(({ resourceVersion }) => resourceVersion)).size).toBe(1);
    expect(pages[0]?.remaining).toBe(names.length - 2);
  });

  it('selects by label', async () => {
    await createConfigMap('chosen', { set: 'chosen' });
    for await (const page of kubernetes.listPages(CONFIG_MAPS, { query: { labelSelector: 'set=chosen' } })) {
      expect(page.items.map((item) => textAt(item, 'metadata', 'name'))).toEqual(['chosen']);
    }
  });

  it('tells every change after a version, and none before it', async () => {
    await createConfigMap('before');
    const version = await versionNow();
    const watching = watchUntil(version, (seen) => namesOf(seen).length === 3);
    await createConfigMap('watched');
    const path = `${CONFIG_MAPS}/watched`;
    const body = { data: { traffic_percentage: '20' } };
    await kubernetes.request({ method: 'PATCH', path, body, contentType: 'application/merge-patch+json' });
    await kubernetes.request({ method: 'DELETE', path });
    expect(namesOf(await watching)).toEqual(['ADDED watched', 'MODIFIED watched', 'DELETED watched']);
    // From the same version again: what happened meanwhile is not lost.
    expect(namesOf(await watchUntil(version, (seen) => namesOf(seen).length === 3))).toHaveLength(3);
  });

  it('sends a bookmark before it ends a watch in good order', async () => {
    const resourceVersion = await versionNow();
    const seen: WatchEvent[] = [];
    const options = {
      resourceVersion,
      timeoutSeconds: 6,
      idleTimeoutMs: 30_000,
      // A real server sends a bookmark only for changes that it saw while the watch was open.
      onOpen: () => void createConfigMap('meanwhile'),
    };
    for await (const event of kubernetes.watch(CONFIG_MAPS, options)) seen.push(event);
    const bookmark = seen.findLast(({ type }) => type === 'BOOKMARK');
    expect(Number(textAt(bookmark?.object, 'metadata', 'resourceVersion'))).toBeGreaterThan(
      Number(resourceVersion),
    );
  });

  it('says when a version is gone', async () => {
    const failure = await failureOf(watchUntil('1', () => true));
    expect(isGone(failure)).toBe(true);
    expect(failure).toMatchObject({ reason: 'Expired', retryable: true });
  });

  it('refuses what does not exist, exists already, or was changed by somebody else', async () => {
    expect(await failureOf(kubernetes.request({ path: `${CONFIG_MAPS}/nowhere` }))).toMatchObject({
      code: 'not-found',
      reason: 'NotFound',
      message: expect.stringContaining('configmaps "nowhere" not found'),
    });
    expect(await failureOf(kubernetes.request({ path: '/apis/no.such.group/v1/things' }))).toMatchObject({
      code: 'not-found',
    });
    const made = await createConfigMap('contested');
    expect(await failureOf(createConfigMap('contested'))).toMatchObject({
      code: 'conflict',
      reason: 'AlreadyExists',
    });
    const path = `${CONFIG_MAPS}/contested`;
    await kubernetes.request({
      method: 'PATCH',
      path,
      body: { data: { traffic_percentage: '50' } },
      contentType: 'application/merge-patch+json',
    });
    const stale = { ...Object(made), data: { traffic_percentage: '99' } };
    const failure = await failureOf(kubernetes.request({ method: 'PUT', path, body: stale }));
    expect(failure).toMatchObject({ code: 'conflict', status: 409, reason: 'Conflict' });
    expect(fieldAt(await kubernetes.request({ path }), 'data', 'traffic_percentage')).toBe('50');
  });

  it('lets a viewer read and refuses to let him write', async () => {
    for await (const page of viewer.listPages(DEPLOYMENTS)) expect(page.resourceVersion).toMatch(/^\d+$/);
    const body = { spec: { replicas: 9 } };
    const contentType = 'application/merge-patch+json';
    const path = `${DEPLOYMENTS}/elsewhere`;
    expect(await failureOf(viewer.request({ method: 'PATCH', path, body, contentType }))).toMatchObject({
      code: 'forbidden',
      reason: 'Forbidden',
      message: expect.stringContaining('cannot patch resource "deployments"'),
    });
  });

  it('runs a deployment, patches it and scales it, and tells so in events', async () => {
    await createDeployment('rolled', 2);
    const path = `${DEPLOYMENTS}/rolled`;
    const row = async () => projectDeployment(await kubernetes.request({ path }));
    const pods = async () =>
      (
        await listRows({
          kubernetes,
          resource: { path: `/api/v1/namespaces/${NAMESPACE}/pods` },
          project: projectPod,
        })
      ).filter((pod) => pod.owner === 'rolled' && pod.status !== 'Terminating');
    await vi.waitFor(async () => {
      expect(await row()).toMatchObject({ status: 'available', ready: 2, desired: 2 });
      expect((await pods()).map(({ status, ready }) => [status, ready])).toEqual([
        ['Running', 1],
        ['Running', 1],
      ]);
    }, soon);

    await kubernetes.request({
      method: 'PATCH',
      path,
      contentType: 'application/strategic-merge-patch+json',
      body: { spec: { template: { spec: { containers: [{ name: 'main', image: 'acgs/rolled:2' }] } } } },
    });
    await vi.waitFor(async () => {
      expect(await row()).toMatchObject({ status: 'available', images: 'acgs/rolled:2', updated: 2 });
    }, soon);

    const scale = await kubernetes.request({ path: `${path}/scale` });
    expect(fieldAt(scale, 'kind')).toBe('Scale');
    expect(numberAt(scale, 'spec', 'replicas')).toBe(2);
    await kubernetes.request({
      method: 'PATCH',
      path: `${path}/scale`,
      contentType: 'application/merge-patch+json',
      body: { spec: { replicas: 3 } },
    });
    await vi.waitFor(async () => {
      expect(await row()).toMatchObject({ desired: 3, status: 'available' });
      expect(await pods()).toHaveLength(3);
    }, soon);

    const resource = { path: `/api/v1/namespaces/${NAMESPACE}/events` };
    await vi.waitFor(async () => {
      const events = await listRows({ kubernetes, resource, project: projectEvent });
      const scaled = events.filter(
        ({ object, reason }) => object === 'Deployment/rolled' && reason === 'ScalingReplicaSet',
      );
      expect(scaled.length).toBeGreaterThan(0);
      expect(scaled.at(-1)).toMatchObject({ type: 'Normal', source: 'deployment-controller' });
    }, soon);
  });

  it('has nodes whose figures can be read', async () => {
    const nodes = await listRows({ kubernetes, resource: { path: '/api/v1/nodes' }, project: projectNode });
    expect(nodes.length).toBeGreaterThan(1);
    for (const node of nodes) {
      expect(node).toMatchObject({ ready: true, status: 'Ready' });
      expect(node.cpuCapacity).toBeGreaterThan(0);
      expect(node.memoryAllocatableBytes).toBeGreaterThan(2 ** 28);
    }
  });
});
