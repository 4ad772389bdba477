import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import pg from 'pg';
import { Agent, request, fetch as undiciFetch } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { requestFault, type Sandbox, startSandbox } from './index.ts';
import { constitutionalHash, serviceIds } from './services/catalogue.ts';

const secret = z.object({ file: z.string() });
const profileSchema = z.object({
  name: z.string(),
  environment: z.literal('sandbox'),
  constitutionalHash: z.string(),
  cluster: z.object({
    kubeconfig: z.string(),
    context: z.string(),
    namespace: z.string(),
    configMap: z.string(),
  }),
  services: z.record(z.enum(serviceIds), z.object({ url: z.url(), deployment: z.string() })),
  stores: z.object({
    postgres: z.object({ url: z.string(), password: secret }),
    redis: z.object({ url: z.string() }),
    objects: z.object({
      kind: z.literal('s3'),
      endpoint: z.url(),
      bucket: z.string(),
      region: z.string(),
      accessKey: secret,
      secretKey: secret,
    }),
    influx: z.object({ url: z.url(), database: z.string() }),
  }),
});
const kubeconfigSchema = z.object({
  clusters: z.array(
    z.object({ cluster: z.object({ server: z.url(), 'certificate-authority-data': z.string() }) }),
  ),
  users: z.array(z.object({ name: z.string(), user: z.object({ token: z.string() }) })),
});

let sandbox: Sandbox;
let profile: z.infer<typeof profileSchema>;
let api: { server: string; token: string; dispatcher: Agent };

beforeAll(async () => {
  sandbox = await startSandbox({ seed: 1, timeScale: 20 });
  profile = profileSchema.parse(parse(await readFile(sandbox.profilePath, 'utf8')));
  const kubeconfig = kubeconfigSchema.parse(parse(await readFile(profile.cluster.kubeconfig, 'utf8')));
  const ca = Buffer.from(kubeconfig.clusters[0]?.cluster['certificate-authority-data'] ?? '', 'base64');
  api = {
    server: kubeconfig.clusters[0]?.cluster.server ?? '',
    token: kubeconfig.users[0]?.user.token ?? '',
    dispatcher: new Agent({ connect: { ca } }),
  };
}, 30_000);
afterAll(async () => {
  await api.dispatcher.destroy();
  await sandbox.close();
  expect(existsSync(sandbox.profilePath)).toBe(false);
});

afterEach(async () => {
  for (const fault of sandbox.faults()) {
    await sandbox.setFault(fault, false);
  }
});

const service = (id: (typeof serviceIds)[number], path = '/health') =>
  fetch(`${profile.services[id].url}${path}`);
const jsonOf = async (response: Response) => z.record(z.string(), z.unknown()).parse(await response.json());
const kubernetes = async (path: string, timeoutMs = 5000) => {
  // Not `request`: that one does not heed its signal while it is still connecting.
  const response = await undiciFetch(`${api.server}${path}`, {
    dispatcher: api.dispatcher,
    headers: { authorization: `Bearer ${api.token}` },
    signal: AbortSignal.timeout(timeoutMs),
  });
  return z.looseObject({}).parse(await response.json());
};
const deployment = (name: string) =>
  kubernetes(`/apis/apps/v1/namespaces/acgs-production/deployments/${name}`);
const refused = (url: string) =>
  new Promise<boolean>((resolve) => {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.on('connect', () => resolve(socket.destroy() === undefined));
    socket.on('error', () => resolve(true));
  });
const database = async (sql: string) => {
  const { hostname, port, username, pathname } = new URL(profile.stores.postgres.url);
  const client = new pg.Client({
    host: hostname,
    port: Number(port),
    user: username,
    database: pathname.slice(1),
    password: (await readFile(profile.stores.postgres.password.file, 'utf8')).trim(),
  });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
};

/** Sees the sandbox with a fault and without it again. */
async function during<Seen>(fault: string, look: () => Promise<Seen>): Promise<{ on: Seen; off: Seen }> {
  await sandbox.setFault(fault, true);
  const on = await look();
  expect(sandbox.faults()).toEqual([fault]);
  await sandbox.setFault(fault, false);
  expect(sandbox.faults()).toEqual([]);
  return { on, off: await look() };
}

describe('the profile', () => {
  it('names every service and store, with secrets that only their owner can read', async () => {
    expect(Object.keys(profile.services)).toHaveLength(14);
    expect(profile.constitutionalHash).toBe(constitutionalHash);
    for (const path of [
      profile.cluster.kubeconfig,
      profile.stores.postgres.password.file,
      sandbox.profilePath,
    ]) {
      expect((await stat(path)).mode & 0o077).toBe(0);
    }
  });

  it('leads to a database with the MLOps tables', async () => {
    const [row] = await database(
      "SELECT count(*)::int AS versions, max(accuracy) FILTER (WHERE is_production AND model_name = 'production_model') AS accuracy FROM model_versions",
    );
    expect(row).toEqual({ versions: 11, accuracy: 0.924 });
  });

  it('leads to artifacts whose checksums the database knows', async () => {
    const text = async (file: string) => (await readFile(file, 'utf8')).trim();
    const { objects } = profile.stores;
    const s3 = new S3Client({
      endpoint: objects.endpoint,
      region: objects.region,
      forcePathStyle: true,
      credentials: {
        accessKeyId: await text(objects.accessKey.file),
        secretAccessKey: await text(objects.secretKey.file),
      },
    });
    const known = z
      .array(z.object({ storage_path: z.string(), checksum: z.string() }))
      .parse(await database('SELECT storage_path, checksum FROM artifacts'));
    const wrong = async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: objects.bucket }));
      expect(Contents).toHaveLength(known.length);
      const broken: string[] = [];
      for (const { storage_path, checksum } of known) {
        const got = await s3.send(new GetObjectCommand({ Bucket: objects.bucket, Key: storage_path }));
        const body = (await got.Body?.transformToByteArray()) ?? new Uint8Array();
        if (createHash('sha256').update(body).digest('hex') !== checksum) {
          broken.push(storage_path);
        }
      }
      return broken.length;
    };
    expect(await during('artifact-corrupt', wrong)).toEqual({ on: 1, off: 0 });
  });
});

describe('a fault of a service', () => {
  it('service-down closes its port and makes its pods unready, and harms no other', async () => {
    const { on, off } = await during('service-down=governance', async () => ({
      refused: await refused(profile.services.governance.url),
      others: await Promise.all(
        serviceIds.filter((id) => id !== 'governance').map(async (id) => (await service(id)).status),
      ),
    }));
    expect(on).toEqual({ refused: true, others: Array(13).fill(200) });
    expect(off.refused).toBe(false);
  });

  it('service-slow delays its answers', async () => {
    const look = async () => {
      const started = performance.now();
      await (await service('integrity')).text();
      return performance.now() - started >= 300;
    };
    expect(await during('service-slow=integrity:300', look)).toEqual({ on: true, off: false });
  });

  it('service-errors answers its share with 500', async () => {
    const look = async () => {
      const codes: number[] = [];
      for (let count = 0; count < 8; count += 1) {
        codes.push((await service('policy-generation')).status);
      }
      return codes.filter((code) => code === 500).length;
    };
    expect(await during('service-errors=policy-generation:0.25', look)).toEqual({ on: 2, off: 0 });
  });

  it('degraded is said at HTTP 200, with the bad part named', async () => {
    const look = async () => {
      const response = await service('authentication');
      const { status, dependencies } = await jsonOf(response);
      return [response.status, status, dependencies];
    };
    const { on, off } = await during('degraded=authentication', look);
    expect(on).toEqual([
      200,
      'degraded',
      expect.objectContaining({ database: 'error: connection timed out', redis: 'connected' }),
    ]);
    expect(off[1]).toBe('healthy');
  });

  it.each(serviceIds)('hash-mismatch and hash-missing show at %s', async (id) => {
    const look = async () => {
      const response = await service(id);
      const { constitutional_hash } = await jsonOf(response);
      return [response.headers.get('X-Constitutional-Hash'), constitutional_hash].filter(
        (hash) => hash != null,
      );
    };
    const mismatch = await during(`hash-mismatch=${id}`, look);
    const missing = await during(`hash-missing=${id}`, look);
    expect(mismatch.on.some((hash) => hash !== constitutionalHash)).toBe(true);
    expect(missing.on).toEqual([]);
    expect(new Set(missing.off)).toEqual(new Set([constitutionalHash]));
  });
});

describe('a fault of the cluster', () => {
  it('pod-crash lets ready replicas drop', async () => {
    const pods = async () => {
      const list = z
        .object({
          items: z.array(
            z.object({
              status: z.looseObject({
                containerStatuses: z.array(
                  z.looseObject({
                    state: z.looseObject({ waiting: z.looseObject({ reason: z.string() }).optional() }),
                  }),
                ),
              }),
            }),
          ),
        })
        .parse(await kubernetes('/api/v1/namespaces/acgs-production/pods?labelSelector=app%3Dmlops-manager'));
      return list.items.filter(
        ({ status }) => status.containerStatuses[0]?.state.waiting?.reason === 'CrashLoopBackOff',
      ).length;
    };
    expect(await during('pod-crash=mlops-manager', pods)).toEqual({ on: 1, off: 0 });
    expect(await deployment('mlops-manager')).toHaveProperty('status.replicas', 2);
  });

  it('node-pressure shows in condition and usage', async () => {
    const look = async () => {
      const { status } = z
        .object({
          status: z.object({ conditions: z.array(z.looseObject({ type: z.string(), status: z.string() })) }),
        })
        .parse(await kubernetes('/api/v1/nodes/acgs-worker-3'));
      const { usage } = z
        .object({ usage: z.object({ memory: z.string() }) })
        .parse(await kubernetes('/apis/metrics.k8s.io/v1beta1/nodes/acgs-worker-3'));
      return [
        status.conditions.find(({ type }) => type === 'MemoryPressure')?.status,
        Number.parseInt(usage.memory, 10) / 65_806_404 > 0.85,
      ];
    };
    expect(await during('node-pressure', look)).toEqual({ on: ['True', true], off: ['False', false] });
  });

  it('cluster-down refuses connections', async () => {
    expect(await during('cluster-down', () => refused(api.server))).toEqual({ on: true, off: false });
  });

  it('cluster-hang accepts and never answers, and answers what waited once it is over', async () => {
    await sandbox.setFault('cluster-hang', true);
    expect(await refused(api.server)).toBe(false);
    const waiting = kubernetes('/api/v1/nodes');
    await expect(kubernetes('/version', 150)).rejects.toThrow(/abort|timeout/i);
    await sandbox.setFault('cluster-hang', false);
    expect(await waiting).toHaveProperty('kind', 'NodeList');
  });

  it('config-drift edits the production config map and puts it back', async () => {
    const look = async () => {
      const { data } = z
        .object({ data: z.record(z.string(), z.string()) })
        .parse(await kubernetes('/api/v1/namespaces/acgs-production/configmaps/mlops-production-config'));
      return [data.constitutional_hash === constitutionalHash, data.traffic_percentage];
    };
    expect(await during('config-drift', look)).toEqual({ on: [false, '37'], off: [true, '100'] });
  });
});

describe('a fault of a store', () => {
  it('database-down stops PostgreSQL, and afterwards the data is still there', async () => {
    const { on, off } = await during('database-down', () => refused(profile.stores.postgres.url));
    expect([on, off]).toEqual([true, false]);
    expect(await database('SELECT count(*)::int AS count FROM artifacts')).toEqual([{ count: 33 }]);
  });

  it.each([
    ['redis-down', () => profile.stores.redis.url],
    ['objects-down', () => profile.stores.objects.endpoint],
    ['influx-down', () => profile.stores.influx.url],
  ] as const)('%s refuses connections', async (fault, url) => {
    expect(await during(fault, () => refused(url()))).toEqual({ on: true, off: false });
  });
});

describe('a fault of the figures', () => {
  const figure = async (name: string) =>
    Number((await jsonOf(await service('monitoring-dashboard', '/api/metrics')))[name]);

  it('accuracy-drop shows at the dashboard and in the registry', async () => {
    const { on, off } = await during('accuracy-drop', async () => ({
      dashboard: (await figure('model_accuracy')) < 0.9,
      registry: await database(
        "SELECT accuracy FROM model_versions WHERE is_production AND model_name = 'production_model'",
      ),
    }));
    expect(on).toEqual({ dashboard: true, registry: [{ accuracy: 0.862 }] });
    expect(off).toEqual({ dashboard: false, registry: [{ accuracy: 0.924 }] });
  });

  it('compliance-drop shows at the dashboard and in the services that score', async () => {
    const look = async () => {
      const metrics = await (await service('constitutional-ai', '/metrics')).text();
      const scored = Number(/^acgs_constitutional_compliance_score\{.*\} (\S+)$/m.exec(metrics)?.[1]);
      return [(await figure('constitutional_compliance')) < 0.9, scored < 0.9];
    };
    expect(await during('compliance-drop', look)).toEqual({ on: [true, true], off: [false, false] });
  });

  it('audit-gap leaves operations without an entry', async () => {
    const look = async () =>
      database(
        'SELECT count(*)::int AS missing FROM mlops_operations o LEFT JOIN audit_trail a ON a.operation_id = o.id WHERE a.id IS NULL',
      );
    expect(await during('audit-gap', look)).toEqual({ on: [{ missing: 20 }], off: [{ missing: 0 }] });
  });
});

describe('the control API', () => {
  it('turns faults on and off and lists them', async () => {
    await requestFault(sandbox.controlUrl, 'degraded=integrity', true);
    expect(await jsonOf(await fetch(`${sandbox.controlUrl}/faults`))).toMatchObject({
      faults: ['degraded=integrity'],
    });
    await requestFault(sandbox.controlUrl, 'degraded=integrity', false);
    expect(sandbox.faults()).toEqual([]);
  });

  it('says in one sentence what is wrong with a fault, and when nobody is there', async () => {
    await expect(requestFault(sandbox.controlUrl, 'degraded=nobody', true)).rejects.toThrow(
      /^There is no service "nobody"/,
    );
    await expect(requestFault('http://127.0.0.1:1', 'degraded=integrity', true)).rejects.toThrow(
      /^No sandbox answers at/,
    );
  });

  it('answers no foreign page', async () => {
    const code = async (headers: Record<string, string>) => {
      const response = await request(`${sandbox.controlUrl}/faults`, { headers });
      await response.body.dump();
      return response.statusCode;
    };
    expect(await code({ host: 'evil.example' })).toBe(421);
    expect(await code({ origin: 'http://evil.example' })).toBe(403);
  });
});
