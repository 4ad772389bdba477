import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startObjectStore, type TestObjectStore } from '../../../../test/servers/object-store.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createSecrets } from '../secrets.ts';
import { type ObjectStore, openObjects } from './object-store.ts';

const { signal } = new AbortController();

describe('the metadata of objects in S3', () => {
  let server: TestObjectStore;
  let client: S3Client;
  const opened: ObjectStore[] = [];

  beforeAll(async () => {
    server = await startObjectStore();
    client = new S3Client({
      ...{ endpoint: server.endpoint, region: server.region, forcePathStyle: true },
      credentials: { accessKeyId: server.accessKey, secretAccessKey: server.secretKey },
    });
  });
  afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));
  afterAll(async () => {
    client?.destroy();
    await server?.close();
  });

  const open = (): ObjectStore => {
    const env = { ACCESS: server.accessKey, SECRET: server.secretKey };
    const store = openObjects(
      {
        ...{ kind: 's3', endpoint: server.endpoint, region: server.region, bucket: server.bucket },
        ...{ accessKey: { env: 'ACCESS' }, secretKey: { env: 'SECRET' } },
      },
      {
        secrets: createSecrets({ env, redactor: createRedactor() }),
        ...{ clock: systemClock(), timeoutMs: 5_000 },
      },
    );
    opened.push(store);
    return store;
  };

  it.each([
    'models/1.0.0/model.bin',
    "models/it's (one) of *many*!.bin",
    'modèles/模型+1 & 2=3?.bin',
    'percent%20sign/~_-.@:$,;.bin',
  ])('is read of %s', async (Key) => {
    const Metadata = { 'constitutional-hash': 'cdd01ef066bc6cf2', sha256: 'aa' };
    await client.send(new PutObjectCommand({ Bucket: server.bucket, Key, Body: 'model', Metadata }));
    const found = await open().metadata(Key, signal);
    expect(Object.fromEntries(found ?? [])).toMatchObject(Metadata);
  });

  it('is null of an object that is gone', async () => {
    expect(await open().metadata('never/was.bin', signal)).toBeNull();
  });

  it('is not waited for past its signal', async () => {
    const over = AbortSignal.abort(new Error('over'));
    await expect(open().metadata('a.bin', over)).rejects.toThrow('over');
  });
});
