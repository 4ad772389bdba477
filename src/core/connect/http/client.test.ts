import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { generate } from 'selfsigned';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../kernel/clock.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { parseJsonAnswer } from './answer.ts';
import { createHttpClient, type HttpClient } from './client.ts';

describe('createHttpClient', () => {
  const ending: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    await Promise.all(ending.splice(0).map((end) => end()));
  });

  const listen = async (server: Server): Promise<string> => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ending.push(() => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('not listening');
    return `http://127.0.0.1:${address.port}`;
  };
  const serve = (answer: RequestListener) => listen(createServer(answer));
  const client = (clock = systemClock()): HttpClient => {
    const http = createHttpClient({ clock });
    ending.push(() => http.close());
    return http;
  };
  const ask = (url: string, more: Partial<Parameters<HttpClient['fetchText']>[0]> = {}) =>
    client().fetchText({ url, what: 'the service', timeoutMs: 10_000, ...more });

  it('gives the answer whatever its status, with headers in lower case', async () => {
    const url = await serve((_, response) => {
      response.writeHead(503, { 'X-Constitutional-Hash': 'abc' }).end('{"status":"näh"}');
    });
    const answer = await ask(`${url}/health`);
    expect(answer).toMatchObject({ status: 503, body: '{"status":"näh"}' });
    expect(answer.headers['x-constitutional-hash']).toBe('abc');
    expect(answer.durationMs).toBeGreaterThan(0);
  });

  it('sends the Host header it was given, and its own headers and body', async () => {
    const url = await serve((request, response) => {
      request.setEncoding('utf8').on('data', (body) => {
        response.end(`${request.headers.host} ${request.headers.authorization} ${body}`);
      });
    });
    const answer = await ask(url, {
      method: 'POST',
      hostHeader: 'acgs.local',
      headers: { authorization: 'Bearer x' },
      body: 'hello',
    });
    expect(answer.body).toBe('acgs.local Bearer x hello');
  });

  it.each([
    ['announced', true],
    ['unannounced', false],
  ])('stops early at 50 MB, %s', async (_, announced) => {
    let sentBytes = 0;
    const total = 50 * 1_048_576;
    const url = await serve((_, response) => {
      if (announced) response.setHeader('content-length', total);
      const chunk = Buffer.alloc(65_536, 'x');
      const more = () => {
        while (sentBytes < total) {
          sentBytes += chunk.length;
          if (!response.write(chunk)) return;
        }
        response.end();
      };
      response.on('drain', more);
      more();
    });
    await expect(ask(url)).rejects.toMatchObject({
      code: 'bad-answer',
      message: `the service: the answer is too large (${announced ? '50 MiB' : 'over 1 MiB'}; at most 1 MiB is read)`,
    });
    expect(sentBytes).toBeLessThan(total);
  });

  it('follows a redirect on the same server, not to another', async () => {
    const other = await serve((_, response) => response.end('other'));
    const url = await serve((request, response) => {
      const target = { '/a': '/b', '/away': `${other}/`, '/nonsense': 'http://[' }[request.url ?? ''];
      if (target) response.writeHead(307, { location: target });
      response.end(request.url);
    });
    expect((await ask(`${url}/a`)).body).toBe('/b');
    await expect(ask(`${url}/away`)).rejects.toThrow(
      `the service: redirects to another server (${other}), which is not followed`,
    );
    await expect(ask(`${url}/nonsense`)).rejects.toThrow('redirects to something that is not an address');
    await expect(ask(`${url}/a`, { method: 'POST' })).rejects.toThrow('redirects a POST');
  });

  it('sees a redirect loop and gives up on a long chain', async () => {
    const url = await serve((request, response) => {
      const step = Number(request.url?.slice(1));
      response.writeHead(302, { location: step === 90 ? '/91' : step === 91 ? '/90' : `/${step + 1}` }).end();
    });
    await expect(ask(`${url}/90`)).rejects.toThrow('the service: redirects in a loop');
    await expect(ask(`${url}/0`)).rejects.toThrow('the service: redirects more than 3 times');
  });

  it('ends a slow drip when the time for the whole exchange is over', async () => {
    const clock = manualClock();
    const dripped = Promise.withResolvers<void>();
    const url = await serve((_, response) => {
      response.write('{"sta');
      dripped.resolve();
    });
    const answer = client(clock).fetchText({ url, what: 'the service', timeoutMs: 10_000 });
    const refused = expect(answer).rejects.toThrow(
      /^the service: (no answer|the answer was not complete) within 10 s/,
    );
    await dripped.promise;
    await clock.advance(10_000);
    await refused;
  });

  it('says how much of a slow drip had come', async () => {
    const url = await serve((_, response) => void response.write('{"sta'));
    await expect(ask(url, { timeoutMs: 300 })).rejects.toMatchObject({
      code: 'timeout',
      message: 'the service: the answer was not complete within 0.3 s (5 bytes had come)',
    });
  });

  it('says that nothing came at all', async () => {
    const url = await serve(() => {});
    await expect(ask(url, { timeoutMs: 200 })).rejects.toThrow('the service: no answer within 0.2 s');
  });

  it('ends when its signal does, before and during the exchange', async () => {
    const controller = new AbortController();
    const url = await serve(() => controller.abort());
    await expect(ask(url, { signal: controller.signal })).rejects.toMatchObject({ code: 'stopped' });
    await expect(ask(url, { signal: controller.signal })).rejects.toMatchObject({ code: 'stopped' });
  });

  it('puts refused, cut and untrusted connections into words', async () => {
    const gone = await serve((_, response) => response.end());
    await Promise.all(ending.splice(0).map((end) => end()));
    await expect(ask(gone)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'the service: connection refused',
    });

    const cut = await serve((request) => request.socket.destroy());
    await expect(ask(cut)).rejects.toMatchObject({
      code: 'unreachable',
      message: 'the service: the connection was cut',
    });

    const { private: key, cert } = await generate([{ name: 'commonName', value: 'elsewhere.example' }]);
    const tls = await listen(createTlsServer({ key, cert }, (_, response) => response.end()));
    await expect(ask(tls.replace('http:', 'https:'))).rejects.toMatchObject({ code: 'tls' });
  });

  it('names the address without its query when nothing else is known', async () => {
    const url = await serve((request) => request.socket.destroy());
    const answer = client().fetchText({ url: `${url}/x?token=hunter22`, timeoutMs: 10_000 });
    await expect(answer).rejects.toThrow(`${url}/x: the connection was cut`);
  });
});

describe('parseJsonAnswer', () => {
  it.each([
    ['<!DOCTYPE html><p>', {}, 'answers HTML where JSON was expected'],
    ['Sign in', { 'content-type': 'text/html; charset=utf-8' }, 'answers HTML where JSON was expected'],
    ['{"status":', {}, 'answers text that is not JSON'],
    ['', {}, 'answers nothing where JSON was expected'],
  ])('says what came instead: %s', (body, headers, message) => {
    expect(() => parseJsonAnswer({ body, headers }, 'it')).toThrow(`it: ${message}`);
  });
});
