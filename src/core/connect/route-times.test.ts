import { createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createAuthority, createServerCertificate } from '../../../test/servers/certificates.ts';
import { freePort } from '../../../test/servers/free-port.ts';
import { type ScriptedHttp, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { systemClock } from '../kernel/clock.ts';
import { timeConnect, timeExchange } from './route-times.ts';

const call = { what: 'Governance at x', timeoutMs: 3000, clock: systemClock() };
const open: { close(): unknown }[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

async function serve(options: Parameters<typeof startScriptedHttp>[0] = {}): Promise<ScriptedHttp> {
  const server = await startScriptedHttp(options);
  open.push(server);
  return server;
}

describe('the time of one exchange', () => {
  it('is told part by part, and the parts are the whole', async () => {
    const server = await serve();
    server.answer('/health', (_, response) => {
      setTimeout(() => {
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write('{"status":');
        setTimeout(() => response.end('"healthy"}'), 60);
      }, 120);
    });
    const times = await timeExchange({ ...call, url: `${server.url}/health` });
    expect(times).toMatchObject({ status: 200, body: '{"status":"healthy"}', tlsMs: null, dnsMs: null });
    // The server's own wait cannot fall into another part.
    expect(times.firstByteMs).toBeGreaterThan(100);
    expect(times.connectMs + times.firstByteMs + times.transferMs).toBeCloseTo(times.totalMs, 5);
  });

  it('has a part for the name where there is one', async () => {
    const server = await serve();
    const times = await timeExchange({ ...call, url: `http://localhost:${server.port}/` });
    expect(times.dnsMs).toBeGreaterThanOrEqual(0);
    expect(times.status).toBe(404);
    expect((times.dnsMs ?? 0) + times.connectMs + times.firstByteMs + times.transferMs).toBeCloseTo(
      times.totalMs,
      5,
    );
  });

  it('says that a certificate is not trusted, as the probe does', async () => {
    const server = await serve({ tls: await createServerCertificate(await createAuthority('nobody')) });
    await expect(timeExchange({ ...call, url: `${server.url}/health` })).rejects.toMatchObject({
      code: 'tls',
    });
  });

  it('sends the Host header of the profile', async () => {
    const server = await serve();
    await timeExchange({ ...call, url: `${server.url}/health`, hostHeader: 'gs.acgs.local' });
    expect(server.requests[0]?.headers.host).toBe('gs.acgs.local');
  });

  it('ends with its time, with the operator, and with a server that is cut', async () => {
    const server = await serve();
    server.answer('/silent', () => {});
    server.answer('/cut', (_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{');
      setTimeout(() => response.destroy(), 20);
    });
    const silent = { ...call, url: `${server.url}/silent` };
    await expect(timeExchange({ ...silent, timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
    await expect(timeExchange({ ...silent, signal: AbortSignal.timeout(50) })).rejects.toMatchObject({
      code: 'stopped',
    });
    await expect(timeExchange({ ...silent, signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'stopped',
    });
    await expect(timeExchange({ ...call, url: `${server.url}/cut` })).rejects.toMatchObject({
      code: 'unreachable',
    });
  });
});

describe('the time of one connection', () => {
  it('is made and let go', async () => {
    const port = await freePort();
    const closed = Promise.withResolvers<void>();
    const server: Server = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('close', () => closed.resolve());
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    open.push(server);
    const times = await timeConnect({ ...call, host: '127.0.0.1', port, tls: false });
    expect(times).toMatchObject({ dnsMs: null, tlsMs: null });
    expect(times.connectMs).toBeLessThanOrEqual(times.totalMs);
    await closed.promise;
  });

  it('says that nobody listens', async () => {
    const port = await freePort();
    await expect(timeConnect({ ...call, host: '127.0.0.1', port, tls: false })).rejects.toMatchObject({
      code: 'unreachable',
      message: 'Governance at x: connection refused',
    });
  });
});
