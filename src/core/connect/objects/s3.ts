import type { S3Client } from '@aws-sdk/client-s3';
import { type Clock, stopwatch } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { asNetworkError } from '../../kernel/network-error.ts';
import type { Secrets } from '../secrets.ts';
import { MOST_COUNTED } from './most-counted.ts';
import type { ObjectStore, ObjectsConfig } from './object-store.ts';
import type { Head } from './s3-head.ts';

/** One page of a listing, the longest there is: enough to see that listing works, and to add up a small bucket. */
const LISTED_OBJECTS = 1000;
/** Of a whole listing: the thread has nothing else to do while a page is read, 40 ms where it has a thousand. */
const PAGE = 500;
/** What begins the name of a header that is an object's metadata. */
const METADATA = 'x-amz-meta-';

/** S3 and whatever speaks it: MinIO, Ceph. Path style, which every one of them understands. */
export function openS3(
  config: Extract<ObjectsConfig, { kind: 's3' }>,
  deps: { secrets: Secrets; clock: Clock; timeoutMs: number },
): ObjectStore {
  const { secrets, clock, timeoutMs } = deps;
  const what = `artifact store at ${new URL(config.endpoint).host}`;
  let opened: Promise<{ sdk: typeof import('@aws-sdk/client-s3'); client: S3Client; head: Head }> | undefined;

  const open = async () => {
    // Loaded here: it takes 150 ms, and profiles with a folder never need it.
    const [sdk, { createHead }] = await Promise.all([import('@aws-sdk/client-s3'), import('./s3-head.ts')]);
    const client = new sdk.S3Client({
      endpoint: config.endpoint,
      region: config.region,
      forcePathStyle: true,
      maxAttempts: 1,
      credentials: {
        accessKeyId: await secrets.resolve(config.accessKey, 'the access key of the artifact store'),
        secretAccessKey: await secrets.resolve(config.secretKey, 'the secret key of the artifact store'),
      },
      requestHandler: {
        connectionTimeout: timeoutMs,
        requestTimeout: timeoutMs,
        throwOnRequestTimeout: true,
      },
    });
    return { sdk, client, head: createHead(client, config) };
  };

  /** Whatever failed, the next question starts anew: the keys may have been changed meanwhile. */
  const close = async () => {
    const last = opened;
    opened = undefined;
    (await last?.catch(() => undefined))?.client.destroy();
  };

  async function* pages(signal: AbortSignal) {
    try {
      opened ??= open();
      const { sdk, client } = await opened;
      let listed = 0;
      let next: string | undefined;
      do {
        const page = await client.send(
          new sdk.ListObjectsV2Command({ Bucket: config.bucket, MaxKeys: PAGE, ContinuationToken: next }),
          { abortSignal: signal },
        );
        const contents = page.Contents ?? [];
        listed += contents.length;
        next = page.IsTruncated ? page.NextContinuationToken : undefined;
        yield { contents, isWhole: next === undefined };
      } while (next !== undefined && listed < MOST_COUNTED);
    } catch (error) {
      await close();
      signal.throwIfAborted();
      throw inWords(error, what, config.bucket);
    }
  }

  return {
    async status(signal) {
      const options = signal ? { abortSignal: signal } : {};
      try {
        opened ??= open();
        const { sdk, client } = await opened;
        const took = stopwatch(clock);
        await client.send(new sdk.HeadBucketCommand({ Bucket: config.bucket }), options);
        const responseTimeMs = took();
        const page = await client.send(
          new sdk.ListObjectsV2Command({ Bucket: config.bucket, MaxKeys: LISTED_OBJECTS }),
          options,
        );
        // A web page at HTTP 200 is parsed into a listing of nothing; a real one repeats the name.
        if (page.Name !== config.bucket) {
          throw new OperatorError('bad-answer', `${what}: does not answer as an S3 store does`, {
            hint: 'Check stores.objects.endpoint in the profile.',
          });
        }
        const objects = page.Contents ?? [];
        const count = objects.length;
        return {
          responseTimeMs,
          detail: `bucket ${config.bucket}, ${page.IsTruncated ? `over ${count}` : count} objects`,
          writable: null,
          freeBytes: null,
          sizeBytes: null,
          usedBytes: page.IsTruncated ? null : objects.reduce((sum, { Size }) => sum + (Size ?? 0), 0),
        };
      } catch (error) {
        await close();
        throw inWords(error, what, config.bucket);
      }
    },
    async count(signal) {
      const counted = { objects: 0, sizeBytes: 0 };
      let isWhole = true;
      for await (const page of pages(signal)) {
        for (const { Size = 0 } of page.contents) counted.sizeBytes += Size;
        counted.objects += page.contents.length;
        isWhole = page.isWhole;
      }
      return { ...counted, isWhole };
    },
    async *list(signal) {
      for await (const { contents, isWhole } of pages(signal)) {
        const objects = contents.flatMap(({ Key, ETag = '', LastModified }) => {
          const modifiedAt = LastModified?.getTime() ?? 0;
          return Key === undefined ? [] : [{ key: Key, version: `${ETag} ${modifiedAt}`, modifiedAt }];
        });
        yield { objects, isWhole };
      }
    },
    async metadata(key, signal) {
      try {
        opened ??= open();
        const { head } = await opened;
        const { statusCode, headers } = await head(key, signal);
        if (statusCode === 404) return null;
        if (statusCode !== 200) throw ofStatus(statusCode, what, config.bucket);
        return new Map(
          Object.entries(headers).flatMap(([name, value]) =>
            name.startsWith(METADATA) ? [[name.slice(METADATA.length), value]] : [],
          ),
        );
      } catch (error) {
        signal.throwIfAborted();
        throw inWords(error, what, config.bucket);
      }
    },
    close,
  };
}

/** Said by name, whatever the status that came with it. */
const STATUS_OF: Readonly<Record<string, number>> = {
  ...{ NoSuchBucket: 404, NotFound: 404 },
  ...{ InvalidAccessKeyId: 401, SignatureDoesNotMatch: 401 },
};

function inWords(error: unknown, what: string, bucket: string): OperatorError {
  if (error instanceof OperatorError) return error;
  const name = error instanceof Error ? error.name : '';
  const status = STATUS_OF[name] ?? httpStatusOf(error);
  return status === undefined ? asNetworkError(error, what) : ofStatus(status, what, bucket, error);
}

/** What a status other than success means. */
function ofStatus(status: number, what: string, bucket: string, cause?: unknown): OperatorError {
  if (status === 404) {
    return new OperatorError('not-found', `${what}: there is no bucket ${bucket}`, {
      hint: 'Check stores.objects.bucket in the profile.',
      cause,
    });
  }
  if (status === 401) {
    return new OperatorError('unauthenticated', `${what}: refuses these keys`, {
      hint: 'Check the accessKey and secretKey that the profile names.',
      cause,
    });
  }
  if (status === 403) {
    return new OperatorError(
      'forbidden',
      `${what}: refuses these keys, or they may not read bucket ${bucket}`,
      {
        hint: 'Check the accessKey and secretKey that the profile names, and what they may do.',
        cause,
      },
    );
  }
  if (status >= 500) {
    return new OperatorError('server-error', `${what}: failed (HTTP ${status})`, { cause });
  }
  return new OperatorError('bad-answer', `${what}: answers HTTP ${status}, not as an S3 store does`, {
    hint: 'Check stores.objects.endpoint in the profile.',
    cause,
  });
}

function httpStatusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('$metadata' in error)) return undefined;
  const metadata = error.$metadata;
  if (metadata === null || typeof metadata !== 'object' || !('httpStatusCode' in metadata)) return undefined;
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined;
}
