import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { Client } from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { startInflux } from './influx.ts';
import { startObjectStore } from './object-store.ts';
import { startPostgres } from './postgres.ts';
import { startPrometheus } from './prometheus.ts';
import { startRedis } from './redis.ts';
import { startScriptedHttp } from './scripted-http.ts';
import { temporaryFolder } from './temporary-folder.ts';

const open: { close(): Promise<void> }[] = [];

async function opened<T extends { close(): Promise<void> }>(starting: Promise<T>): Promise<T> {
  const server = await starting;
  open.push(server);
  return server;
}

afterEach(async () => {
  for (const server of open.splice(0).reverse()) await server.close();
});

const soon = { timeout: 15_000, interval: 50 };

describe('PostgreSQL', () => {
  it('asks for the password, and keeps its data over a stop', async () => {
    const postgres = await opened(startPostgres());
    const ask = async (password: string, sql: string) => {
      const { port, user, database } = postgres;
      const client = new Client({ host: '127.0.0.1', port, user, database, password });
      client.on('error', () => {});
      try {
        await client.connect();
        return (await client.query(sql)).rows;
      } finally {
        await client.end().catch(() => {});
      }
    };
    await ask(postgres.password, 'CREATE TABLE models AS SELECT 7 AS version');
    await expect(ask('wrong', 'SELECT 1')).rejects.toThrow(/password authentication failed/);
    await postgres.stop();
    await expect(ask(postgres.password, 'SELECT 1')).rejects.toThrow();
    await postgres.start();
    expect(await ask(postgres.password, 'SELECT version FROM models')).toEqual([{ version: 7 }]);
  });
});

describe('Redis', () => {
  it('asks for a password when it has one', async () => {
    const redis = await opened(startRedis({ password: 'secret' }));
    expect(await say(redis.port, 'GET a\r\n')).toMatch(/^-NOAUTH/);
    expect(await say(redis.port, 'AUTH secret\r\n')).toBe('+OK\r\n');
  });

  it('comes back on its port', async () => {
    const redis = await opened(startRedis());
    await redis.stop();
    await expect(say(redis.port, 'PING\r\n')).rejects.toThrow(/ECONNREFUSED/);
    await redis.start();
    expect(await say(redis.port, 'PING\r\n')).toBe('+PONG\r\n');
  });

  it('does not outlive a test process that is killed', async () => {
    const folder = await temporaryFolder('killed');
    open.push({ close: folder.remove });
    const program = `
      const { startRedis } = await import(${JSON.stringify(new URL('./redis.ts', import.meta.url).href)});
      console.log((await startRedis()).port);
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
      // What a killed process leaves behind goes away with this folder.
      env: { ...process.env, TMPDIR: folder.path },
    });
    const [line] = await once(child.stdout, 'data');
    const port = Number(line);
    expect(await say(port, 'PING\r\n')).toBe('+PONG\r\n');
    child.kill('SIGKILL');
    await vi.waitFor(() => expect(say(port, 'PING\r\n')).rejects.toThrow(/ECONNREFUSED/), soon);
  });
});

describe('InfluxDB', () => {
  it('stores points and answers queries', async () => {
    const influx = await opened(startInflux());
    await influx.query('CREATE DATABASE acgs');
    await influx.write('acgs', 'accuracy,model=a value=0.97 1750000000');
    expect(await influx.query('SELECT value FROM accuracy', 'acgs')).toMatchObject({
      results: [{ series: [{ name: 'accuracy', values: [['2025-06-15T15:06:40Z', 0.97]] }] }],
    });
  });
});

describe('Prometheus', () => {
  it('scrapes what it is told to', async () => {
    const service = await opened(startScriptedHttp());
    service.answer('/metrics', (_request, response) => response.end('accuracy 0.97\n'));
    const scrape = [{ job: 'model', targets: [`127.0.0.1:${service.port}`] }];
    const prometheus = await opened(startPrometheus({ scrape }));
    await vi.waitFor(async () => {
      const answer = await fetch(`${prometheus.url}/api/v1/query?query=accuracy`);
      expect(await answer.json()).toMatchObject({
        data: { result: [{ metric: { job: 'model' }, value: [expect.any(Number), '0.97'] }] },
      });
    }, soon);
  });
});

describe('the object store', () => {
  it('keeps what is put into its bucket', async () => {
    const { GetObjectCommand, PutObjectCommand, S3Client } = await import('@aws-sdk/client-s3');
    const store = await opened(startObjectStore());
    const client = new S3Client({
      endpoint: store.endpoint,
      region: store.region,
      forcePathStyle: true,
      credentials: { accessKeyId: store.accessKey, secretAccessKey: store.secretKey },
    });
    await client.send(new PutObjectCommand({ Bucket: store.bucket, Key: 'model.bin', Body: 'weights' }));
    const answer = await client.send(new GetObjectCommand({ Bucket: store.bucket, Key: 'model.bin' }));
    expect(await answer.Body?.transformToString()).toBe('weights');
    client.destroy();
  });
});

/** Sends one line and gives the first answer. */
function say(port: number, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(line));
    socket.once('data', (data) => {
      resolve(data.toString('latin1'));
      socket.destroy();
    });
    socket.once('error', reject);
  });
}
