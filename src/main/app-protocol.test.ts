import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { protocol } from 'electron';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { registerPageScheme, servePage } from './app-protocol.ts';
import { resetElectronDouble } from './testing/electron-double.ts';

let folder: string;

beforeEach(async () => {
  resetElectronDouble();
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  const page = join(folder, 'renderer');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<html></html>');
  await writeFile(join(page, 'nonce.html'), '<meta content="__CSP_NONCE__">');
  await writeFile(join(page, 'assets', 'index-1a2b3c4d.js'), 'export {};');
  await writeFile(join(folder, 'secret.json'), '{}');
  servePage(protocol, page);
});
afterEach(() => rm(folder, { recursive: true }));

async function ask(url: string, init?: RequestInit): Promise<Response> {
  const handler = vi.mocked(protocol.handle).mock.lastCall?.[1];
  if (!handler) throw new Error('nothing was handled');
  return handler(new Request(url, init));
}

describe('app://control-center', () => {
  it('serves the page and its files with their types', async () => {
    const page = await ask('app://control-center/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(await page.text()).toBe('<html></html>');

    const script = await ask('app://control-center/assets/index-1a2b3c4d.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(await script.text()).toBe('export {};');
  });

  it.each([
    'app://control-center/missing.js',
    'app://control-center/assets',
    'app://control-center/../secret.json',
    'app://control-center/..%2fsecret.json',
    'app://control-center/%2e%2e/secret.json',
    'app://control-center/..%5csecret.json',
    'app://control-center/assets%00/index.html',
    'app://control-center/%',
    'app://elsewhere/index.html',
    'app://control-center.elsewhere/index.html',
  ])('answers %s with 404 and the same headers', async (url) => {
    const answer = await ask(url);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('takes nothing in', async () => {
    const answer = await ask('app://control-center/', { method: 'POST', body: 'x' });
    expect(answer.status).toBe(405);
  });

  it('lets in scripts of its own only', async () => {
    const policy = (await ask('app://control-center/')).headers.get('content-security-policy') ?? '';
    const scripts = policy.split('; ').filter((rule) => rule.startsWith('script-src'));
    expect(scripts).toEqual(["script-src 'self'"]);
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*/);
  });

  it('gives each answer a style nonce of its own where the page asks for one', async () => {
    const answers = [
      await ask('app://control-center/nonce.html'),
      await ask('app://control-center/nonce.html'),
    ];
    const nonces = await Promise.all(
      answers.map(async (answer) => /content="([^"]+)"/.exec(await answer.text())?.[1] ?? ''),
    );
    expect(nonces[0]).toMatch(/^[A-Za-z0-9+/]{22}==$/);
    expect(nonces[0]).not.toBe(nonces[1]);
    const policy = answers[0]?.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`style-src 'self' 'nonce-${nonces[0]}'`);
    expect(policy).not.toContain("style-src 'self' 'unsafe-inline'");
  });
});

describe('registerPageScheme', () => {
  it('makes the scheme a secure origin that no policy is bypassed for', () => {
    registerPageScheme(protocol);
    expect(protocol.registerSchemesAsPrivileged).toHaveBeenCalledExactlyOnceWith([
      {
        scheme: 'app',
        privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true },
      },
    ]);
  });
});
