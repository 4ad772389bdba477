import { spawn } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { z } from 'zod';
import type { Clock } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { ExecEntry } from './kubeconfig-schema.ts';
import { findCommand, loginShellPath } from './login-path.ts';

/** What a plugin gave: https://kubernetes.io/docs/reference/config-api/client-authentication.v1/ */
export interface PluginCredential {
  token: string | null;
  certificate: { cert: string; key: string } | null;
  /** Epoch milliseconds; null holds until the server refuses it. */
  expiresAt: number | null;
}

export interface PluginCall {
  exec: ExecEntry;
  userName: string;
  /** The kubeconfig's own path: a command with a slash in it is relative to that file. */
  kubeconfigPath: string;
  /** Passed on when the entry asks for it with `provideClusterInfo`. */
  cluster: { server: string; caData: string | null; tlsServerName: string | null; insecure: boolean };
  env: NodeJS.ProcessEnv;
  clock: Clock;
  redactor: Redactor;
  signal: AbortSignal;
}

/** A plugin that has not answered by then waits for a person whom it cannot ask. */
const PLUGIN_TIMEOUT_MS = 15_000;
const MAX_OUTPUT_BYTES = 1_000_000;
const API_VERSIONS = ['client.authentication.k8s.io/v1', 'client.authentication.k8s.io/v1beta1'];

const execCredentialSchema = z.looseObject({
  kind: z.literal('ExecCredential'),
  apiVersion: z.string(),
  status: z.looseObject({
    token: z.string().nullish(),
    clientCertificateData: z.string().nullish(),
    clientKeyData: z.string().nullish(),
    expirationTimestamp: z.string().nullish(),
  }),
});

/** Runs a credential plugin once and reads its answer. */
export async function runExecPlugin(call: PluginCall): Promise<PluginCredential> {
  const { exec, redactor } = call;
  const plugin = `credential plugin "${basename(exec.command)}" of user "${call.userName}"`;
  if (!API_VERSIONS.includes(exec.apiVersion)) {
    throw new OperatorError('kubeconfig', `${plugin} speaks ${exec.apiVersion}, which no longer exists`, {
      hint: 'Update the plugin and its kubeconfig entry to client.authentication.k8s.io/v1.',
    });
  }
  if (exec.interactiveMode === 'Always') {
    throw new OperatorError('credentials', `${plugin} must ask a person, which is not possible here`, {
      hint: 'Log in with the plugin in a terminal, or use a kubeconfig whose plugin works unattended.',
    });
  }
  const { file, path } = await locate(call, plugin);
  const output = await collect(call, plugin, file, path);
  return parse(output, plugin, exec.apiVersion, redactor);
}

async function locate(call: PluginCall, plugin: string): Promise<{ file: string; path: string }> {
  const folder = dirname(call.kubeconfigPath);
  const ownPath = call.env.PATH ?? '';
  const near = await findCommand(call.exec.command, ownPath, folder);
  if (near) return { file: near, path: ownPath };
  const shellPath = await loginShellPath(call.env);
  const far = shellPath === null ? null : await findCommand(call.exec.command, shellPath, folder);
  if (far && shellPath !== null) return { file: far, path: shellPath };
  const said = call.exec.installHint?.trim().split('\n', 1)[0];
  throw new OperatorError('credentials', `${plugin} is not installed`, {
    hint: said || 'Install it, or put it on the PATH of your login shell.',
  });
}

/** Runs the command in a process group of its own, so that a time-out also ends what it started. */
function collect(call: PluginCall, plugin: string, file: string, path: string): Promise<string> {
  const { exec, clock, redactor, signal } = call;
  const given = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  return new Promise((done, fail) => {
    const child = spawn(file, exec.args ?? [], {
      env: { ...call.env, PATH: path, ...given, KUBERNETES_EXEC_INFO: execInfo(call) },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    let stdout = '';
    let stderr = '';
    let verdict: OperatorError | undefined;
    const stop = (error: OperatorError) => {
      verdict ??= error;
      killGroup(child.pid, () => child.kill('SIGKILL'));
      // A grandchild that left the group may keep the pipes open; the answer does not wait for it.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const cancelTimer = clock.real.after(PLUGIN_TIMEOUT_MS, () =>
      stop(
        new OperatorError(
          'credentials',
          `${plugin} gave no answer within ${PLUGIN_TIMEOUT_MS / 1000} s and was stopped`,
          { hint: 'Run it by hand in a terminal: it may be waiting for a log-in.', retryable: true },
        ),
      ),
    );
    const onAbort = () => stop(new OperatorError('stopped', `${plugin} was stopped`));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const settle = (act: () => void) => {
      cancelTimer();
      signal.removeEventListener('abort', onAbort);
      act();
    };

    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.length > MAX_OUTPUT_BYTES) stop(rubbish(plugin, 'over 1 MB'));
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4000);
    });
    child.on('error', (error) =>
      settle(() => fail(new OperatorError('credentials', `${plugin} cannot be started`, { cause: error }))),
    );
    child.on('close', (code, killedBy) =>
      settle(() => {
        if (verdict) fail(verdict);
        else if (code === 0) done(stdout);
        else
          fail(
            failed(plugin, code === null ? `signal ${killedBy}` : `exit code ${code}`, redactor.text(stderr)),
          );
      }),
    );
  });
}

function failed(plugin: string, how: string, stderr: string): OperatorError {
  const lines = stderr.split('\n').map((line) => line.trim());
  const last = lines.findLast((line) => line !== '')?.slice(0, 300);
  return new OperatorError('credentials', `${plugin} failed with ${how}${last ? `: ${last}` : ''}`, {
    hint: 'Run it by hand in a terminal; a log-in may have run out.',
    retryable: true,
  });
}

function rubbish(plugin: string, what: string): OperatorError {
  return new OperatorError('credentials', `${plugin} printed no usable ExecCredential: ${what}`, {
    hint: 'Run it by hand and look at what it prints; check its version and its arguments in the kubeconfig.',
  });
}

function parse(output: string, plugin: string, apiVersion: string, redactor: Redactor): PluginCredential {
  let json: unknown;
  try {
    json = JSON.parse(output);
  } catch {
    throw rubbish(plugin, output.trim() === '' ? 'nothing at all' : 'it is not JSON');
  }
  const parsed = execCredentialSchema.safeParse(json);
  if (!parsed.success) throw rubbish(plugin, 'it is JSON of another shape');
  if (parsed.data.apiVersion !== apiVersion) {
    throw rubbish(plugin, `it is not of version ${apiVersion}`);
  }
  const { token, clientCertificateData: cert, clientKeyData: key, expirationTimestamp } = parsed.data.status;
  if (token) redactor.add(token);
  if (key) redactor.add(key);
  if (!token && !(cert && key)) throw rubbish(plugin, 'it has neither a token nor a client certificate');
  const expiresAt = expirationTimestamp ? Date.parse(expirationTimestamp) : null;
  if (expiresAt !== null && Number.isNaN(expiresAt))
    throw rubbish(plugin, 'its expirationTimestamp is no date');
  return { token: token || null, certificate: cert && key ? { cert, key } : null, expiresAt };
}

function execInfo(call: PluginCall): string {
  const { server, caData, tlsServerName, insecure } = call.cluster;
  return JSON.stringify({
    apiVersion: call.exec.apiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(call.exec.provideClusterInfo
        ? {
            cluster: {
              server,
              ...(caData ? { 'certificate-authority-data': caData } : {}),
              ...(tlsServerName ? { 'tls-server-name': tlsServerName } : {}),
              ...(insecure ? { 'insecure-skip-tls-verify': true } : {}),
            },
          }
        : {}),
    },
  });
}

function killGroup(pid: number | undefined, otherwise: () => void): void {
  if (pid === undefined) return;
  try {
    if (process.platform === 'win32') otherwise();
    else process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended by itself in the meantime.
  }
}
