import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { json, type ScriptedHttp, startScriptedHttp } from '../../../../test/servers/scripted-http.ts';
import { createHttpClient } from '../../connect/http/client.ts';
import type { Profile } from '../../connect/profile/schema.ts';
import { addressOf } from '../../connect/profile/service-address.ts';
import { createSecrets } from '../../connect/secrets.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { run } from '../testing/act.ts';
import { httpLooks } from './http-looks.ts';
import { httpGetInput } from './inputs.ts';

const profileOf = (url: string): Profile => ({
  name: 'practice',
  environment: 'staging',
  services: { governance: { url, hostHeader: 'gs.example' } },
});

describe('the address of a path', () => {
  const at = (path: string, url = 'http://10.0.0.1:8006/api/') =>
    addressOf(profileOf(url), 'governance', path).url;

  it('is within what the system’s own address names', () => {
    expect(at('/health?deep=1')).toBe('http://10.0.0.1:8006/api/health?deep=1');
    expect(at('/@evil.example/x')).toBe('http://10.0.0.1:8006/api/@evil.example/x');
    expect(at('/a..b/c', 'http://10.0.0.1:8006')).toBe('http://10.0.0.1:8006/a..b/c');
    expect(at('/find?next=../up')).toBe('http://10.0.0.1:8006/api/find?next=../up');
  });

  it.each([
    '/../admin',
    '/a/../../admin',
    '/%2e%2e/admin',
    '/%252e%252e/admin',
    '/a/%2e./b',
    '/a%2f..%2fb',
    '/..%5cx',
    '/%E0%A4%A/x',
  ])('leads nowhere else: %s', (path) => {
    expect(() => at(path)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  it.each(['//evil.example/x', 'http://evil.example', '/a b', '/a\\b', 'health'])(
    'is no path at all: %s',
    (path) => {
      expect(httpGetInput.safeParse({ system: 'governance', path }).success).toBe(false);
    },
  );

  it('is not known for a system that the profile gives none', () => {
    expect(() => addressOf(profileOf('http://a'), 'integrity', '/health')).toThrow(
      'The profile has no address of integrity',
    );
  });
});

describe('http.get', () => {
  let server: ScriptedHttp;
  const http = createHttpClient({ clock: systemClock() });
  beforeAll(async () => {
    server = await startScriptedHttp();
    server.answer('/health', json({ status: 'healthy' }));
    server.answer('/text', (_, response) => void response.writeHead(503).end('busy'));
    server.answer(
      '/away',
      (_, response) => void response.writeHead(302, { location: 'http://evil.example/' }).end(),
    );
  });
  afterAll(async () => {
    await http.close();
    await server?.close();
  });
  const get = (input: object) =>
    run(
      httpLooks({
        profile: profileOf(server.url),
        http,
        secrets: createSecrets({ env: { TOKEN: 'geheim-1234' }, redactor: createRedactor() }),
        timeoutMs: 5000,
      }),
      'http.get',
      { system: 'governance', path: '/health', ...input },
    );

  it('gives the status, the time and the body, and sends a token that only its place names', async () => {
    const found = await get({ token: 'env:TOKEN' });
    expect(found).toMatchObject({ end: 'done', output: { status: 200, body: { status: 'healthy' } } });
    expect(JSON.stringify(found)).not.toContain('geheim');
    expect(server.requests.at(-1)?.headers).toMatchObject({
      authorization: 'Bearer geheim-1234',
      host: 'gs.example',
    });
  });

  it('fails with another status than is wanted, and only tells where nothing is required', async () => {
    expect(await get({ path: '/text' })).toMatchObject({
      end: 'failed',
      words: expect.stringMatching(/^governance answered HTTP 503 in \d+ ms, not 200 to 299$/),
      output: { status: 503, body: 'busy' },
    });
    expect(await get({ path: '/text', require: false })).toMatchObject({ end: 'done' });
    expect(await get({ path: '/text', expectStatus: 503 })).toMatchObject({ end: 'done' });
  });

  it('follows nobody to another host', async () => {
    await expect(get({ path: '/away' })).rejects.toMatchObject({
      message: expect.stringContaining('redirects to another server'),
    });
  });
});
