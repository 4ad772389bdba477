import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAuthority, createClientCertificate } from '../../../../test/servers/certificates.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor, type Redactor } from '../../kernel/redaction.ts';
import { type CredentialSource, createCredentialSource } from './credentials.ts';
import type { UserEntry } from './kubeconfig-schema.ts';

let folder: TemporaryFolder;
let clock: ManualClock;
let redactor: Redactor;

beforeEach(async () => {
  folder = await temporaryFolder('credentials');
  clock = manualClock();
  redactor = createRedactor();
});
afterEach(() => folder.remove());

function sourceOf(user: UserEntry): CredentialSource {
  const file = { path: join(folder.path, 'config'), words: 'kubeconfig "config"' };
  return createCredentialSource({
    selected: {
      context: 'prod',
      clusterName: 'east',
      cluster: { value: {}, file },
      user: { name: 'alice', value: user, file },
    },
    cluster: { server: 'https://east.example', caData: null, tlsServerName: null, insecure: false },
    clock,
    redactor,
    env: { PATH: `${folder.path}:/usr/bin:/bin` },
  });
}

function inFolder(name: string): string {
  return join(folder.path, name);
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** A plugin that counts its runs and answers as the file `answer` says. */
async function countingPlugin(): Promise<{
  user: UserEntry;
  answer(token: string): Promise<void>;
  runs(): Promise<number>;
}> {
  await writeFile(
    inFolder('plugin'),
    `#!/bin/sh\nprintf x >> '${inFolder('runs')}'\ncat '${inFolder('answer')}'\n`,
  );
  await chmod(inFolder('plugin'), 0o755);
  const apiVersion = 'client.authentication.k8s.io/v1';
  return {
    user: { exec: { apiVersion, command: 'plugin' } },
    answer: (token) =>
      writeFile(
        inFolder('answer'),
        JSON.stringify({
          apiVersion,
          kind: 'ExecCredential',
          status: { token, expirationTimestamp: new Date(clock.now() + 600_000).toISOString() },
        }),
      ),
    runs: () => readFile(inFolder('runs'), 'utf8').then((text) => text.length),
  };
}

describe('credentials of a kubeconfig', () => {
  it('are a token, name and password, or somebody to act as', async () => {
    expect((await sourceOf({ token: 'planted-1' }).current()).headers).toEqual({
      authorization: 'Bearer planted-1',
    });
    expect((await sourceOf({ username: 'ann', password: 'planted-2' }).current()).headers).toEqual({
      authorization: `Basic ${base64('ann:planted-2')}`,
    });
    const acting = { as: 'bob', 'as-groups': ['ops', 'dev'], 'as-user-extra': { Scope: ['one'] } };
    expect((await sourceOf(acting).current()).headers).toEqual({
      'impersonate-user': 'bob',
      'impersonate-group': ['ops', 'dev'],
      'impersonate-extra-scope': ['one'],
    });
    expect(redactor.text(`planted-1 planted-2 ${base64('ann:planted-2')}`)).not.toMatch(/planted|YW5u/);
  });

  it('are a token file beside the kubeconfig, read again after a minute', async () => {
    await writeFile(inFolder('token'), 'first-token\n');
    const source = sourceOf({ tokenFile: 'token', token: 'ignored' });
    expect((await source.current()).headers.authorization).toBe('Bearer first-token');
    await writeFile(inFolder('token'), 'second-token\n');
    expect((await source.current()).headers.authorization).toBe('Bearer first-token');
    await clock.advance(61_000);
    expect((await source.current()).headers.authorization).toBe('Bearer second-token');
    expect(redactor.text('first-token second-token')).toBe('[redacted] [redacted]');
  });

  it('are a client certificate, as data or as files beside the kubeconfig', async () => {
    const authority = await createAuthority('test');
    const { certificate, key } = await createClientCertificate(authority, 'alice', [], {
      notBefore: new Date(clock.now() - 1000),
      notAfter: new Date(clock.now() + 86_400_000),
    });
    await writeFile(inFolder('alice.crt'), certificate);
    await writeFile(inFolder('alice.key'), key);
    const expected = { cert: certificate, key };
    const asData = { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) };
    const asFiles = { 'client-certificate': 'alice.crt', 'client-key': 'alice.key' };
    expect((await sourceOf(asData).current()).certificate).toEqual(expected);
    expect((await sourceOf(asFiles).current()).certificate).toEqual(expected);
    expect(redactor.text(`sent ${base64(key)}`)).toBe('sent [redacted]');
  });

  it('that cannot be used are one clear sentence', async () => {
    const authority = await createAuthority('test');
    const validity = { notBefore: new Date('2024-01-01'), notAfter: new Date('2025-03-01') };
    const expired = await createClientCertificate(authority, 'alice', [], validity);
    const other = await createClientCertificate(authority, 'bob');
    const attempt = (user: UserEntry) => sourceOf(user).current();
    const withCertificate = (cert: string, key: string) =>
      attempt({ 'client-certificate-data': base64(cert), 'client-key-data': base64(key) });

    await expect(withCertificate(expired.certificate, expired.key)).rejects.toMatchObject({
      code: 'tls',
      message: 'the client certificate of user "alice" of kubeconfig "config" expired on 2025-03-01',
      hint: expect.stringContaining('new kubeconfig'),
    });
    await expect(withCertificate(other.certificate, expired.key)).rejects.toThrow('cannot be used together');
    await expect(withCertificate('rubbish', 'rubbish')).rejects.toThrow('cannot be used together');
    await expect(attempt({ 'client-certificate-data': 'QQ==' })).rejects.toThrow(
      'has a client certificate but no key',
    );
    await expect(attempt({ tokenFile: 'gone' })).rejects.toThrow(
      'the token file of user "alice" of kubeconfig "config" cannot be read: "gone"',
    );
    expect(() => sourceOf({ 'auth-provider': { name: 'gcp' } })).toThrow(
      'auth-provider "gcp", which is gone',
    );
  });
});

describe('an OIDC log-in of the old kind', () => {
  const idToken = (expiresInS: number) => {
    const exp = Math.floor(clock.now() / 1000) + expiresInS;
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    return `${part({ alg: 'RS256' })}.${part({ sub: 'alice', exp })}.c2lnbmF0dXJl`;
  };
  const userWith = (token: unknown): UserEntry => ({
    'auth-provider': { name: 'oidc', config: { 'id-token': token, 'refresh-token': 'planted-refresh' } },
  });

  it('is used while its token holds, and the one that kubectl wrote since after that', async () => {
    const first = idToken(60);
    const source = sourceOf(userWith(first));
    expect((await source.current()).headers.authorization).toBe(`Bearer ${first}`);
    expect(redactor.text(`sent ${first}`)).toBe('sent [redacted]');

    await clock.advance(120_000);
    const refusal = await source.current().catch((error: unknown) => error);
    expect(refusal).toMatchObject({
      code: 'credentials',
      message: 'the OIDC log-in of user "alice" of kubeconfig "config" ran out at 2025-06-27T09:01:00.000Z',
      hint: expect.stringContaining('kubectl oidc-login'),
    });

    const next = idToken(3600);
    await writeFile(inFolder('config'), JSON.stringify({ users: [{ name: 'alice', user: userWith(next) }] }));
    await clock.advance(10_000);
    expect((await source.current()).headers.authorization).toBe(`Bearer ${next}`);
  });

  it.each([[undefined], ['rubbish'], ['a.bm90IGpzb24.c']])(
    'with the token %j says how to log in',
    async (token) => {
      const refusal = await sourceOf(userWith(token))
        .current()
        .catch((error: unknown) => error);
      expect(refusal).toMatchObject({
        code: 'credentials',
        message: expect.stringContaining('has no usable ID token'),
        hint: expect.stringContaining('exec plugin'),
      });
      expect(JSON.stringify(refusal)).not.toContain('planted-refresh');
    },
  );
});

describe('credentials of a plugin', () => {
  it('are got once for all who wait, and again shortly before they run out', async () => {
    const { user, answer, runs } = await countingPlugin();
    await answer('token-1');
    const source = sourceOf(user);
    const given = await Promise.all([source.current(), source.current(), source.current()]);
    expect(new Set(given).size).toBe(1);
    await clock.advance(590_000);
    await source.current();
    expect(await runs()).toBe(1);
    await clock.advance(6000);
    await answer('token-2');
    expect((await source.current()).headers.authorization).toBe('Bearer token-2');
    expect(await runs()).toBe(2);
  });

  it('are renewed when the server refuses them', async () => {
    const { user, answer, runs } = await countingPlugin();
    await answer('revoked');
    const source = sourceOf(user);
    const refused = await source.current();
    await answer('fresh');
    const renewed = await Promise.all([source.renew(refused), source.renew(refused)]);
    expect(renewed.map(({ headers }) => headers.authorization)).toEqual(['Bearer fresh', 'Bearer fresh']);
    expect(await runs()).toBe(2);
  });

  it('stay the same object when the plugin has no other, and it is not run in a hurry', async () => {
    const { user, answer, runs } = await countingPlugin();
    await answer('refused-for-ever');
    const source = sourceOf(user);
    const refused = await source.current();
    expect(await source.renew(refused)).toBe(refused);
    for (let second = 0; second < 10; second += 1) {
      await source.renew(refused);
      await clock.advance(1000);
    }
    // At once, after 3 s and after 6 more; the next would be 12 s later.
    expect(await runs()).toBe(4);
  });

  it('are not asked for in a hurry while the plugin fails', async () => {
    await writeFile(inFolder('plugin'), `#!/bin/sh\nprintf x >> '${inFolder('runs')}'\nexit 1\n`);
    await chmod(inFolder('plugin'), 0o755);
    const source = sourceOf({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'plugin' } });
    for (let second = 0; second < 10; second += 1) {
      await expect(source.current()).rejects.toThrow('failed with exit code 1');
      await clock.advance(1000);
    }
    expect((await readFile(inFolder('runs'), 'utf8')).length).toBe(3);
  });
});
