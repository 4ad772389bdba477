import { spawnSync } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../../test/servers/postgres.ts';
import { startRedis, type TestRedis } from '../../../../test/servers/redis.ts';
import { json, startScriptedHttp } from '../../../../test/servers/scripted-http.ts';
import { startTcpProxy } from '../../../../test/servers/tcp-proxy.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { createHttpClient } from '../../connect/http/client.ts';
import { openPostgres, type PostgresConnection } from '../../connect/postgres.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import { openRedis, type RedisConnection } from '../../connect/redis.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { systemClock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { silentLog } from '../../kernel/log.ts';
import { LeftUnknown } from '../../operate/ending.ts';
import { contextHere, named, run } from '../testing/act.ts';
import { doorHere } from '../testing/door.ts';
import { storeChanges } from './store-changes.ts';
import type { Stores } from './store-looks.ts';

const clock = systemClock();
const http = createHttpClient({ clock });
let here: ReturnType<typeof doorHere>;
beforeEach(() => {
  here = doorHere();
});
afterEach(() => here.close());
afterAll(() => http.close());

const secretsOf = (env: Record<string, string>) => createSecrets({ env, redactor: here.redactor });
const actionsOn = (stores: Partial<Stores>, profile: Partial<Profile> = {}) =>
  storeChanges({
    profile: { name: 'practice', environment: 'staging', ...profile },
    stores: { postgres: null, redis: null, objects: null, ...stores },
    door: here.door,
    redactor: here.redactor,
    secrets: secretsOf({ TOKEN: 'geheim-1234' }),
    ...{ clock, http, timeoutMs: 5000 },
  });

describe('redis.flush', () => {
  let server: TestRedis;
  let redis: RedisConnection;
  const profile = { stores: { redis: { url: 'redis://10.0.0.3:6379' } } };
  const open = (url: string) =>
    openRedis({ url }, { secrets: secretsOf({}), clock, log: silentLog, timeoutMs: 5000 });
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    redis = open(server.url);
    await redis.ask('FLUSHALL');
    const pairs = Array.from({ length: 2500 }, (_, index) => [`session:${index}`, 'x']).flat();
    await redis.ask('MSET', ...pairs, 'other', 'y');
  });
  afterEach(() => redis.close());

  it('says how many keys match and what is sent, and removes those and no other', async () => {
    const actions = actionsOn({ redis }, profile);
    const input = { pattern: 'session:*' };
    const foreseen = await named(actions, 'redis.flush').foresee(input, contextHere());
    expect(foreseen).toMatchObject({
      risk: 'destructive',
      words: 'Remove every key that matches session:* from Redis at 10.0.0.3:6379',
      calls: [
        { method: 'REDIS', path: 'SCAN 0 MATCH "session:*" COUNT 1000, until the cursor is 0 again' },
        { method: 'REDIS' },
      ],
      notes: ['2500 keys match now; nothing brings them back'],
    });
    await redis.ask('SET', 'session:new', 'x');
    // Another number of keys is no other act.
    expect((await named(actions, 'redis.flush').foresee(input, contextHere())).hash).toBe(foreseen.hash);
    expect(await run(actions, 'redis.flush', input)).toMatchObject({
      end: 'done',
      words: 'No key matches session:* any more',
      evidence: { removed: 2501 },
    });
    expect(await redis.ask('KEYS', '*')).toEqual(['other']);
    expect(await run(actions, 'redis.flush', input)).toMatchObject({
      end: 'done',
      output: { changed: false },
    });
    expect(await named(actions, 'redis.flush').probe?.(input, contextHere())).toMatchObject({ done: true });
  });

  it('is unknown when the connection is cut before the answer, and is not repeated by itself', async () => {
    const proxy = await startTcpProxy({ port: server.port });
    const through = open(`redis://127.0.0.1:${proxy.port}`);
    const cutting: RedisConnection = {
      ...through,
      async ask(command, ...words) {
        if (command !== 'UNLINK') return through.ask(command, ...words);
        proxy.blackhole();
        const asked = through.ask(command, ...words);
        setTimeout(proxy.cut, 50);
        return asked;
      },
    };
    await expect(
      run(actionsOn({ redis: cutting }, profile), 'redis.flush', { pattern: '*' }),
    ).rejects.toThrow(LeftUnknown);
    const results = here.journal.entries.filter(({ kind }) => kind === 'operation.result');
    expect(results.map(({ summary }) => summary)).toEqual([
      expect.stringMatching(/^Not known whether it was done/),
    ]);
    await through.close();
    await proxy.close();
  });

  it('is not done when Redis refuses it', async () => {
    const url = new URL(server.url);
    await redis.ask('ACL', 'SETUSER', 'reader', 'on', 'nopass', '~*', '+@all', '-unlink');
    const reader = openRedis(
      { url: `redis://reader@${url.host}`, password: { env: 'P' } },
      { secrets: secretsOf({ P: 'whatever' }), clock, log: silentLog, timeoutMs: 5000 },
    );
    const end = run(actionsOn({ redis: reader }, profile), 'redis.flush', { pattern: '*' });
    await expect(end).rejects.toMatchObject({ code: 'forbidden' });
    await expect(end).rejects.not.toThrow(LeftUnknown);
    await reader.close();
  });
});

describe('sql.terminate-connections', () => {
  let server: TestPostgres;
  let postgres: PostgresConnection;
  const clients: pg.Client[] = [];
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.close());
  beforeEach(() => {
    postgres = openPostgres(
      { url: server.url, password: { env: 'P' } },
      { secrets: secretsOf({ P: server.password }), clock, log: silentLog, timeoutMs: 5000 },
    );
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((it) => it.end().catch(() => undefined)));
    await postgres.close();
  });
  const client = async (name: string) => {
    const { port, password } = server;
    const one = new pg.Client({
      ...{ host: '127.0.0.1', port, user: 'acgs', password, database: 'acgs', application_name: name },
    });
    one.on('error', () => undefined);
    await one.connect();
    clients.push(one);
    return one;
  };

  it('ends what is idle, and neither a transaction nor a control center', async () => {
    await client('mlops-manager');
    await client('mlops-manager');
    await client('acgs-control-center');
    const busy = await client('governance');
    await busy.query('BEGIN');
    const actions = actionsOn(
      { postgres },
      { stores: { postgres: { url: 'postgres://acgs@db:5432/acgs' } } },
    );
    const input = { idleFor: '0s' };
    const foreseen = await named(actions, 'sql.terminate-connections').foresee(
      { ...input, application: undefined },
      contextHere(),
    );
    expect(foreseen).toMatchObject({
      calls: [
        { method: 'SQL', path: expect.stringContaining('pg_terminate_backend(a.pid)'), body: [0, null] },
      ],
      notes: ['2 now: 2 of mlops-manager'],
    });
    expect(await run(actions, 'sql.terminate-connections', input)).toMatchObject({
      end: 'done',
      words: '2 of 2 idle connections were ended',
      evidence: { told: 2 },
    });
    const left = await postgres.query(
      "SELECT application_name AS name FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid() ORDER BY 1",
    );
    expect(left.map(({ name }) => name)).toEqual(['acgs-control-center', 'governance']);
    expect(await run(actions, 'sql.terminate-connections', input)).toMatchObject({
      output: { changed: false },
    });
  });
});

describe('http.post', () => {
  const post = (url: string, input: object) =>
    run(actionsOn({}, { services: { governance: { url } } }), 'http.post', {
      system: 'governance',
      path: '/do',
      ...input,
    });

  it('sends once, to where it is shown, and gives the answer', async () => {
    const server = await startScriptedHttp();
    server.answer('/do', json({ ok: true }));
    const actions = actionsOn({}, { services: { governance: { url: server.url } } });
    const input = { system: 'governance', path: '/do', body: { a: 1 } };
    const foreseen = await named(actions, 'http.post').foresee(input, contextHere());
    expect(foreseen.calls).toEqual([{ method: 'POST', path: `${server.url}/do`, body: { a: 1 } }]);
    expect(server.requests).toEqual([]);
    expect(await post(server.url, { body: { a: 1 }, token: 'env:TOKEN' })).toMatchObject({
      end: 'done',
      output: { status: 200, body: { ok: true }, changed: true },
    });
    expect(server.requests).toMatchObject([
      { method: 'POST', headers: { authorization: 'Bearer geheim-1234' } },
    ]);
    expect(JSON.stringify(here.journal.entries)).not.toContain('geheim');
    server.answer('/do', (_, response) => void response.writeHead(422).end('no'));
    const refused = post(server.url, {});
    await expect(refused).rejects.toMatchObject({ code: 'refused' });
    await expect(refused).rejects.not.toThrow(LeftUnknown);
    server.answer('/do', (_, response) => void response.writeHead(500).end());
    await expect(post(server.url, {})).rejects.toThrow(LeftUnknown);
    await server.close();
  });

  it('is unknown when the connection breaks after it was sent, and was sent once', async () => {
    let sent = 0;
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        sent += 1;
        socket.resetAndDestroy();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : 0;
    await expect(post(`http://127.0.0.1:${port}`, {})).rejects.toThrow(LeftUnknown);
    expect(sent).toBe(1);
    await new Promise((resolve) => server.close(resolve));
    const refused = post(`http://127.0.0.1:${port}`, {});
    await expect(refused).rejects.toThrow(/refused/);
    await expect(refused).rejects.not.toThrow(LeftUnknown);
  });
});

describe('exec', () => {
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = await temporaryFolder('exec');
  });
  afterAll(() => folder?.remove());
  const command = async (script: string, more: string[] = []) => {
    const path = join(folder.path, 'program');
    await writeFile(path, `#!/bin/sh\n${script}\n`);
    await chmod(path, 0o755);
    return actionsOn({}, { commands: { tool: { path, arguments: more } } });
  };
  const exec = async (script: string, words: string[] = [], more = {}) =>
    run(await command(script, ['fixed']), 'exec', { command: 'tool', arguments: words }, more);

  it('passes arguments on as they are, past every shell', async () => {
    const nasty = ['$(touch hacked)', '; rm -rf /', "it's\n`id`", '*'];
    expect(await exec('for word in "$@"; do printf "[%s]" "$word"; done', nasty)).toMatchObject({
      end: 'done',
      output: { exitCode: 0, stdout: `[fixed]${nasty.map((word) => `[${word}]`).join('')}`, stderr: '' },
    });
    const foreseen = await named(await command(''), 'exec').foresee(
      { command: 'tool', arguments: ["it's"] },
      contextHere(),
    );
    expect(foreseen.calls[0]).toMatchObject({
      method: 'RUN',
      path: expect.stringContaining(String.raw`'it'\''s'`),
    });
  });

  it('tells how it failed, strikes secrets out, and passes little of its surroundings on', async () => {
    here.redactor.add('geheim-9876');
    process.env.EXEC_SECRET = 'not-for-you';
    const found = await exec('env; echo geheim-9876; echo "it broke" >&2; exit 3');
    delete process.env.EXEC_SECRET;
    expect(found).toMatchObject({
      end: 'failed',
      final: true,
      words: 'tool ended with exit code 3: it broke',
      output: { exitCode: 3, stdout: expect.stringContaining('[redacted]') },
    });
    expect(JSON.stringify(found)).not.toMatch(/geheim-9876|not-for-you/);
  });

  it('keeps the beginning of a long output', async () => {
    const found = await exec('head -c 3000000 /dev/zero | tr "\\0" x');
    expect(found).toHaveProperty('output.stdout', expect.stringMatching(/^x{48000}.*3000000 bytes in all/s));
    if (found.end === 'done') {
      expect(Buffer.byteLength(String((found.output as { stdout: string }).stdout))).toBeLessThanOrEqual(
        49_152,
      );
    }
  });

  it('is killed with all that it started, whatever that ignores, and what it did is not known', async () => {
    const stop = new AbortController();
    const marker = join(folder.path, 'grandchild');
    const ending = exec(
      `trap '' TERM; sh -c 'trap "" TERM; echo $$ > ${marker}; while :; do sleep 1; done' & while :; do echo y; done`,
      [],
      { signal: stop.signal },
    );
    await expect.poll(() => readFile(marker, 'utf8').catch(() => ''), { timeout: 5000 }).toMatch(/\d/);
    const grandchild = Number(await readFile(marker, 'utf8'));
    stop.abort(new OperatorError('timeout', 'It took longer than 1 s'));
    await expect(ending).rejects.toThrow(LeftUnknown);
    await expect(ending).rejects.toThrow(
      /It took longer than 1 s: the program was ended in the middle of it/,
    );
    await expect.poll(() => isAlive(grandchild)).toBe(false);
  });

  it('runs nothing that the profile does not name, and says what cannot be started', async () => {
    const actions = await command('exit 0');
    await expect(run(actions, 'exec', { command: 'toll' })).rejects.toMatchObject({
      code: 'usage',
      message: 'The profile allows no command toll; did you mean tool?',
    });
    await expect(run(actions, 'exec', { command: 'constructor' })).rejects.toMatchObject({ code: 'usage' });
    const nothing = actionsOn({}, { commands: { tool: { path: join(folder.path, 'nobody') } } });
    const end = run(nothing, 'exec', { command: 'tool' });
    await expect(end).rejects.toMatchObject({ message: expect.stringContaining('there is no such file') });
    await expect(end).rejects.not.toThrow(LeftUnknown);
  });
});

/** What is dead and not yet collected by whoever has to is dead. */
function isAlive(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return stdout.trim() !== '' && !stdout.startsWith('Z');
}
