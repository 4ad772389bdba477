import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../test/servers/control-plane.ts';
import { type FakeKubelet, startFakeKubelet } from '../../../test/servers/fake-kubelet.ts';
import { createDeployment, createNamespace } from '../../../test/servers/kubernetes-objects.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { parseProfile } from '../connect/profile/load.ts';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { openControlCenter } from '../control-center.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';

const namespace = 'healing';
const HASH = 'cdd01ef066bc6cf2';

let cluster: TestControlPlane;
let kubelet: FakeKubelet;
let folder: TemporaryFolder;
let center: ControlCenter;
/** What the service has crashed in: its process, until a pod takes its place. */
const crashed = new Set<string>();
let isUp = false;

const service = createServer((_request, response) => {
  if (!isUp) return void response.socket?.destroy();
  const body = { status: 'healthy', constitutional_hash: HASH };
  response.writeHead(200, { 'content-type': 'application/json', 'x-constitutional-hash': HASH });
  response.end(JSON.stringify(body));
});

beforeAll(async () => {
  cluster = await startControlPlane();
  kubelet = await startFakeKubelet(cluster, {
    shouldRun({ name }) {
      if (crashed.size > 0 && !crashed.has(name)) isUp = true;
      return true;
    },
  });
  folder = await temporaryFolder('healing');
  await createNamespace(cluster.api, namespace);
  await createDeployment(cluster.api, { name: 'gs-service', namespace, replicas: 2, image: 'acgs/gs:1' });
  await cluster.kubectl('-n', namespace, 'rollout', 'status', 'deployment/gs-service', '--timeout=40s');
  const names = await cluster.kubectl('-n', namespace, 'get', 'pods', '-o', 'name');
  for (const line of names.split('\n')) if (line !== '') crashed.add(line.replace('pod/', ''));
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as AddressInfo;
  const kubeconfig = join(folder.path, 'kubeconfig');
  await writeFile(kubeconfig, cluster.kubeconfigFor('admin'));
  center = await openControlCenter({
    profile: parseProfile(
      JSON.stringify({
        name: 'healing',
        environment: 'staging',
        cluster: { kubeconfig, namespace },
        services: { governance: { url: `http://127.0.0.1:${port}`, deployment: 'gs-service' } },
      }),
      folder.path,
    ),
    dataDirectory: ':memory:',
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
    env: {},
  });
});

afterAll(async () => {
  await center?.close();
  service.closeAllConnections();
  service.close();
  await kubelet?.close();
  await cluster?.close();
  await folder?.remove();
});

it('heals a crashed service step by step, as the guide lists it', async () => {
  const parameters = { service: 'governance' };
  const { runId } = await center.runbooks.start('service-down', parameters, {
    agreement: 'given',
    yes: true,
    readOnly: false,
  });
  await expect.poll(() => center.processes.get(runId).endedAt, { timeout: 60_000 }).not.toBeNull();
  const { steps } = center.processes.get(runId);
  expect(steps.map(({ id, status }) => [id, status])).toEqual([
    ['pods', 'succeeded'],
    // A pod that is only played has no log.
    ['logs', 'failed'],
    ['look', 'succeeded'],
    ['restart', 'succeeded'],
    ['rollout', 'succeeded'],
    ['health/pods', 'succeeded'],
    ['health/check', 'succeeded'],
  ]);
  expect(steps.find(({ id }) => id === 'look')?.state.output).toMatchObject({ operational: false });
  expect(steps.find(({ id }) => id === 'health/check')?.state.output).toMatchObject({ operational: true });
  const history = await cluster.kubectl('-n', namespace, 'rollout', 'history', 'deployment/gs-service');
  // Restarted once: two revisions.
  expect(history.split('\n').filter((line) => /^\d+\s/.test(line))).toHaveLength(2);
}, 90_000);
