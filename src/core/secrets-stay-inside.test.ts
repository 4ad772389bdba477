import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ScriptedHttp, startScriptedHttp } from '../../test/servers/scripted-http.ts';
import { parseProfile } from './connect/profile/load.ts';
import type { ControlCenter } from './control-center/capabilities.ts';
import { openControlCenter } from './control-center.ts';
import { systemClock } from './kernel/clock.ts';
import { problemOf } from './kernel/errors.ts';
import { createLog } from './kernel/log.ts';
import { createRedactor } from './kernel/redaction.ts';
import { createRouter } from './router.ts';

/** Everything that must never be seen outside, planted where it is used. */
const PLANTED = {
  token: 'planted-kube-token-7f3a',
  postgres: 'planted-postgres-pw-81',
  redis: 'planted-redis-pw-52',
  influx: 'planted-influx-token-19',
  accessKey: 'PLANTEDACCESSKEY4411',
  secretKey: 'planted/secret+key=77',
};

let folder: string;
let mirror: ScriptedHttp;
let gossip: Server;
let center: ControlCenter;
let lines: string[];
const sockets = new Set<Socket>();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-secrets-'));
  // The other side tells everything it was sent, in headers, bodies and words of its own.
  mirror = await startScriptedHttp();
  mirror.answer('*', (request, response) => {
    const heard = JSON.stringify(request.headers);
    response.writeHead(request.url?.startsWith('/api') ? 500 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        kind: 'Status',
        message: `heard ${heard} and ${PLANTED.token} ${PLANTED.postgres}`,
        error: heard,
        status: `error: ${PLANTED.redis}`,
        version: PLANTED.postgres,
        dependencies: { store: `refused ${PLANTED.influx}`, [PLANTED.token]: 'down' },
      }),
    );
  });
  gossip = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (data) =>
      socket.write(`-ERR I was told ${data.toString().replaceAll('\r\n', ' ')}\r\n`),
    );
  });
  await new Promise<void>((resolve) => gossip.listen(0, '127.0.0.1', resolve));
  const address = gossip.address();
  const gossipPort = address !== null && typeof address === 'object' ? address.port : 0;

  await writeFile(
    join(folder, 'kubeconfig'),
    `apiVersion: v1
kind: Config
current-context: here
contexts: [{ name: here, context: { cluster: c, user: u } }]
clusters: [{ name: c, cluster: { server: "${mirror.url}" } }]
users: [{ name: u, user: { token: ${PLANTED.token} } }]
`,
  );
  const profile = parseProfile(
    `name: planted
environment: staging
cluster: { kubeconfig: ${join(folder, 'kubeconfig')} }
services:
  governance: { url: "${mirror.url}" }
stores:
  postgres: { url: "postgres://acgs@127.0.0.1:${gossipPort}/acgs", password: { env: PG } }
  redis: { url: "redis://127.0.0.1:${gossipPort}", password: { env: REDIS } }
  influx: { url: "${mirror.url}", database: acgs, token: { env: INFLUX } }
  objects: { kind: s3, endpoint: "${mirror.url}", bucket: b, accessKey: { env: ACCESS }, secretKey: { env: SECRET } }
probes: { timeoutSeconds: 2 }
`,
    'planted.yaml',
  );
  lines = [];
  const redactor = createRedactor();
  const log = createLog({
    redactor,
    level: 'debug',
    destination: { write: (line) => void lines.push(line) },
  });
  center = await openControlCenter({
    profile,
    dataDirectory: folder,
    clock: systemClock(),
    log,
    redactor,
    env: {
      PG: PLANTED.postgres,
      REDIS: PLANTED.redis,
      INFLUX: PLANTED.influx,
      ACCESS: PLANTED.accessKey,
      SECRET: PLANTED.secretKey,
    },
  });
});

afterEach(async () => {
  await center.close();
  for (const socket of sockets) socket.destroy();
  gossip.close();
  await mirror.close();
  await rm(folder, { recursive: true });
});

/** The first frame of a stream, or the problem it ended with. */
async function first(stream: Promise<AsyncIterable<unknown>>): Promise<unknown> {
  try {
    for await (const frame of await stream) return frame;
  } catch (error) {
    return { problem: problemOf(error), said: String(error) };
  }
}

it('no passphrase and no private key is in an answer, a problem, a log line or the journal', async () => {
  const passphrase = 'planted-passphrase-3c88 horse';
  const client = createRouterClient(
    createRouter(center, { kind: 'browser', version: '0', sandboxNotice: null }),
  );
  const alice = await client.operators.add({ name: 'alice', passphrase });
  const answers = [
    alice,
    await client.operators.logIn({ id: alice.id, passphrase: `${passphrase}!` }).catch(String),
    await client.operators.add({ name: 'alice', passphrase }).catch(problemOf),
    await client.operators.logIn({ id: alice.id, passphrase }),
    await first(client.operators.watch()),
    await first(client.approvals.watch()),
    center.operators.exportKey('alice'),
  ];
  const sealed = await readFile(join(folder, 'operators', `${alice.id}.key`), 'utf8');
  const places = {
    answers: JSON.stringify(answers),
    log: lines.join('\n'),
    journal: await readFile(join(folder, 'journal.db'), 'latin1'),
    sealed,
  };
  expect(places.answers).toContain('"name":"alice"');
  expect(places.answers).toContain('The passphrase is not that of alice');
  for (const [where, text] of Object.entries(places)) {
    expect(text, where).not.toContain('planted-passphrase');
    expect(text, where).not.toContain('PRIVATE KEY');
    if (where !== 'sealed') expect(text, where).not.toContain(JSON.parse(sealed).key);
  }
}, 60_000);

it('no secret is in any answer, problem or log line, even when the other side repeats it', {
  timeout: 30_000,
}, async () => {
  const client = createRouterClient(
    createRouter(center, { kind: 'browser', version: '0', sandboxNotice: null }),
  );
  const answers = [
    await client.health.check(),
    await center.diagnose(),
    await first(client.shell.watch()),
    await first(client.health.watch()),
    await first(client.cluster.pods({ namespaces: 'all' })),
    await first(client.cluster.nodes()),
    await client.cluster.info(),
    await center.cluster.list('pods', { context: null, namespaces: 'own' }).catch(problemOf),
    await center.cluster.top('nodes', { context: null, namespaces: 'own', by: 'cpu' }).catch(problemOf),
  ];
  const of = { namespace: 'acgs', name: 'gs-service' };
  const restart = { kind: 'cluster.restart', parameters: of };
  answers.push(
    await client.operations.rights([restart]),
    await client.operations.preview(restart).catch(problemOf),
    await first(client.operations.follow({ run: PLANTED.token })),
    await client.cluster.history(of).catch(problemOf),
    await client.cluster.yaml({ kind: 'pods', ...of }).catch(problemOf),
    await first(client.cluster.rollout(of)),
  );
  for (const id of ['governance', 'postgres', 'redis', 'influx', 'objects', 'cluster']) {
    answers.push(await first(client.health.system({ id })));
  }
  const told = JSON.stringify(answers);
  const logged = lines.join('\n');

  // The secrets were really used, and the problems really told.
  expect(mirror.requests.some(({ headers }) => headers.authorization?.includes(PLANTED.token))).toBe(true);
  expect(mirror.requests.some(({ headers }) => headers.authorization?.includes(PLANTED.influx))).toBe(true);
  expect(told).toContain('[redacted]');
  expect(told).toMatch(/"id":"redis","status":"(down|unknown)"/);

  for (const [name, secret] of Object.entries(PLANTED)) {
    expect(told, `${name} in an answer`).not.toContain(secret);
    expect(logged, `${name} in the log`).not.toContain(secret);
  }
  expect(told).not.toContain(folder);
});
