import { once } from 'node:events';
import { get as getOverTls } from 'node:https';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority, createServerCertificate } from './certificates.ts';
import {
  html,
  invalidJson,
  json,
  large,
  redirectLoop,
  reset,
  type ScriptedHttp,
  silence,
  slowDrip,
  startScriptedHttp,
  status,
} from './scripted-http.ts';

let server: ScriptedHttp;

beforeEach(async () => {
  server = await startScriptedHttp();
});

afterEach(() => server.close());

describe('the scripted HTTP server', () => {
  it('answers as it is told, path by path, and remembers what was asked', async () => {
    server.answer('*', json({ any: true }));
    server.answer('/health', status(429, 'slow down', { 'retry-after': '7' }));
    const answer = await fetch(`${server.url}/health?deep=1`, { headers: { authorization: 'Bearer x' } });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([429, '7']);
    expect(await (await fetch(`${server.url}/other`)).json()).toEqual({ any: true });
    expect(server.requests.map((request) => request.path)).toEqual(['/health?deep=1', '/other']);
    expect(server.requests[0]?.headers.authorization).toBe('Bearer x');
  });

  it('gives a page, and JSON that is none', async () => {
    server.answer('/page', html);
    server.answer('/broken', invalidJson);
    expect((await fetch(`${server.url}/page`)).headers.get('content-type')).toBe('text/html');
    await expect((await fetch(`${server.url}/broken`)).json()).rejects.toThrow(SyntaxError);
  });

  it('gives as much as it is told to', async () => {
    server.answer('/', large(5_000_000));
    expect(await (await fetch(server.url)).text()).toHaveLength(5_000_002);
  });

  it('redirects for ever, resets, and says nothing', async () => {
    server.answer('/loop', redirectLoop);
    server.answer('/reset', reset);
    server.answer('/silent', silence);
    await expect(fetch(`${server.url}/loop`)).rejects.toMatchObject({
      cause: { message: 'redirect count exceeded' },
    });
    await expect(fetch(`${server.url}/reset`)).rejects.toMatchObject({ cause: { code: 'ECONNRESET' } });
    await expect(fetch(`${server.url}/silent`, { signal: AbortSignal.timeout(50) })).rejects.toThrow(
      /timeout/,
    );
  });

  it('drips a body that never ends', async () => {
    server.answer('/', slowDrip(1));
    const { body, headers } = await fetch(server.url);
    expect(headers.get('content-type')).toBe('application/json');
    let seen = '';
    for await (const chunk of body ?? []) {
      seen += Buffer.from(chunk).toString();
      if (seen.length >= 3) break;
    }
    expect(seen.trim()).toBe('');
  });

  it('speaks TLS with the certificate it gets', async () => {
    const authority = await createAuthority('test');
    const secure = await startScriptedHttp({ tls: await createServerCertificate(authority) });
    try {
      secure.answer('/', status(204));
      const request = getOverTls(secure.url, { ca: authority.certificate, agent: false });
      const [response] = await once(request, 'response');
      expect(response.statusCode).toBe(204);
      await expect(fetch(secure.url)).rejects.toMatchObject({ cause: { code: /CERT|ISSUER|SELF_SIGNED/ } });
    } finally {
      await secure.close();
    }
  });
});
