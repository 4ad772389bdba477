import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Loopback, listenOnLoopback } from '../loopback.ts';
import { createObjectStore, type ObjectStore } from './object-store.ts';
import { artifacts } from './registry.ts';

const nowMs = Date.UTC(2025, 5, 27, 9);
const seeded = artifacts(1, nowMs);
const Bucket = 'acgs-artifacts';
let directory: string;
let store: ObjectStore;
let port: Loopback;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'acgs-'));
  store = await createObjectStore({
    directory,
    bucket: Bucket,
    region: 'us-east-1',
    accessKey: 'KEY',
    artifacts: seeded,
    now: () => nowMs,
  });
  port = await listenOnLoopback(store.server);
});
afterEach(async () => {
  await port.shut();
  await rm(directory, { recursive: true, force: true });
});

const client = (accessKeyId = 'KEY') =>
  new S3Client({
    endpoint: `http://127.0.0.1:${port.port}`,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey: 'secret' },
  });

describe('the S3 stand-in', () => {
  it('lists buckets and, in pages and by prefix, the seeded artifacts', async () => {
    const s3 = client();
    expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual([Bucket]);
    await s3.send(new HeadBucketCommand({ Bucket }));
    const first = await s3.send(new ListObjectsV2Command({ Bucket, MaxKeys: 20 }));
    const rest = await s3.send(
      new ListObjectsV2Command({ Bucket, ContinuationToken: first.NextContinuationToken }),
    );
    const keys = [...(first.Contents ?? []), ...(rest.Contents ?? [])].map(({ Key }) => Key);
    expect(keys).toEqual(seeded.map(({ key }) => key).sort());
    const folders = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: 'artifacts/', Delimiter: '/' }));
    expect(folders.CommonPrefixes?.map(({ Prefix }) => Prefix)).toEqual([
      'artifacts/config/',
      'artifacts/metrics/',
      'artifacts/model/',
    ]);
  });

  it('takes, gives and drops objects, from a buffer and from a stream', async () => {
    const s3 = client();
    const Key = 'größe/a b&c.json';
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', Metadata: { sha256: 'x' } }));
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got.Metadata).toEqual({ sha256: 'x' });
    const streamed = Buffer.alloc(200_000, 7);
    await s3.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: Readable.from([streamed.subarray(0, 70_000), streamed.subarray(70_000)]),
        ContentLength: streamed.length,
      }),
    );
    expect((await s3.send(new HeadObjectCommand({ Bucket, Key }))).ContentLength).toBe(200_000);
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('refuses a foreign access key', async () => {
    await expect(client('OTHER').send(new ListBucketsCommand({}))).rejects.toMatchObject({
      name: 'InvalidAccessKeyId',
    });
  });

  it('corrupts exactly one artifact, whose checksum stays what it was', async () => {
    const s3 = client();
    const broken = async () => {
      const wrong: string[] = [];
      for (const { key } of seeded) {
        const got = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
        const body = (await got.Body?.transformToByteArray()) ?? new Uint8Array();
        if (createHash('sha256').update(body).digest('hex') !== got.Metadata?.sha256) {
          wrong.push(key);
        }
      }
      return wrong;
    };
    expect(await broken()).toEqual([]);
    await store.corrupt(true);
    expect(await broken()).toEqual(['artifacts/model/production_model/1.4.2/model.bin.gz']);
    await store.corrupt(false);
    expect(await broken()).toEqual([]);
  });
});
