import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startObjectStore, type TestObjectStore } from '../../../../test/servers/object-store.ts';
import { startPostgres, type TestPostgres } from '../../../../test/servers/postgres.ts';
import { startRedis, type TestRedis } from '../../../../test/servers/redis.ts';
import { temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { seedDatabase } from '../../../sandbox/stores/postgres-seed.ts';
import { createHttpClient } from '../../connect/http/client.ts';
import { openObjects } from '../../connect/objects/object-store.ts';
import { openPostgres, type PostgresConnection } from '../../connect/postgres.ts';
import { openRedis, type RedisConnection } from '../../connect/redis.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { run } from '../testing/act.ts';
import { type Stores, storeLooks } from './store-looks.ts';

const HASH = 'cdd01ef066bc6cf2';
const nothing: Stores = { postgres: null, redis: null, objects: null };
const look = (stores: Partial<Stores>, name: string, input: object, more = {}) =>
  run(storeLooks({ stores: { ...nothing, ...stores }, expectedHash: HASH }), name, input, more);
const clock = systemClock();
const reach = (env: Record<string, string>) => ({
  secrets: createSecrets({ env, redactor: createRedactor() }),
  clock,
  log: silentLog,
  http: createHttpClient({ clock }),
  timeoutMs: 10_000,
});

describe('sql.check', () => {
  let server: TestPostgres;
  let admin: pg.Client;
  let connection: PostgresConnection;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.close());
  beforeEach(async () => {
    const { port, password } = server;
    admin = new pg.Client({ host: '127.0.0.1', port, user: 'acgs', password, database: 'acgs' });
    await admin.connect();
    await admin.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    await seedDatabase(admin, 7, Date.UTC(2026, 0, 1));
    connection = openPostgres({ url: server.url, password: { env: 'P' } }, reach({ P: password }));
  });
  afterEach(async () => {
    await Promise.all([admin.end(), connection.close()]);
  });
  const check = (which: string, more = {}) =>
    look({ postgres: connection }, 'sql.check', { check: which, ...more });

  it('passes what is whole, with a line for each thing that was looked at', async () => {
    expect(await check('schema')).toMatchObject({
      end: 'done',
      output: {
        verdict: 'pass',
        figures: { tables: 5, missing: 0, migrations: 5 },
        lines: expect.arrayContaining(['✅ 5 migrations applied, up to 005_audit_trail']),
      },
    });
    expect(await check('integrity')).toMatchObject({
      end: 'done',
      output: {
        verdict: 'pass',
        figures: { notKept: 0, foreignKeys: 1, brokenReferences: 0 },
        lines: expect.arrayContaining([
          '✅ Indexes and constraints are valid and enforced',
          '✅ 1 foreign keys: every row finds what it refers to',
          '✅ Every deployment names a registered version',
          '✅ Every operation is in the audit trail',
        ]),
      },
    });
    expect(await check('connections')).toMatchObject({
      end: 'done',
      output: { verdict: 'pass', figures: { max: 50, hidden: 0 } },
    });
  });

  it('names the table and the column that a schema lacks', async () => {
    await admin.query('DROP TABLE deployments; ALTER TABLE artifacts DROP COLUMN checksum');
    await admin.query('ALTER TABLE model_versions ALTER COLUMN git_commit_hash TYPE bigint USING 1');
    const found = await check('schema');
    expect(found).toMatchObject({ end: 'failed', output: { verdict: 'fail', figures: { missing: 1 } } });
    expect(found).toHaveProperty(
      'words',
      'model_versions: column git_commit_hash holds number, not text; artifacts: has no column checksum; ' +
        'No table holds deployments (deployments or mlops_deployments or model_deployments)',
    );
    expect(await check('schema', { require: false })).toMatchObject({
      end: 'done',
      output: { verdict: 'fail' },
    });
  });

  it('finds references into the void, constraints that are not enforced, and a registry that disagrees', async () => {
    await admin.query('ALTER TABLE audit_trail DISABLE TRIGGER ALL');
    await admin.query('UPDATE audit_trail SET operation_id = 99999 WHERE operation_id = 1');
    await admin.query("UPDATE model_versions SET constitutional_hash = 'other' WHERE id = 1");
    await admin.query("UPDATE deployments SET model_version = '0.0.0' WHERE deployment_id = 1");
    await admin.query('ALTER TABLE artifacts ADD CONSTRAINT sized CHECK (file_size_bytes > 1) NOT VALID');
    const found = await check('integrity');
    expect(found).toMatchObject({ end: 'failed', output: { figures: { brokenReferences: 1, notKept: 3 } } });
    for (const says of [
      'constraint sized of artifacts was never validated',
      'a trigger that enforces constraint audit_trail_operation_id_fkey of audit_trail is disabled',
      'audit_trail (audit_trail_operation_id_fkey): 1 rows refer to what is not there',
      `model_versions: 1 rows carry another constitutional hash than ${HASH}`,
      '1 deployments name a version that is not registered',
      '1 operations are not in the audit trail',
    ]) {
      expect(found).toHaveProperty('words', expect.stringContaining(says));
    }
  });

  it('can write nothing, and stops on the server when it is stopped here', async () => {
    const { signal } = new AbortController();
    const limits = { timeoutMs: 5000, signal };
    await expect(connection.look((query) => query('DROP TABLE artifacts'), limits)).rejects.toMatchObject({
      cause: { code: '25006' },
    });
    const stop = new AbortController();
    const sleeping = connection.look((query) => query('SELECT pg_sleep(60)'), {
      timeoutMs: 60_000,
      signal: stop.signal,
    });
    const sleepers = async () =>
      (
        await admin.query(
          "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(60)' AND state = 'active'",
        )
      ).rowCount;
    await expect.poll(sleepers).toBe(1);
    stop.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect.poll(sleepers).toBe(0);
  });

  it('says that a database which does not answer is not known, required or not', async () => {
    const nobody = openPostgres({ url: 'postgres://acgs@127.0.0.1:1/acgs' }, reach({}));
    const found = await look({ postgres: nobody }, 'sql.check', { check: 'connections', require: false });
    expect(found).toMatchObject({
      end: 'done',
      output: { verdict: 'unknown', lines: [expect.stringMatching(/^❔ .*refused/)] },
    });
    expect(await look({ postgres: nobody }, 'sql.check', { check: 'schema' })).toMatchObject({
      end: 'failed',
    });
    expect(await look({}, 'sql.check', { check: 'schema' })).toMatchObject({
      end: 'failed',
      words: 'The profile names no database',
    });
  });
});

describe('redis.info', () => {
  let server: TestRedis;
  let connection: RedisConnection;
  beforeAll(async () => {
    server = await startRedis();
    connection = openRedis({ url: server.url }, reach({}));
  });
  afterAll(async () => {
    await connection?.close();
    await server?.close();
  });

  it('gives the figures, and fails a full cache that evicts nothing', async () => {
    for (let index = 0; index < 3; index += 1) await connection.ask('SET', `key-${index}`, 'x');
    await connection.ask('GET', 'key-1');
    await connection.ask('GET', 'nobody');
    const found = await look({ redis: connection }, 'redis.info', { require: true });
    expect(found).toMatchObject({ end: 'done', output: { keys: 3, hitRate: 0.5, evicted: 0 } });
    await connection.ask('CONFIG', 'SET', 'maxmemory', '100kb');
    const full = await look({ redis: connection }, 'redis.info', { require: true });
    expect(full).toMatchObject({
      end: 'failed',
      words: expect.stringContaining('it is full and evicts nothing'),
    });
    await connection.ask('CONFIG', 'SET', 'maxmemory', '0');
  });
});

describe('objects.check', () => {
  let server: TestObjectStore;
  beforeAll(async () => {
    server = await startObjectStore();
  });
  afterAll(() => server?.close());
  const { signal } = new AbortController();

  it('counts what is in a bucket and what is in a folder', async () => {
    const { S3Client, PutObjectCommand } = await import('@aws-sdk/client-s3');
    const { endpoint, region, bucket: Bucket, accessKey: accessKeyId, secretKey: secretAccessKey } = server;
    const client = new S3Client({
      endpoint,
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
    for (const Key of ['a/1', 'a/2', 'b'])
      await client.send(new PutObjectCommand({ Bucket, Key, Body: '12345' }));
    client.destroy();
    const bucket = openObjects(
      { kind: 's3', endpoint, region, bucket: Bucket, accessKey: { env: 'A' }, secretKey: { env: 'S' } },
      reach({ A: accessKeyId, S: secretAccessKey }),
    );
    expect(await look({ objects: bucket }, 'objects.check', {})).toMatchObject({
      end: 'done',
      output: { verdict: 'pass', objects: 3, sizeBytes: 15 },
    });
    await bucket.close();

    const folder = await temporaryFolder('objects');
    await mkdir(join(folder.path, 'a', 'b'), { recursive: true });
    await writeFile(join(folder.path, 'a', 'b', 'one'), '1234567');
    const directory = openObjects({ kind: 'directory', path: folder.path }, reach({}));
    expect(await directory.count(signal)).toEqual({ objects: 1, sizeBytes: 7, isWhole: true });
    await folder.remove();
    expect(await look({ objects: directory }, 'objects.check', {})).toMatchObject({
      end: 'failed',
      output: { verdict: 'unknown', objects: null },
    });
  });
});
