import { spawnSync } from 'node:child_process';
import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { systemClock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import { type PluginCall, runExecPlugin } from './exec-plugin.ts';

const V1 = 'client.authentication.k8s.io/v1';
let folder: TemporaryFolder;

beforeEach(async () => {
  folder = await temporaryFolder('plugin');
});
afterEach(() => folder.remove());

async function script(body: string): Promise<void> {
  const path = join(folder.path, 'get-token');
  await writeFile(path, `#!/bin/sh\n${body}\n`);
  await chmod(path, 0o755);
}

function call(overrides: Partial<PluginCall> = {}): PluginCall {
  return {
    exec: { apiVersion: V1, command: 'get-token' },
    userName: 'alice',
    kubeconfigPath: join(folder.path, 'config'),
    cluster: { server: 'https://east.example', caData: 'Q0E=', tlsServerName: null, insecure: false },
    env: { PATH: `${folder.path}:/usr/bin:/bin` },
    clock: systemClock(),
    redactor: createRedactor(),
    signal: new AbortController().signal,
    ...overrides,
  };
}

function answer(status: object, apiVersion = V1): string {
  return `echo '${JSON.stringify({ apiVersion, kind: 'ExecCredential', status })}'`;
}

async function failureOf(attempt: Promise<unknown>): Promise<OperatorError> {
  const error = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof OperatorError)) throw new Error(`expected an OperatorError, got ${String(error)}`);
  return error;
}

describe('a credential plugin', () => {
  it('gives a token and when it runs out, and the token becomes a known secret', async () => {
    await script(answer({ token: 'plugin-token-1', expirationTimestamp: '2030-01-01T00:00:00Z' }));
    const redactor = createRedactor();
    const given = await runExecPlugin(call({ redactor }));
    expect(given).toEqual({ token: 'plugin-token-1', certificate: null, expiresAt: Date.UTC(2030, 0, 1) });
    expect(redactor.text('sent plugin-token-1')).toBe('sent [redacted]');
  });

  it('gets its arguments, its environment and what the protocol tells it', async () => {
    const exec = {
      apiVersion: V1,
      command: './get-token',
      args: ['--cluster=east'],
      env: [{ name: 'REGION', value: 'eu-1' }],
      provideClusterInfo: true,
    };
    const told = `printf '%s|%s|%s' "$1" "$REGION" "$KUBERNETES_EXEC_INFO" > '${folder.path}/told'`;
    await script(`${told}\n${answer({ token: 't-1' })}`);
    await runExecPlugin(call({ exec }));
    const [argument, region, info = ''] = (await readFile(join(folder.path, 'told'), 'utf8')).split('|');
    expect([argument, region]).toEqual(['--cluster=east', 'eu-1']);
    expect(JSON.parse(info)).toEqual({
      apiVersion: V1,
      kind: 'ExecCredential',
      spec: {
        interactive: false,
        cluster: { server: 'https://east.example', 'certificate-authority-data': 'Q0E=' },
      },
    });
  });

  it('is found on the PATH of the login shell when the application has a bare one', async () => {
    await script(answer({ token: 'from-far' }));
    const shell = join(folder.path, 'shell');
    await writeFile(shell, `#!/bin/sh\necho welcome\nPATH='${folder.path}:/usr/bin:/bin'\neval "$2"\n`);
    await chmod(shell, 0o755);
    const given = await runExecPlugin(call({ env: { PATH: '/usr/bin:/bin', SHELL: shell } }));
    expect(given.token).toBe('from-far');
  });

  it('is found with a real login shell, whose start-up files alone know where it is', async () => {
    await script(answer({ token: 'from-the-profile' }));
    await writeFile(join(folder.path, '.profile'), `echo welcome back\nexport PATH="${folder.path}:$PATH"\n`);
    const env = { PATH: '/usr/bin:/bin', HOME: folder.path, SHELL: '/bin/sh' };
    expect((await runExecPlugin(call({ env }))).token).toBe('from-the-profile');
    const elsewhere = { ...env, HOME: join(folder.path, 'nobody') };
    expect((await failureOf(runExecPlugin(call({ env: elsewhere })))).message).toContain('is not installed');
  });

  const failures: [string, string, Partial<PluginCall>, string, string][] = [
    [
      'is missing',
      '',
      { exec: { apiVersion: V1, command: 'aws-login', installHint: 'Install aws-login from the portal.' } },
      'credential plugin "aws-login" of user "alice" is not installed',
      'Install aws-login from the portal.',
    ],
    [
      'fails',
      'echo "token=planted-secret expired" >&2; echo >&2; exit 3',
      {},
      'credential plugin "get-token" of user "alice" failed with exit code 3: token=[redacted] expired',
      'by hand',
    ],
    ['prints nothing', 'true', {}, 'printed no usable ExecCredential: nothing at all', 'by hand'],
    [
      'prints rubbish',
      'echo "hello there planted-secret"',
      {},
      'printed no usable ExecCredential: it is not JSON',
      'by hand',
    ],
    ['prints other JSON', `echo '{"kind":"Pod"}'`, {}, 'it is JSON of another shape', 'by hand'],
    ['prints no credential', answer({}), {}, 'it has neither a token nor a client certificate', 'by hand'],
    [
      'speaks another version',
      answer({ token: 'planted-secret' }, 'client.authentication.k8s.io/v1beta1'),
      {},
      `it is not of version ${V1}`,
      'by hand',
    ],
    [
      'prints without end',
      'yes planted-secret',
      {},
      'printed no usable ExecCredential: over 1 MB',
      'by hand',
    ],
    [
      'needs a person',
      'true',
      { exec: { apiVersion: V1, command: 'get-token', interactiveMode: 'Always' } },
      'must ask a person',
      'terminal',
    ],
    [
      'speaks a version that is gone',
      'true',
      { exec: { apiVersion: 'client.authentication.k8s.io/v1alpha1', command: 'get-token' } },
      'speaks client.authentication.k8s.io/v1alpha1, which no longer exists',
      'Update',
    ],
  ];
  it.each(failures)('that %s is one clear sentence', async (_name, body, overrides, sentence, hint) => {
    await script(body);
    const error = await failureOf(runExecPlugin(call(overrides)));
    expect(error.message).toContain(sentence);
    expect(error.hint).toContain(hint);
    expect(`${error.message} ${error.hint}`).not.toContain('planted-secret');
    expect(error.message).not.toContain('\n');
  });

  it('that hangs is stopped after 15 s with everything it started', async () => {
    const pids = join(folder.path, 'pids');
    await script(`sleep 300 & echo "$! $$" > '${pids}'; wait`);
    const clock = manualClock();
    const failure = failureOf(runExecPlugin(call({ clock })));
    const started = await vi.waitFor(async () => {
      const text = await readFile(pids, 'utf8');
      expect(text).toMatch(/\d+ \d+\n/);
      return text.trim().split(' ').map(Number);
    });
    await clock.advance(14_900);
    expect(started.every(isRunning)).toBe(true);
    await clock.advance(200);
    expect((await failure).message).toBe(
      'credential plugin "get-token" of user "alice" gave no answer within 15 s and was stopped',
    );
    await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), { timeout: 5000 });
  });

  it('that still runs is stopped when the connection is closed', async () => {
    await script('sleep 300');
    const closing = new AbortController();
    const failure = failureOf(runExecPlugin(call({ signal: closing.signal })));
    closing.abort();
    expect((await failure).code).toBe('stopped');
  });
});

/** A killed process that nobody has reaped yet (its parent is gone too) runs no more. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  return !isZombie(pid);
}

function isZombie(pid: number): boolean {
  return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.startsWith('Z');
}
