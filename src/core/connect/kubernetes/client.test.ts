import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority, createServerCertificate } from '../../../../test/servers/certificates.ts';
import {
  type Answer,
  html,
  invalidJson,
  json,
  redirectLoop,
  reset,
  type ScriptedHttp,
  silence,
  slowDrip,
  status,
} from '../../../../test/servers/scripted-http.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { isGone, KubernetesError } from './index.ts';
import {
  PLANTED_TOKEN,
  type ScriptedKubernetes,
  startScriptedKubernetes,
} from './testing/scripted-kubernetes.ts';

let scripted: ScriptedKubernetes;
let server: ScriptedHttp;
let open: ScriptedKubernetes['open'];

beforeEach(async () => {
  scripted = await startScriptedKubernetes();
  ({ server, open } = scripted);
});
afterEach(() => scripted.close());

function kubernetesStatus(code: number, reason: string, message: string, headers = {}): Answer {
  return (_request, response) => {
    response.writeHead(code, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify({ kind: 'Status', status: 'Failure', code, reason, message }));
  };
}

describe('a request', () => {
  it('carries the token, the query and the body', async () => {
    server.answer('/base/api/v1/x', json({ ok: true }));
    const kubernetes = await open({ cluster: { server: `${server.url}/base/` } });
    const query = { limit: 5, labelSelector: 'app=a b', absent: undefined };
    const body = { spec: { replicas: 2 } };
    const contentType = 'application/merge-patch+json';
    expect(
      await kubernetes.request({ method: 'PATCH', path: '/api/v1/x', query, body, contentType }),
    ).toEqual({ ok: true });
    expect(server.requests[0]).toMatchObject({
      method: 'PATCH',
      path: '/base/api/v1/x?limit=5&labelSelector=app%3Da+b',
      headers: { authorization: `Bearer ${PLANTED_TOKEN}`, 'content-type': contentType },
    });
  });

  it.each<[string, Answer, { code: string; status?: number; message: string }]>([
    [
      '401',
      status(401, 'Unauthorized'),
      {
        code: 'unauthenticated',
        status: 401,
        message: 'does not accept the credentials of the kubeconfig (401)',
      },
    ],
    [
      '403',
      kubernetesStatus(403, 'Forbidden', 'User "alice" cannot list pods'),
      { code: 'forbidden', status: 403, message: 'refuses GET /api/v1/x: User "alice" cannot list pods' },
    ],
    [
      '404',
      kubernetesStatus(404, 'NotFound', 'pods "x" not found'),
      { code: 'not-found', status: 404, message: 'does not have GET /api/v1/x: pods "x" not found' },
    ],
    [
      '409',
      kubernetesStatus(409, 'Conflict', 'the object has been modified'),
      { code: 'conflict', status: 409, message: 'the object has been modified' },
    ],
    [
      '410',
      kubernetesStatus(410, 'Expired', 'too old'),
      { code: 'not-found', status: 410, message: 'no longer keeps the version' },
    ],
    [
      '422',
      kubernetesStatus(422, 'Invalid', 'spec.replicas: must be >= 0'),
      { code: 'usage', status: 422, message: 'rejects GET /api/v1/x (422): spec.replicas: must be >= 0' },
    ],
    [
      '500',
      kubernetesStatus(500, 'InternalError', 'etcd is gone'),
      { code: 'server-error', status: 500, message: 'failed on GET /api/v1/x (500): etcd is gone' },
    ],
    [
      '502 as a web page',
      (_q, r) => void r.writeHead(502, { 'content-type': 'text/html' }).end('<html>Bad'),
      { code: 'server-error', status: 502, message: '(502): it sent a web page' },
    ],
    ['a web page', html, { code: 'bad-answer', message: 'answered GET /api/v1/x with a web page' }],
    ['broken JSON', invalidJson, { code: 'bad-answer', message: 'with no valid JSON' }],
    [
      'a redirect',
      redirectLoop,
      { code: 'bad-answer', status: 302, message: 'with a redirect, not followed' },
    ],
    [
      'a redirect elsewhere',
      (_q, r) => void r.writeHead(302, { location: 'https://login.example/?next=secret' }).end(),
      { code: 'bad-answer', message: 'redirect to login.example, not followed' },
    ],
    ['a cut connection', reset, { code: 'unreachable', message: 'the connection was cut' }],
  ])('answered with %s is one clear sentence', async (_name, answer, expected) => {
    server.answer('/api/v1/x', answer);
    const kubernetes = await open();
    const error = await kubernetes.request({ path: '/api/v1/x' }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ ...expected, message: expect.stringContaining(expected.message) });
    expect(String(error)).toContain(`Kubernetes API at 127.0.0.1:${server.port}`);
    expect(isGone(error)).toBe(expected.status === 410);
    expect(server.requests).toHaveLength(1);
  });

  it('says how long the server asks to wait', async () => {
    server.answer('/api/v1/x', status(429, 'slow down', { 'retry-after': '7' }));
    const error = await (await open()).request({ path: '/api/v1/x' }).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(KubernetesError);
    expect(error).toMatchObject({ code: 'throttled', retryable: true, retryAfterMs: 7000 });
  });

  it('never repeats the token that a server quotes', async () => {
    server.answer('/api/v1/x', kubernetesStatus(403, 'Forbidden', `token ${PLANTED_TOKEN} may not`));
    const error = await (await open()).request({ path: '/api/v1/x' }).catch((reason: unknown) => reason);
    expect(String(error)).toContain('may not');
    expect(String(error)).not.toContain(PLANTED_TOKEN);
  });

  it.each([
    ['no answer', silence],
    ['a slow drip', slowDrip(20)],
  ])('ends after 10 s with %s', async (_name, answer) => {
    server.answer('/api/v1/x', answer);
    const clock = manualClock();
    const kubernetes = await open({ clock });
    const failure = kubernetes.request({ path: '/api/v1/x' }).catch((reason: unknown) => reason);
    await expect.poll(() => server.requests.length).toBe(1);
    await clock.advance(10_100);
    expect(await failure).toMatchObject({
      code: 'timeout',
      message: expect.stringContaining('no answer to GET /api/v1/x within 10 s'),
    });
    expect(clock.pending()).toBe(0);
  });

  it('ends at once when its caller stops it', async () => {
    server.answer('/api/v1/x', silence);
    const kubernetes = await open();
    const stop = new AbortController();
    const failure = kubernetes
      .request({ path: '/api/v1/x', signal: stop.signal })
      .catch((reason: unknown) => reason);
    await expect.poll(() => server.requests.length).toBe(1);
    stop.abort();
    expect(await failure).toMatchObject({ code: 'stopped' });
  });

  it('refused with 401 goes out once more when there is another token by now', async () => {
    const tokenFile = join(scripted.folder, 'token');
    await writeFile(tokenFile, 'old-token');
    let valid = 'Bearer old-token';
    let refusalsLeft = 0;
    const endlessRefusal: Answer = (_request, response) => {
      refusalsLeft += 1;
      response.on('close', () => {
        refusalsLeft -= 1;
      });
      response.writeHead(401).write('Unauthorized, and more to come');
    };
    server.answer('/api/v1/x', (request, response) =>
      (request.headers.authorization === valid ? json({ ok: 1 }) : endlessRefusal)(request, response),
    );
    const kubernetes = await open({ user: { tokenFile } });
    expect(await kubernetes.request({ path: '/api/v1/x' })).toEqual({ ok: 1 });
    await writeFile(tokenFile, 'new-token');
    valid = 'Bearer new-token';
    expect(await kubernetes.request({ path: '/api/v1/x' })).toEqual({ ok: 1 });
    expect(server.requests.map(({ headers }) => headers.authorization)).toEqual([
      'Bearer old-token',
      'Bearer old-token',
      'Bearer new-token',
    ]);
    // What nobody reads does not hold its connection.
    await expect.poll(() => refusalsLeft).toBe(0);
  });

  it('to a port where nobody listens says so', async () => {
    const kubernetes = await open();
    await server.close();
    await expect(kubernetes.request({ path: '/version' })).rejects.toMatchObject({
      code: 'unreachable',
      message: `Kubernetes API at 127.0.0.1:${server.port}: connection refused`,
    });
  });
});

describe('the server certificate', () => {
  const data = (text: string) => Buffer.from(text).toString('base64');

  it.each([
    [
      'expired',
      { notBefore: new Date('2024-01-01'), notAfter: new Date('2024-06-01') },
      'own',
      'the certificate has expired',
    ],
    ['of an unknown authority', {}, 'other', 'the certificate is not trusted'],
  ] as const)('%s is told as such', async (_name, validity, trusted, sentence) => {
    const authority = await createAuthority('own');
    const other = await createAuthority('other');
    await scripted.close();
    scripted = await startScriptedKubernetes({ tls: await createServerCertificate(authority, validity) });
    const ca = trusted === 'own' ? authority : other;
    const kubernetes = await scripted.open({
      cluster: { 'certificate-authority-data': data(ca.certificate) },
    });
    await expect(kubernetes.request({ path: '/version' })).rejects.toMatchObject({
      code: 'tls',
      message: expect.stringContaining(sentence),
    });
    expect(scripted.server.requests).toHaveLength(0);
  });

  it('is accepted when the kubeconfig names its authority', async () => {
    const authority = await createAuthority('own');
    await scripted.close();
    scripted = await startScriptedKubernetes({ tls: await createServerCertificate(authority) });
    scripted.server.answer('/version', json({ major: '1' }));
    const path = join(scripted.folder, 'ca.crt');
    await writeFile(path, authority.certificate);
    const kubernetes = await scripted.open({ cluster: { 'certificate-authority': 'ca.crt' } });
    expect(await kubernetes.request({ path: '/version' })).toEqual({ major: '1' });
  });
});

describe('a cluster entry that cannot be used is one clear sentence', () => {
  it.each([
    [
      { server: 'east.example:6443' },
      'cluster "east" of kubeconfig "kubeconfig" (named by the profile) has no usable server address',
    ],
    [{ 'certificate-authority': 'gone.crt' }, 'cannot be read: "gone.crt"'],
    [{ 'certificate-authority-data': 'QUJD' }, 'is not a PEM certificate'],
    [{ 'proxy-url': 'socks5://127.0.0.1:1080' }, 'proxy-url that is not an http:// or https:// address'],
  ])('%j', async (cluster, sentence) => {
    await expect(open({ cluster })).rejects.toMatchObject({
      code: 'kubeconfig',
      message: expect.stringContaining(sentence),
      hint: expect.any(String),
    });
  });
});

describe('a list in pages', () => {
  const PODS = '/api/v1/pods';
  const pages: Record<string, { name: string; next: string | null }> = {
    '': { name: 'a', next: 'second' },
    second: { name: 'b', next: 'third' },
    third: { name: 'c', next: null },
  };
  const asked = () =>
    server.requests.map(({ path }) => new URLSearchParams(path.split('?')[1]).get('continue'));
  const answerPage: Answer = (request, response) => {
    const token = new URLSearchParams((request.url ?? '').split('?')[1]).get('continue') ?? '';
    const { name, next } = pages[token] ?? { name: 'x', next: null };
    const metadata = { resourceVersion: '7', ...(next === null ? {} : { continue: next }) };
    json({ metadata, items: [name] })(request, response);
  };

  it('asks for the next page before the reader is done with this one, and for no more', async () => {
    server.answer(PODS, answerPage);
    const reading = (await open()).listPages(PODS, { limit: 1 });
    expect((await reading.next()).value).toMatchObject({ items: ['a'], continue: 'second' });
    await expect.poll(asked).toEqual([null, 'second']);
    expect((await reading.next()).value).toMatchObject({ items: ['b'] });
    expect((await reading.next()).value).toMatchObject({ items: ['c'], continue: null });
    expect((await reading.next()).done).toBe(true);
    expect(asked()).toEqual([null, 'second', 'third']);
  });

  it('leaves nothing under way when its reader leaves', async () => {
    const dropped = Promise.withResolvers<void>();
    server.answer(PODS, (request, response) => {
      if (!request.url?.includes('continue')) answerPage(request, response);
      else response.on('close', () => dropped.resolve());
    });
    for await (const page of (await open()).listPages(PODS)) {
      expect(page.items).toEqual(['a']);
      await expect.poll(asked).toHaveLength(2);
      break;
    }
    await dropped.promise;
  });

  it('fails where the page that fails would have come', async () => {
    server.answer(PODS, (request, response) => {
      if (request.url?.includes('continue=second'))
        kubernetesStatus(410, 'Expired', 'too old')(request, response);
      else answerPage(request, response);
    });
    const reading = (await open()).listPages(PODS);
    expect((await reading.next()).value).toMatchObject({ items: ['a'] });
    await expect(reading.next()).rejects.toSatisfy(isGone);
  });
});
