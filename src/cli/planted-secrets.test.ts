import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Finished, launch } from './testing/launch.ts';

/**
 * Every secret of a profile, planted, against servers that refuse and throw what they were given back
 * in our face. None of it may come out of the command line, however talkative.
 */
const PLANTED = {
  token: 'planted-cluster-token-1f3a',
  clientKey: 'planted-client-key-9b2c',
  postgres: 'planted-postgres-password-77d1',
  redis: 'planted-redis-password-e04c',
  accessKey: 'PLANTEDACCESSKEY55AA',
  secretKey: 'planted-secret-key-c3c3',
  influx: 'planted-influx-token-d4d4',
  prometheus: 'planted-prometheus-token-a5a5',
};

let folder: string;
let profile: string;
const servers: Server[] = [];

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  return address.port;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  const http = await listen(
    createHttpServer((request, response) => {
      response.writeHead(401, {
        'Content-Type': 'application/json',
        'X-Echo': request.headers.authorization ?? '',
      });
      const said = `refused ${request.headers.authorization ?? ''} ${request.url ?? ''}`;
      response.end(
        JSON.stringify({ status: 'unhealthy', service: said, error: said, message: said, reason: said }),
      );
    }),
  );
  const echo = await listen(
    createServer((socket) => {
      socket.on('error', () => undefined);
      socket.on('data', (data) => socket.write(`-ERR ${data.toString('utf8').replaceAll('\r\n', ' ')}\r\n`));
    }),
  );
  const file = async (name: keyof typeof PLANTED) => {
    await writeFile(join(folder, name), `${PLANTED[name]}\n`, { mode: 0o600 });
    return `{ file: "${join(folder, name)}" }`;
  };
  const key = Buffer.from(PLANTED.clientKey).toString('base64');
  await writeFile(
    join(folder, 'kubeconfig'),
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': 'a',
      clusters: [{ name: 'a', cluster: { server: `http://127.0.0.1:${http}` } }],
      users: [
        { name: 'a', user: { token: PLANTED.token, 'client-key-data': key, 'client-certificate-data': key } },
      ],
      contexts: [{ name: 'a', context: { cluster: 'a', user: 'a' } }],
    }),
  );
  profile = join(folder, 'profile.yaml');
  await writeFile(
    profile,
    `name: planted
environment: staging
cluster: { kubeconfig: kubeconfig }
services: { governance: { url: "http://127.0.0.1:${http}" } }
stores:
  postgres: { url: "postgres://acgs@127.0.0.1:${echo}/acgs", password: ${await file('postgres')} }
  redis: { url: "redis://127.0.0.1:${echo}", password: ${await file('redis')} }
  objects: { kind: s3, endpoint: "http://127.0.0.1:${http}", bucket: b, accessKey: ${await file('accessKey')}, secretKey: ${await file('secretKey')} }
  influx: { url: "http://127.0.0.1:${http}", database: acgs, token: ${await file('influx')} }
prometheus: { url: "http://127.0.0.1:${http}", token: ${await file('prometheus')} }
probes: { timeoutSeconds: 2 }
`,
  );
});

afterAll(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true });
});

describe('what the command line says while everything is refused', { timeout: 60_000 }, () => {
  const run = (line: string) =>
    launch([
      ...line.split(' ').map((word) => (word === 'PROFILE' ? profile : word)),
      ...['--profile', profile, '--data', join(folder, 'data'), '--verbose'],
    ]);

  function expectNothingPlanted({ out, err }: Finished): void {
    for (const [name, secret] of Object.entries(PLANTED)) {
      for (const form of [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]) {
        expect(out.includes(form), `${name} on standard output`).toBe(false);
        expect(err.includes(form), `${name} on standard error`).toBe(false);
      }
    }
  }

  for (const line of ['doctor', 'cluster pods', 'cluster top nodes --json', 'profile check PROFILE']) {
    it(`acgs ${line}`, async () => {
      const finished = await run(line);
      expect((finished.out + finished.err).length).toBeGreaterThan(20);
      expectNothingPlanted(finished);
    });
  }

  it('acgs health --json, which the secrets did reach and were struck out of', async () => {
    const finished = await run('health --json');
    expectNothingPlanted(finished);
    expect(finished.out + finished.err).toContain('[redacted]');
    const report: { services: { systems: { id: string; httpStatus: number | null }[] } } = JSON.parse(
      finished.out,
    );
    expect(report.services.systems).toContainEqual(
      expect.objectContaining({ id: 'governance', httpStatus: 401 }),
    );
  });
});
