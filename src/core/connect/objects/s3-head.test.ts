import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { HeadObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createHead } from './s3-head.ts';

const SECRET = 'secret-key-1';
const bucket = 'acgs-artifacts';
const region = 'eu-central-1';
const keys = { accessKey: { env: 'A' }, secretKey: { env: 'S' } };
const { signal } = new AbortController();
const asked: { request: IncomingMessage; port: number | undefined }[] = [];
const server = createServer((request, response) => {
  asked.push({ request, port: request.socket.remotePort });
  response.writeHead(200, { 'x-amz-meta-a': 'b', 'content-length': 5 }).end();
});
let endpoint: string;
let client: S3Client;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening');
  endpoint = `http://127.0.0.1:${address.port}`;
  client = new S3Client({
    ...{ endpoint, region, forcePathStyle: true },
    credentials: { accessKeyId: 'access', secretAccessKey: SECRET },
  });
});
afterAll(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** As Amazon's guide to Signature Version 4 has it, of what arrived. */
function signatureOf({ method, url, headers }: IncomingMessage): string {
  const { authorization = '', 'x-amz-date': time = '' } = headers;
  const names = (/SignedHeaders=([^,]+)/.exec(authorization)?.[1] ?? '').split(';');
  const lines = names.map((name) => `${name}:${String(headers[name])}\n`).join('');
  const hex = (text: string) => createHash('sha256').update(text).digest('hex');
  const canonical = [method, url, '', lines, names.join(';'), hex('')].join('\n');
  const scope = [String(time).slice(0, 8), region, 's3', 'aws4_request'];
  const signed = ['AWS4-HMAC-SHA256', time, scope.join('/'), hex(canonical)].join('\n');
  const mac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  return mac(scope.reduce<string | Buffer>(mac, `AWS4${SECRET}`), signed).toString('hex');
}

it.each([
  'models/1.0.0/model.bin',
  "models/it's (one) of *many*!.bin",
  'modèles/模型+1 & 2=3?.bin',
  'percent%20sign/~_-.@:$,;#.bin',
  '/from/the//root/',
])('asks for %s under the path the client would ask for, with the signature of that', async (key) => {
  asked.length = 0;
  await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  const head = createHead(client, { kind: 's3', endpoint, bucket, region, ...keys });
  expect(await head(key, signal)).toMatchObject({ statusCode: 200, headers: { 'x-amz-meta-a': 'b' } });
  const [, ours] = asked.map(({ request }) => request);
  expect(ours?.method).toBe('HEAD');
  expect(ours?.url).toBe(asked[0]?.request.url?.split('?')[0]);
  expect(ours?.headers['x-amz-content-sha256']).toBe(createHash('sha256').digest('hex'));
  expect(ours?.headers.authorization).toContain('Credential=access/');
  expect(/Signature=(\w+)$/.exec(ours?.headers.authorization ?? '')?.[1]).toBe(ours && signatureOf(ours));
});

it('asks one time after the other over the same connections', async () => {
  asked.length = 0;
  const head = createHead(client, { kind: 's3', endpoint, bucket, region, ...keys });
  for (let index = 0; index < 10; index += 1) await head(`${index}`, signal);
  // One may not be free again yet when the next question is asked.
  expect(new Set(asked.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
});
