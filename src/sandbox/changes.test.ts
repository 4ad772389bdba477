import { readFile } from 'node:fs/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Agent, fetch as undiciFetch } from 'undici';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { type Sandbox, startSandbox } from './index.ts';

const GOVERNANCE = '/apis/apps/v1/namespaces/acgs-production/deployments/gs-service';

const kubeconfigSchema = z.object({
  clusters: z.array(
    z.object({ cluster: z.object({ server: z.url(), 'certificate-authority-data': z.string() }) }),
  ),
  users: z.array(z.object({ user: z.object({ token: z.string() }) })),
});

let sandbox: Sandbox;
let request: (path: string, init?: { method: string; body: object }) => Promise<unknown>;
let closeAgent: () => Promise<void>;

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 1, timeScale: 50 });
  const { cluster } = parse(await readFile(sandbox.profilePath, 'utf8'));
  const { clusters, users } = kubeconfigSchema.parse(parse(await readFile(cluster.kubeconfig, 'utf8')));
  const server = clusters[0]?.cluster;
  const ca = Buffer.from(server?.['certificate-authority-data'] ?? '', 'base64');
  const agent = new Agent({ connect: { ca } });
  closeAgent = () => agent.destroy();
  request = async (path, { method = 'GET', body } = { method: 'GET', body: {} }) => {
    const response = await undiciFetch(`${server?.server}${path}`, {
      method,
      dispatcher: agent,
      headers: {
        authorization: `Bearer ${users[0]?.user.token}`,
        'content-type': 'application/merge-patch+json',
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
    });
    return response.json();
  };
}, 30_000);

afterAll(async () => {
  await closeAgent();
  await sandbox.close();
});

it('logs what its servers were asked to change, and nothing that was only asked', async () => {
  const { stores } = parse(await readFile(sandbox.profilePath, 'utf8'));
  const redis = new Redis(stores.redis.url, { lazyConnect: true });
  await redis.connect();
  await redis.get('prediction:1000');
  await redis.unlink('prediction:1000', 'absent');
  redis.disconnect();

  const url = new URL(stores.postgres.url);
  const password = (await readFile(stores.postgres.password.file, 'utf8')).trim();
  const client = (name: string) =>
    new pg.Client({
      ...{ host: url.hostname, port: Number(url.port), user: 'acgs', database: 'acgs', password },
      application_name: name,
    });
  const [idle, other] = [client('gs-service'), client('somebody')];
  const ended = new Promise((resolve) => idle.on('error', resolve));
  await Promise.all([idle.connect(), other.connect()]);
  await other.query(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'gs-service'",
  );
  await ended;
  await other.end();

  await request(`${GOVERNANCE}?dryRun=All`, { method: 'PATCH', body: { spec: { replicas: 9 } } });
  await request(GOVERNANCE, { method: 'PATCH', body: { spec: { replicas: 4 } } });
  // What the database logs comes by a pipe of its own.
  await expect
    .poll(() =>
      sandbox
        .changes()
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    )
    .toEqual([`PATCH ${GOVERNANCE}`, 'TERMINATE gs-service', 'UNLINK 1 keys']);
});

it('has the cluster be as it was at the start', async () => {
  const replicas = z.object({ spec: z.object({ replicas: z.number() }) });
  const before = replicas.parse(await request(GOVERNANCE));
  await request(GOVERNANCE, { method: 'PATCH', body: { spec: { replicas: 0 } } });
  await sandbox.setFault('config-drift', true);
  const leases = '/apis/coordination.k8s.io/v1/namespaces/acgs-production/leases';
  const lease = { metadata: { name: 'rollout' }, spec: { holderIdentity: 'somebody' } };
  await request(leases, { method: 'POST', body: lease });
  await sandbox.restore();
  expect(before.spec.replicas).toBe(4);
  const after = z.object({
    spec: z.object({ replicas: z.literal(2) }),
    status: z.object({ availableReplicas: z.literal(2) }),
  });
  expect(after.safeParse(await request(GOVERNANCE)).success).toBe(true);
  expect(sandbox.faults()).toEqual([]);
  const config = await request('/api/v1/namespaces/acgs-production/configmaps/mlops-production-config');
  expect(JSON.stringify(config)).not.toContain('deadbeef');
  expect(z.object({ items: z.array(z.unknown()) }).parse(await request(leases)).items).toEqual([]);
});
