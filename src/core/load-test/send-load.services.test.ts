import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthority, createServerCertificate } from '../../../test/servers/certificates.ts';
import { large, startScriptedHttp, status } from '../../../test/servers/scripted-http.ts';
import { sendLoadBeside } from './beside.ts';
import { type LoadPlan, sendLoad } from './send-load.ts';
import type { LoadTally } from './tally.ts';

const ending: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ending.splice(0)) await end();
});

/** A server, and how many connections to it are open. */
async function listen(server: Server) {
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const tell of waiting.splice(0)) tell();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ending.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/health`,
    sockets,
    /** That nobody is connected any more. */
    left: () => new Promise<void>((resolve) => (sockets.size === 0 ? resolve() : waiting.push(resolve))),
  };
}

const serve = (listener: RequestListener) => listen(createHttpServer(listener));
const talk = (onConnection: (socket: Socket) => void) => listen(createServer(onConnection));

function plan(url: string, more: Partial<LoadPlan> = {}): LoadPlan {
  return {
    ...{ url, hostHeader: undefined, what: 'Governance at h:1', requests: 200, workers: 20, timeoutMs: 5000 },
    ...more,
  };
}

/** It gave up after twenty, or a few more that failed at the same time, all of one kind. */
function expectNobody(
  { ended, requests, succeeded, errors, timeouts, statuses, problems }: LoadTally,
  words: RegExp,
) {
  expect([ended, succeeded, timeouts, statuses]).toEqual(['unanswered', 0, 0, {}]);
  expect(requests).toBeGreaterThanOrEqual(20);
  expect(requests).toBeLessThanOrEqual(40);
  expect(problems).toEqual([{ words: expect.stringMatching(words), count: requests }]);
  expect(errors).toBe(requests);
}

function send(of: LoadPlan, signal = new AbortController().signal) {
  return sendLoad(of, { signal, onProgress: () => {} });
}

describe('sendLoad', () => {
  it('sends exactly so many requests, so many at once on connections that are kept', async () => {
    let [asked, most, under] = [0, 0, 0];
    const { url, sockets, left } = await serve((_, response) => {
      asked += 1;
      under += 1;
      most = Math.max(most, under);
      setImmediate(() => {
        under -= 1;
        response.end('{"status":"healthy"}');
      });
    });
    let connections = 0;
    const counting = setInterval(() => {
      connections = Math.max(connections, sockets.size);
    }, 1);
    const tally = await send(plan(url, { requests: 203 }));
    clearInterval(counting);
    expect(asked).toBe(203);
    expect(tally).toMatchObject({
      ...{
        ended: 'complete',
        requests: 203,
        succeeded: 203,
        failed: 0,
        statuses: { 200: 203 },
        problems: [],
      },
      bodyBytes: 203 * 20,
    });
    expect(most).toBeLessThanOrEqual(20);
    expect(connections).toBeLessThanOrEqual(20);
    expect(tally.maxMs).toBeGreaterThan(0);
    expect(tally.connectMs).not.toBeNull();
    await left();
  });

  it('asks as the probes do, with the Host header of the profile', async () => {
    const heads: unknown[] = [];
    const { url } = await serve((request, response) => {
      heads.push([request.method, request.url, request.headers.host, request.headers.accept]);
      response.end();
    });
    await send(plan(`${url}?deep=1`, { requests: 1, hostHeader: 'acgs.local' }));
    expect(heads).toEqual([['GET', '/health?deep=1', 'acgs.local', 'application/json']]);
  });

  it('opens no more connections than there are requests', async () => {
    let connections = 0;
    const { url } = await talk((socket) => {
      connections += 1;
      socket.on('data', () => socket.end('HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n'));
    });
    expect(await send(plan(url, { requests: 3, workers: 50 }))).toMatchObject({ succeeded: 3, failed: 0 });
    expect(connections).toBe(3);
  });

  it('counts other statuses apart, follows no redirect, and tells each', async () => {
    const server = await startScriptedHttp();
    ending.push(() => server.close());
    let turn = 0;
    server.answer('/health', (request, response) => {
      turn += 1;
      const code = [200, 200, 503, 302][turn % 4] ?? 200;
      status(code, 'x', code === 302 ? { location: '/elsewhere' } : {})(request, response);
    });
    const tally = await send(plan(`${server.url}/health`));
    expect(tally).toMatchObject({ requests: 200, succeeded: 100, failed: 100, otherStatuses: 100 });
    expect(tally.statuses).toEqual({ 200: 100, 302: 50, 503: 50 });
    expect(server.requests.some(({ path }) => path === '/elsewhere')).toBe(false);
  });

  it('gives up on a server that never answers, after one turn of its workers, and leaves no connection', async () => {
    const { url, left } = await talk((socket) => socket.resume());
    const tally = await send(plan(url, { timeoutMs: 200 }));
    expect(tally).toMatchObject({
      ...{ ended: 'unanswered', requests: 20, succeeded: 0, timeouts: 20, perSecond: 0, p95Ms: null },
      problems: [{ words: 'Governance at h:1: no answer within 0.2 s', count: 20 }],
    });
    await left();
  });

  it('cuts an answer that drips for ever, and goes on with the others', async () => {
    let turn = 0;
    const { url, left } = await serve((_, response) => {
      turn += 1;
      if (turn % 10 !== 0) return response.end('ok');
      response.write('x');
      const drip = setInterval(() => response.write('x'), 20);
      response.once('close', () => clearInterval(drip));
      return undefined;
    });
    const tally = await send(plan(url, { requests: 60, workers: 6, timeoutMs: 300 }));
    expect(tally).toMatchObject({ ended: 'complete', requests: 60, succeeded: 54, timeouts: 6, errors: 0 });
    await left();
  });

  it('reads no more of an endless answer than of the longest that is one', async () => {
    const server = await startScriptedHttp();
    ending.push(() => server.close());
    server.answer('/health', large(Number.POSITIVE_INFINITY));
    const tally = await send(plan(`${server.url}/health`, { workers: 4 }));
    expectNobody(tally, /^Governance at h:1: the answer is too large$/);
  });

  it('counts connections that are cut in the middle as errors, once each', async () => {
    let asked = 0;
    const { url } = await talk((socket) => {
      socket.on('data', () => {
        asked += 1;
        if (asked % 4 === 0) socket.resetAndDestroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const tally = await send(plan(url, { requests: 100, workers: 5 }));
    expect(tally).toMatchObject({ ended: 'complete', requests: 100, succeeded: 75, errors: 25 });
    expect(tally.problems).toEqual([{ words: 'Governance at h:1: the connection was cut', count: 25 }]);
    expect(asked).toBe(100);
  });

  it('takes what is no HTTP for an error', async () => {
    const { url } = await talk((socket) => socket.on('data', () => socket.write('SSH-2.0-OpenSSH_9.2\r\n')));
    expectNobody(await send(plan(url, { requests: 30, workers: 3 })), /^Governance at h:1: /);
  });

  it.each([
    ['nobody listens', 'http://127.0.0.1:1/health', /: connection refused$/],
    ['the name is not known', 'http://no-such-host.invalid/health', /: the host name is not known$/],
  ])('gives up where %s', async (_, url, words) => {
    expectNobody(await send(plan(url)), words);
  });

  it('trusts no certificate that a probe would not trust', async () => {
    const tls = await createServerCertificate(await createAuthority('nobody'));
    const server = await startScriptedHttp({ tls });
    ending.push(() => server.close());
    server.answer('/health', status(200, 'ok'));
    expectNobody(await send(plan(`${server.url}/health`)), /the certificate is not trusted/);
    expect(server.requests).toEqual([]);
  });

  it('stops at once: what was under way is not counted, and its connections are closed', async () => {
    const stop = new AbortController();
    let asked = 0;
    const { url, sockets, left } = await serve((_, response) => {
      asked += 1;
      if (asked <= 30) return response.end('ok');
      if (asked === 40) stop.abort();
      return undefined;
    });
    const tally = await send(plan(url, { requests: 100_000, workers: 10 }), stop.signal);
    expect(tally).toMatchObject({ ended: 'stopped', requests: 30, succeeded: 30, failed: 0 });
    expect(asked).toBe(40);
    await left();
    expect(sockets.size).toBe(0);
  });
});

describe('sendLoadBeside', () => {
  it('sends from a thread of its own, and tells how far it is', async () => {
    const { url, left } = await serve((_, response) => setTimeout(() => response.end('ok'), 40));
    const told: number[] = [];
    const tally = await sendLoadBeside(plan(url, { requests: 300, workers: 10 }), {
      signal: new AbortController().signal,
      onProgress: ({ answered }) => told.push(answered),
    });
    expect(tally).toMatchObject({ ended: 'complete', succeeded: 300 });
    expect(told.length).toBeGreaterThan(0);
    expect(told).toEqual(told.toSorted((one, other) => one - other));
    await left();
  });

  it('stops with what it has seen by then, and leaves no connection', async () => {
    const stop = new AbortController();
    const { url, left } = await serve((_, response) => void response.end('ok'));
    const tally = await sendLoadBeside(plan(url, { requests: 10_000_000 }), {
      signal: stop.signal,
      onProgress: () => stop.abort(),
    });
    expect(tally.ended).toBe('stopped');
    expect(tally.requests).toBeGreaterThan(0);
    expect(tally.requests).toBe(tally.succeeded);
    await left();
  });
});
