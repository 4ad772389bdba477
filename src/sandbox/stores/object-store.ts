import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { constitutionalHash } from '../services/catalogue.ts';
import { decodeAwsChunks } from './aws-chunked.ts';
import type { Artifact } from './registry.ts';
import * as xml from './s3-xml.ts';

interface ObjectStoreOptions {
  directory: string;
  bucket: string;
  region: string;
  accessKey: string;
  artifacts: readonly Artifact[];
  now: () => number;
  /** Told of every change that was accepted: method and path. */
  onChange?: (method: string, path: string) => void;
}

interface StoredObject {
  key: string;
  sizeBytes: number;
  etag: string;
  contentType: string;
  modifiedMs: number;
  metadata: Readonly<Record<string, string>>;
}

export interface ObjectStore {
  server: Server;
  /** Changes bytes of one artifact on disk and leaves its checksum as it was; or puts the bytes back. */
  corrupt(on: boolean): Promise<void>;
}

/** An S3 stand-in for path-style clients: buckets, listings and whole objects, kept on disk. */
export async function createObjectStore(options: ObjectStoreOptions): Promise<ObjectStore> {
  const { directory, artifacts, now, onChange = () => {} } = options;
  const buckets = new Map<string, Map<string, StoredObject>>([[options.bucket, new Map()]]);
  const createdMs = now();
  const fileOf = (bucket: string, key: string) =>
    join(directory, createHash('sha256').update(`${bucket}/${key}`).digest('hex'));

  const put = async (
    bucket: string,
    key: string,
    body: Buffer,
    about: Pick<StoredObject, 'contentType' | 'metadata' | 'modifiedMs'>,
  ) => {
    await writeFile(fileOf(bucket, key), body);
    const etag = createHash('md5').update(body).digest('hex');
    buckets.get(bucket)?.set(key, { key, sizeBytes: body.length, etag, ...about });
    return etag;
  };

  await mkdir(directory, { recursive: true });
  await Promise.all(
    artifacts.map((artifact) =>
      put(options.bucket, artifact.key, artifact.body, {
        contentType: artifact.contentType,
        modifiedMs: artifact.createdMs,
        metadata: {
          sha256: artifact.checksum,
          'artifact-id': artifact.id,
          'constitutional-hash': constitutionalHash,
        },
      }),
    ),
  );

  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    const fail = (code: number, reason: string, message: string) =>
      sendXml(response, code, xml.error(reason, message, url.pathname));
    if (!isSignedBy(options.accessKey, request, url)) {
      request.resume();
      fail(403, 'InvalidAccessKeyId', 'The AWS Access Key Id you provided does not exist in our records.');
      return;
    }
    const [, bucket = '', rawKey = ''] = /^\/([^/]*)\/?(.*)$/.exec(url.pathname) ?? [];
    if (bucket === '') {
      sendXml(response, 200, xml.buckets([...buckets.keys()], createdMs));
      return;
    }
    const objects = buckets.get(bucket);
    const key = decodeURIComponent(rawKey);
    if (objects === undefined) {
      if (request.method === 'PUT' && key === '') {
        buckets.set(bucket, new Map());
        response.writeHead(200).end();
      } else {
        fail(404, 'NoSuchBucket', 'The specified bucket does not exist');
      }
      return;
    }
    if (key === '') {
      await onBucket(request, response, url, bucket, objects);
      return;
    }
    await onObject(request, response, bucket, key, objects);
  };

  const onBucket = async (
    request: IncomingMessage,
    response: ServerResponse,
    { searchParams: query }: URL,
    bucket: string,
    objects: Map<string, StoredObject>,
  ) => {
    if (request.method === 'HEAD') {
      response.writeHead(200, { 'x-amz-bucket-region': options.region }).end();
    } else if (request.method === 'POST' && query.has('delete')) {
      const keys = xml.readDeletedKeys((await buffer(request)).toString());
      for (const key of keys) {
        objects.delete(key);
        await rm(fileOf(bucket, key), { force: true });
        onChange('DELETE', `/${bucket}/${key}`);
      }
      sendXml(response, 200, xml.deleted(keys));
    } else if (query.has('location')) {
      sendXml(response, 200, xml.location(options.region));
    } else if (query.has('versioning')) {
      sendXml(response, 200, xml.versioning());
    } else if (request.method === 'GET') {
      sendXml(response, 200, xml.listing(bucket, [...objects.values()], query));
    } else {
      sendXml(
        response,
        405,
        xml.error('MethodNotAllowed', 'The specified method is not allowed', `/${bucket}`),
      );
    }
  };

  const onObject = async (
    request: IncomingMessage,
    response: ServerResponse,
    bucket: string,
    key: string,
    objects: Map<string, StoredObject>,
  ) => {
    if (request.method === 'PUT') {
      const received = await buffer(request);
      const chunked = String(request.headers['x-amz-content-sha256'] ?? '').startsWith('STREAMING-');
      const etag = await put(bucket, key, chunked ? decodeAwsChunks(received) : received, {
        contentType: request.headers['content-type'] ?? 'application/octet-stream',
        modifiedMs: now(),
        metadata: metadataOf(request),
      });
      onChange('PUT', `/${bucket}/${key}`);
      response.writeHead(200, { etag: `"${etag}"` }).end();
      return;
    }
    if (request.method === 'DELETE') {
      objects.delete(key);
      await rm(fileOf(bucket, key), { force: true });
      onChange('DELETE', `/${bucket}/${key}`);
      response.writeHead(204).end();
      return;
    }
    const object = objects.get(key);
    if (object === undefined) {
      sendXml(
        response,
        404,
        xml.error('NoSuchKey', 'The specified key does not exist.', `/${bucket}/${key}`),
      );
      return;
    }
    const body = request.method === 'HEAD' ? null : await readFile(fileOf(bucket, key));
    const sizeBytes = body?.length ?? object.sizeBytes;
    const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = range ? Number(range[1]) : 0;
    const to = range?.[2] ? Math.min(Number(range[2]), sizeBytes - 1) : sizeBytes - 1;
    response.writeHead(range ? 206 : 200, {
      'content-type': object.contentType,
      'content-length': to - from + 1,
      'last-modified': new Date(object.modifiedMs).toUTCString(),
      'accept-ranges': 'bytes',
      etag: `"${object.etag}"`,
      ...(range ? { 'content-range': `bytes ${from}-${to}/${sizeBytes}` } : {}),
      ...Object.fromEntries(
        Object.entries(object.metadata).map(([name, value]) => [`x-amz-meta-${name}`, value]),
      ),
    });
    response.end(body?.subarray(from, to + 1));
  };

  const victim = artifacts.findLast(
    ({ modelName, type }) => modelName === 'production_model' && type === 'model',
  );
  return {
    server: createServer((request, response) => {
      respond(request, response).catch((error: unknown) => {
        sendXml(response, 500, xml.error('InternalError', String(error), ''));
      });
    }),
    async corrupt(on) {
      if (victim !== undefined) {
        const body = Buffer.from(victim.body);
        body.writeUInt8(body.readUInt8(100) ^ 0xff, 100);
        await writeFile(fileOf(options.bucket, victim.key), on ? body : victim.body);
      }
    },
  };
}

/** The key in the signature is checked, the signature is not: a practice store needs no more. */
function isSignedBy(accessKey: string, request: IncomingMessage, url: URL): boolean {
  const credential =
    /Credential=([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ??
    url.searchParams.get('X-Amz-Credential')?.split('/')[0];
  return credential === accessKey;
}

function metadataOf(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).flatMap(([name, value]) =>
      name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), String(value)]] : [],
    ),
  );
}

function sendXml(response: ServerResponse, code: number, body: string): void {
  response.writeHead(code, { 'content-type': 'application/xml' }).end(body);
}
