import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';

export const LAUNCHER = fileURLToPath(new URL('../../../bin/acgs', import.meta.url));

export interface Finished {
  code: unknown;
  out: string;
  err: string;
}

export interface LaunchOptions {
  /** Added to an environment that knows neither profile nor colours. */
  env?: Record<string, string>;
  folder?: string;
  launcher?: string;
}

/** What a test that failed did not come to end must not outlive it. */
const living = new Set<ChildProcessWithoutNullStreams>();
afterAll(() => {
  for (const child of living) child.kill('SIGKILL');
});

/** Starts bin/acgs as an operator does. */
export function start(words: readonly string[], options: LaunchOptions = {}): ChildProcessWithoutNullStreams {
  const { ACGS_PROFILE: _, ACGS_DATA: __, ...inherited } = process.env;
  const child = spawn(options.launcher ?? LAUNCHER, words, {
    cwd: options.folder ?? '/',
    env: { ...inherited, ...options.env },
  });
  living.add(child);
  child.once('close', () => living.delete(child));
  return child;
}

/** Runs bin/acgs to its end. */
export async function launch(words: readonly string[], options: LaunchOptions = {}): Promise<Finished> {
  const child = start(words, options);
  child.stdin.end();
  return finished(child);
}

export async function finished(child: ChildProcessWithoutNullStreams): Promise<Finished> {
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  const [code]: unknown[] = await once(child, 'close');
  return { code, out, err };
}

/** The first line on standard output as JSON. */
export async function firstLine(child: ChildProcessWithoutNullStreams): Promise<Record<string, unknown>> {
  let out = '';
  for await (const chunk of child.stdout.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
    out += String(chunk);
    if (!out.includes('\n')) continue;
    const document: Record<string, unknown> = JSON.parse(out.slice(0, out.indexOf('\n')));
    return document;
  }
  throw new Error('it ended without a line');
}
