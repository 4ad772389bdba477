import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type Cut, type CuttingProxy, startCuttingProxy } from '../../../test/servers/cutting-proxy.ts';
import { startPostgres, type TestPostgres } from '../../../test/servers/postgres.ts';
import { startRedis, type TestRedis } from '../../../test/servers/redis.ts';
import { json, type ScriptedHttp, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { openRedis, type RedisConnection } from '../../core/connect/redis.ts';
import { createSecrets } from '../../core/connect/secrets.ts';
import { systemClock } from '../../core/kernel/clock.ts';
import { silentLog } from '../../core/kernel/log.ts';
import { createRedactor } from '../../core/kernel/redaction.ts';
import { runHere } from '../testing/run-here.ts';

/** The connection to a service, a cache or a database breaks in the middle of a run; what arrived is counted there. */
const PATIENCE = { timeout: 60_000 };

const SEND = `apiVersion: acgs.dev/runbook/v1
id: send
title: Send it
summary: Sends something to a service.
steps:
  - id: send
    title: Send it
    action: http.post
    with: { system: governance, path: /jobs, body: { kind: rebuild } }
    timeout: 1m
    retry: { attempts: 5, delay: 100ms }
    verify: { action: http.get, with: { system: governance, path: /jobs }, timeout: 1m }
`;

let folder: TemporaryFolder;
const servers: { close(): Promise<unknown> }[] = [];
let service: ScriptedHttp;
let redis: TestRedis;
let cache: RedisConnection;
let postgres: TestPostgres;
let proxies: { service: CuttingProxy; redis: CuttingProxy; postgres: CuttingProxy };

async function opened<T extends { close(): Promise<unknown> }>(opening: Promise<T>): Promise<T> {
  const server = await opening;
  servers.push(server);
  return server;
}

beforeAll(async () => {
  folder = await temporaryFolder('broken-stores');
  [service, redis, postgres] = await Promise.all([
    opened(startScriptedHttp()),
    opened(startRedis()),
    opened(startPostgres()),
  ]);
  service.answer('/jobs', json({ accepted: true }));
  proxies = {
    service: await opened(startCuttingProxy(service, (sent) => sent.startsWith('POST '))),
    redis: await opened(startCuttingProxy(redis, (sent) => /unlink/i.test(sent))),
    postgres: await opened(
      startCuttingProxy(postgres, (sent) => sent.includes('pg_terminate_backend(a.pid)')),
    ),
  };
  const secrets = createSecrets({ env: {}, redactor: createRedactor() });
  cache = openRedis({ url: redis.url }, { secrets, clock: systemClock(), log: silentLog, timeoutMs: 5000 });
  const path = (name: string) => join(folder.path, name);
  await writeFile(path('password'), postgres.password, { mode: 0o600 });
  await writeFile(path('send.yaml'), SEND);
  const profile = {
    ...{ name: 'breaking', environment: 'staging', runbooks: ['send.yaml'] },
    services: { governance: { url: `http://127.0.0.1:${proxies.service.port}` } },
    stores: {
      redis: { url: `redis://127.0.0.1:${proxies.redis.port}` },
      postgres: {
        url: `postgres://acgs@127.0.0.1:${proxies.postgres.port}/acgs`,
        password: { file: path('password') },
      },
    },
  };
  await writeFile(path('profile.yaml'), stringify(profile));
});
afterAll(async () => {
  await cache?.close();
  await Promise.all(servers.map((server) => server.close()));
  await folder.remove();
});

async function acgs(...words: string[]) {
  const where = ['--profile', join(folder.path, 'profile.yaml'), '--data', join(folder.path, 'data')];
  const { code, out } = await runHere([...words, ...where, '--yes', '--json'], { folder: folder.path });
  const document: { runId: string; status: string; why: string; steps: { id: string; status: string }[] } =
    JSON.parse(out);
  return { code, ...document, steps: Object.fromEntries(document.steps.map((it) => [it.id, it.status])) };
}

async function runCut(where: keyof typeof proxies, cut: Cut, step: string, ...words: string[]) {
  const proxy = proxies[where];
  const before = proxy.cuts();
  proxy.cutNext(cut);
  const left = await acgs('runbooks', 'run', ...words);
  expect(proxy.cuts()).toBe(before + 1);
  expect(left).toMatchObject({
    ...{ code: 3, status: 'waiting', steps: { [step]: 'unknown' } },
    why: expect.stringContaining('it is not known whether this was done'),
  });
  return left;
}

const fillCache = async () => {
  await cache.ask('MSET', 'a', '1', 'b', '2');
  await cache.ask('CONFIG', 'RESETSTAT');
};
const unlinks = async () =>
  Number(/cmdstat_unlink:calls=(\d+)/.exec(String(await cache.ask('INFO', 'commandstats')))?.[1] ?? 0);
const posts = () => service.requests.filter(({ method }) => method === 'POST').length;

/** A connection that somebody left idle for longer than a second, by the server's clock, and whether it is there. */
async function idleForASecond() {
  const { port, user, password, database } = postgres;
  const client = new pg.Client({ host: '127.0.0.1', port, user, password, database });
  let isAlive = true;
  client.on('error', () => {
    isAlive = false;
  });
  client.on('end', () => {
    isAlive = false;
  });
  await client.connect();
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid');
  const watcher = new pg.Client({ host: '127.0.0.1', port, user, password, database });
  await watcher.connect();
  const idle =
    "SELECT FROM pg_stat_activity WHERE pid = $1 AND clock_timestamp() - state_change > interval '1 s'";
  await expect
    .poll(async () => (await watcher.query(idle, [rows[0].pid])).rowCount, { timeout: 5000 })
    .toBe(1);
  await watcher.end();
  return { isAlive: () => isAlive, end: () => client.end().catch(() => undefined) };
}

describe('a request to a service', PATIENCE, () => {
  it('that never arrived is sent again when the operator says so', async () => {
    const before = posts();
    const { runId } = await runCut('service', 'before-request', 'send', 'send');
    expect(posts()).toBe(before);
    expect(await acgs('runs', 'resume', runId, '--retry', 'send')).toMatchObject({
      code: 0,
      status: 'succeeded',
    });
    expect(posts()).toBe(before + 1);
  });

  it.each(['before-answer', 'within-answer'] as const)('cut %s is not sent again', async (cut) => {
    const before = posts();
    const { runId } = await runCut('service', cut, 'send', 'send');
    expect(posts()).toBe(before + 1);
    const done = await acgs('runs', 'resume', runId, '--mark-done', 'send');
    expect(done).toMatchObject({ code: 0, steps: { send: 'succeeded', 'send/verify': 'succeeded' } });
    expect(posts()).toBe(before + 1);
  });

  it('ends the run when the operator knows that it was not done', async () => {
    const before = posts();
    const { runId } = await runCut('service', 'before-request', 'send', 'send');
    const done = await acgs('runs', 'resume', runId, '--answer', 'send=mark-failed', '--note', 'no such job');
    expect(done).toMatchObject({ code: 1, status: 'failed', why: expect.stringContaining('no such job') });
    expect(posts()).toBe(before);
  });
});

describe('clearing the cache', PATIENCE, () => {
  it('is done once, whether the command or its answer was lost', async () => {
    await fillCache();
    const lost = await runCut('redis', 'before-request', 'flush', 'clear_redis_cache');
    expect(lost.why).toContain('Now: what is left to do is: Remove every key');
    expect(await unlinks()).toBe(0);
    expect(await acgs('runs', 'resume', lost.runId, '--retry', 'flush')).toMatchObject({ code: 0 });
    expect([await unlinks(), await cache.ask('DBSIZE')]).toEqual([1, 0]);

    await fillCache();
    const unheard = await runCut('redis', 'before-answer', 'flush', 'clear_redis_cache');
    expect(unheard.why).toContain('Now: it is so already');
    expect(await acgs('runs', 'resume', unheard.runId, '--mark-done', 'flush')).toMatchObject({ code: 0 });
    expect([await unlinks(), await cache.ask('DBSIZE')]).toEqual([1, 0]);
  });
});

describe('ending connections', PATIENCE, () => {
  const run = (cut: Cut) =>
    runCut('postgres', cut, 'terminate', 'restart_db_connections', '--param', 'idle=1s');

  it('is done once, whether the statement or its answer was lost', async () => {
    const client = await idleForASecond();
    const lost = await run('before-request');
    expect(lost.why).toContain('Now: what is left to do is: End the connections');
    expect(client.isAlive()).toBe(true);
    expect(await acgs('runs', 'resume', lost.runId, '--retry', 'terminate')).toMatchObject({ code: 0 });
    expect(client.isAlive()).toBe(false);

    const other = await idleForASecond();
    const unheard = await run('within-answer');
    expect(unheard.why).toContain('Now: it is so already');
    expect(other.isAlive()).toBe(false);
    const later = await idleForASecond();
    expect(await acgs('runs', 'resume', unheard.runId, '--mark-done', 'terminate')).toMatchObject({
      code: 0,
    });
    expect(later.isAlive()).toBe(true);
    await later.end();
  });
});
