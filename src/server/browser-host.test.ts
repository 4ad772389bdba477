import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import { os, type RouterClient } from '@orpc/server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { createLog } from '../core/kernel/log.ts';
import { type ManualClock, manualClock } from '../core/kernel/manual-clock.ts';
import { createRedactor } from '../core/kernel/redaction.ts';
import { type BrowserHost, startBrowserHost } from './browser-host.ts';

const router = {
  greet: os.handler(() => 'hello'),
  fail: os.handler(() => {
    throw new Error('token of the cluster: hunter2 at /home/operator/.kube/config');
  }),
  count: os.handler(async function* ({ signal }) {
    for (let n = 1; !signal?.aborted; n++) {
      yield n;
      if (n === 3) return;
    }
  }),
};

interface Answered {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

let folder: string;
let clock: ManualClock;
let host: BrowserHost;
let logged: string[];
const sockets: WebSocket[] = [];
const pages: globalThis.WebSocket[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  const page = join(folder, 'page');
  await mkdir(join(page, 'assets'), { recursive: true });
  await writeFile(join(page, 'index.html'), '<!doctype html><title>page</title>');
  await writeFile(join(page, 'assets', 'index-1a2b3c4d.js'), `console.log(${'1+'.repeat(2000)}1)`);
  await writeFile(join(page, 'assets', 'source.ts'), 'not for you');
  await writeFile(join(folder, 'secret.js'), 'hunter2');
  await symlink(join(folder, 'secret.js'), join(page, 'assets', 'link.js'));
  clock = manualClock();
  logged = [];
  const log = createLog({
    redactor: createRedactor(),
    level: 'debug',
    destination: { write: (line) => void logged.push(line) },
  });
  host = await startBrowserHost({ router, pageFolder: page, port: 0, clock, log });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  for (const page of pages.splice(0)) page.close();
  await host.close();
  await rm(folder, { recursive: true });
});

function ask(
  path: string,
  options: { method?: string; headers?: Record<string, string | string[]>; body?: string } = {},
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: host.port,
        path,
        method: options.method,
        headers: options.headers,
        agent: false,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(options.body);
  });
}

function launchSecret(): string {
  return new URL(host.issueAddress()).hash.slice('#t='.length);
}

function redeem(secret: string): Promise<Answered> {
  return ask('/session', { method: 'POST', body: JSON.stringify({ secret }) });
}

async function session(): Promise<string> {
  const answer: { session: string } = JSON.parse((await redeem(launchSecret())).body);
  return answer.session;
}

/** Resolves with the open socket, or with the status its upgrade was refused with. */
function dial(
  protocols: string[],
  options: { path?: string; origin?: string; headers?: Record<string, string> } = {},
): Promise<WebSocket | { status: number; headers: IncomingHttpHeaders }> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${host.port}${options.path ?? '/rpc'}`, protocols, {
      ...(options.origin === undefined ? {} : { origin: options.origin }),
      ...(options.headers === undefined ? {} : { headers: options.headers }),
    });
    sockets.push(socket);
    socket.on('open', () => resolve(socket));
    socket.on('unexpected-response', (_request, response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers });
      response.resume();
    });
    socket.on('error', reject);
  });
}

async function dialled(protocols: string[]): Promise<WebSocket> {
  const socket = await dial(protocols);
  if (!(socket instanceof WebSocket)) throw new Error(`refused with ${socket.status}`);
  return socket;
}

/** Calls the contract as the page does: with the WebSocket that browsers have. */
function callWith(open: string): RouterClient<typeof router> {
  const websocket = new globalThis.WebSocket(`ws://127.0.0.1:${host.port}/rpc`, [
    'acgs.v1',
    `acgs.session.${open}`,
  ]);
  pages.push(websocket);
  return createORPCClient(new RPCLink({ websocket }));
}

const SECURITY: Record<string, RegExp> = {
  'content-security-policy':
    /^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'; base-uri 'none'; form-action 'none'$/,
  'cross-origin-opener-policy': /^same-origin$/,
  'cross-origin-resource-policy': /^same-origin$/,
  'referrer-policy': /^no-referrer$/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
};

function expectSecured(headers: IncomingHttpHeaders): void {
  for (const [name, pattern] of Object.entries(SECURITY)) expect(headers[name], name).toMatch(pattern);
}

describe('answers', () => {
  const hosts = { Host: 'evil.example' };
  const cases: [string, string, Parameters<typeof ask>[1], number][] = [
    ['the page', '/', {}, 200],
    ['the page with a query', '/?theme=dark', {}, 200],
    ['the page’s head', '/', { method: 'HEAD' }, 200],
    ['an asset', '/assets/index-1a2b3c4d.js', {}, 200],
    ['liveness', '/healthz', {}, 200],
    ['nothing there', '/assets/other.js', {}, 404],
    ['a folder', '/assets', {}, 404],
    ['a folder with a slash', '/assets/', {}, 404],
    ['a kind of file that is no part of a page', '/assets/source.ts', {}, 404],
    ['a way out', '/../secret.js', {}, 404],
    ['a way out from below', '/assets/../../secret.js', {}, 404],
    ['an escaped way out', '/%2e%2e/secret.js', {}, 404],
    ['a twice escaped way out', '/%252e%252e/secret.js', {}, 404],
    ['an escaped slash', '/..%2fsecret.js', {}, 404],
    ['a backslash', '/..%5csecret.js', {}, 404],
    ['a broken escape', '/%zz', {}, 404],
    ['a null byte', '/index.html%00.js', {}, 404],
    ['an absolute path', '//etc/passwd', {}, 404],
    ['a link out of the folder', '/assets/link.js', {}, 404],
    ['a proxy’s request', 'http://evil.example/', {}, 404],
    ['a post to the page', '/', { method: 'POST' }, 405],
    ['a deletion', '/assets/index-1a2b3c4d.js', { method: 'DELETE' }, 405],
    ['options', '/', { method: 'OPTIONS' }, 405],
    ['reading the session', '/session', {}, 405],
    ['a session without a secret', '/session', { method: 'POST', body: '{}' }, 401],
    ['a session with nothing', '/session', { method: 'POST' }, 401],
    ['a session with rubbish', '/session', { method: 'POST', body: '{' }, 401],
    ['a session with a guess', '/session', { method: 'POST', body: '{"secret":"guess"}' }, 401],
    ['a session with a book', '/session', { method: 'POST', body: 'x'.repeat(5000) }, 413],
    ['the contract without a socket', '/rpc', {}, 401],
    ['a wrong Host', '/', { headers: hosts }, 421],
    ['a wrong Host at liveness', '/healthz', { headers: hosts }, 421],
    ['a wrong Host at the session', '/session', { method: 'POST', headers: hosts, body: '{}' }, 421],
    ['a foreign Origin', '/', { headers: { Origin: 'http://evil.example' } }, 403],
    ['a foreign Origin at the session', '/session', { method: 'POST', headers: { Origin: 'null' } }, 403],
  ];
  for (const [what, path, options, status] of cases) {
    it(`${what}: ${status}, with every security header and nothing of the inside`, async () => {
      const answer = await ask(path, options);
      expect(answer.status).toBe(status);
      expectSecured(answer.headers);
      expect(answer.body).not.toMatch(/hunter2| at .*\.ts|node_modules|acgs-/);
    });
  }

  it('liveness says ok and nothing else', async () => {
    expect((await ask('/healthz')).body).toBe('ok');
  });

  it('secures the answer to what is not HTTP', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      let said = '';
      const socket = connect(host.port, '127.0.0.1', () => socket.write('rubbish\r\n\r\n'));
      socket.on('data', (data) => {
        said += data.toString('utf8');
      });
      socket.on('close', () => resolve(said));
      socket.on('error', reject);
    });
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("Content-Security-Policy: default-src 'none'");
  });

  it('takes a chunked body of any length and answers 413', async () => {
    const headers = { 'Transfer-Encoding': 'chunked' };
    const answer = await ask('/session', { method: 'POST', headers, body: 'x'.repeat(200_000) });
    expect(answer.status).toBe(413);
  });
});

describe('the launch secret', () => {
  it('is in the fragment of the address, which browsers keep to themselves', () => {
    expect(host.issueAddress()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#t=[\w-]{43}$/);
  });

  it('works once', async () => {
    const secret = launchSecret();
    expect((await redeem(secret)).status).toBe(200);
    expect((await redeem(secret)).status).toBe(401);
  });

  it('does not work after 60 s', async () => {
    const secret = launchSecret();
    await clock.advance(60_000);
    expect((await redeem(secret)).status).toBe(401);
  });

  it('never reaches the log', async () => {
    const secret = launchSecret();
    const answer: { session: string } = JSON.parse((await redeem(secret)).body);
    await dialled(['acgs.v1', `acgs.session.${answer.session}`]);
    expect(logged.join('')).not.toContain(secret);
    expect(logged.join('')).not.toContain(answer.session);
  });
});

describe('the contract', () => {
  it('is served over a WebSocket with a session', async () => {
    const client = callWith(await session());
    expect(await client.greet()).toBe('hello');
    const seen: number[] = [];
    for await (const n of await client.count()) seen.push(n);
    expect(seen).toEqual([1, 2, 3]);
  });

  it('lets a page come back with its session', async () => {
    const open = await session();
    const first = await dialled(whole(open));
    expect(first.protocol).toBe('acgs.v1');
    first.close();
    expect(await callWith(open).greet()).toBe('hello');
  });

  it('tells of a failure without its message, stack or path', async () => {
    const client = callWith(await session());
    const failure = await client.fail().then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).toBeInstanceOf(Error);
    expect(JSON.stringify(failure)).not.toMatch(/hunter2|\.kube|\.ts/);
    expect(String(failure)).not.toMatch(/hunter2|\.kube/);
  });

  type Dialling = { protocols: (session: string) => string[] } & NonNullable<Parameters<typeof dial>[1]>;
  const whole = (open: string) => ['acgs.v1', `acgs.session.${open}`];
  const refused: [what: string, dialling: Dialling, status: number][] = [
    ['no session', { protocols: () => ['acgs.v1'] }, 401],
    ['an empty session', { protocols: () => ['acgs.v1', 'acgs.session.'] }, 401],
    ['a made-up session', { protocols: () => ['acgs.v1', 'acgs.session.AAAA'] }, 401],
    ['a launch secret in place of a session', { protocols: () => whole(launchSecret()) }, 401],
    ['a session without the protocol', { protocols: (open) => [`acgs.session.${open}`] }, 400],
    ['another path', { protocols: whole, path: '/other' }, 404],
    ['a wrong Host', { protocols: whole, headers: { Host: 'evil.example' } }, 421],
    ['a foreign Origin', { protocols: whole, origin: 'http://evil.example' }, 403],
    ['another port’s page', { protocols: whole, origin: 'http://127.0.0.1:1' }, 403],
  ];
  for (const [what, { protocols, ...options }, status] of refused) {
    it(`refuses ${what}: ${status}`, async () => {
      const answer = await dial(protocols(await session()), options);
      if (answer instanceof WebSocket) throw new Error('was let in');
      expect(answer.status).toBe(status);
      expectSecured(answer.headers);
    });
  }

  it('hangs up on what is not a message, and goes on serving others', async () => {
    const open = await session();
    const bad = await dialled(whole(open));
    const good = callWith(open);
    expect(await good.greet()).toBe('hello');
    const closed = new Promise<number>((resolve) => bad.on('close', resolve));
    bad.send('{"not": "a call');
    expect(await closed).toBe(1007);
    expect(await good.greet()).toBe('hello');
  });

  it('hangs up on a message over a mebibyte', async () => {
    const socket = await dialled(whole(await session()));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    socket.send('x'.repeat(1024 * 1024 + 1));
    expect(await closed).toBe(1009);
  });

  it('keeps a page that answers', async () => {
    const open = await session();
    const page = await dialled(whole(open));
    const other = callWith(open);
    for (let n = 0; n < 4; n++) {
      const pinged = new Promise((resolve) => page.once('ping', resolve));
      await other.greet();
      await clock.advance(30_000);
      await pinged;
      // Its pong travels before this question and is read before the answer to it.
      const echoed = new Promise((resolve) => page.once('message', resolve));
      page.send(JSON.stringify({ i: String(n), t: 1, p: { u: '/greet', m: 'POST', b: {} } }));
      await echoed;
    }
    expect(page.readyState).toBe(WebSocket.OPEN);
    expect(await other.greet()).toBe('hello');
  });

  it('hangs up on a page that no longer answers', async () => {
    const socket = await dialled(whole(await session()));
    socket.pause();
    const gone = new Promise<void>((resolve) => socket.on('close', () => resolve()));
    await clock.advance(30_000);
    await clock.advance(30_000);
    socket.resume();
    await gone;
  });

  it('says goodbye to open pages when it stops', async () => {
    const socket = await dialled(whole(await session()));
    const closed = new Promise<number>((resolve) => socket.on('close', resolve));
    await host.close();
    expect(await closed).toBe(1001);
    host = await startBrowserHost({
      router,
      pageFolder: folder,
      port: host.port,
      clock,
      log: createLog({ redactor: createRedactor(), level: 'silent' }),
    });
  });
});

describe('the port', () => {
  it('is refused in one sentence when somebody else has it', async () => {
    const log = createLog({ redactor: createRedactor(), level: 'silent' });
    await expect(
      startBrowserHost({ router, pageFolder: folder, port: host.port, clock, log }),
    ).rejects.toMatchObject({
      code: 'usage',
      message: `port ${host.port} of 127.0.0.1: something else listens there`,
    });
  });
});
