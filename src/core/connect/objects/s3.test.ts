import { createServer, type RequestListener, type Server } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../kernel/clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { createSecrets } from '../secrets.ts';
import { type ObjectStore, openObjects } from './object-store.ts';

describe('an S3 store that does not answer as one', () => {
  let server: Server;
  let store: ObjectStore;

  afterEach(async () => {
    await store.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const open = async (answer: RequestListener, timeoutMs = 5_000): Promise<string> => {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    const secrets = createSecrets({ env: { A: 'access', S: 'secret-key-1' }, redactor: createRedactor() });
    store = openObjects(
      {
        kind: 's3',
        endpoint: `http://127.0.0.1:${address.port}`,
        bucket: 'acgs-artifacts',
        region: 'us-east-1',
        accessKey: { env: 'A' },
        secretKey: { env: 'S' },
      },
      { secrets, clock: systemClock(), timeoutMs },
    );
    return `artifact store at 127.0.0.1:${address.port}`;
  };

  it.each([
    [401, 'unauthenticated', 'refuses these keys'],
    [403, 'forbidden', 'refuses these keys, or they may not read bucket acgs-artifacts'],
    [404, 'not-found', 'there is no bucket acgs-artifacts'],
    [418, 'bad-answer', 'answers HTTP 418, not as an S3 store does'],
    [503, 'server-error', 'failed (HTTP 503)'],
  ])('puts HTTP %i into words', async (status, code, words) => {
    const what = await open((_, response) => response.writeHead(status).end());
    await expect(store.status()).rejects.toMatchObject({ code, message: `${what}: ${words}` });
  });

  it.each([
    [401, 'unauthenticated'],
    [403, 'forbidden'],
    [418, 'bad-answer'],
    [503, 'server-error'],
  ])('puts HTTP %i to the question for metadata into words, too', async (status, code) => {
    await open((_, response) => response.writeHead(status).end());
    await expect(store.metadata('a.bin', new AbortController().signal)).rejects.toMatchObject({ code });
  });

  it('says that a page answers in its place', async () => {
    await open((_, response) =>
      response.writeHead(200, { 'content-type': 'text/html' }).end('<html>hello</html>'),
    );
    await expect(store.status()).rejects.toMatchObject({ code: 'bad-answer' });
  });

  it.each([
    [false, 1536],
    [true, null],
  ])('adds up a bucket that is listed in one page, and no other (truncated: %s)', async (truncated, used) => {
    const listing = `<ListBucketResult><Name>acgs-artifacts</Name><IsTruncated>${truncated}</IsTruncated>
      <Contents><Key>a</Key><Size>1024</Size></Contents><Contents><Key>b</Key><Size>512</Size></Contents></ListBucketResult>`;
    await open((_, response) => response.writeHead(200, { 'content-type': 'application/xml' }).end(listing));
    expect(await store.status()).toMatchObject({ usedBytes: used });
  });

  it('does not wait for a server that hangs, nor past its signal', async () => {
    await open(() => {}, 200);
    await expect(store.status()).rejects.toMatchObject({ code: 'timeout' });
    await expect(store.status(AbortSignal.abort())).rejects.toMatchObject({ code: 'timeout' });
  });
});
