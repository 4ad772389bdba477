import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The full path of the first program of this name on PATH, or in the folders where Debian keeps servers. */
export function findProgram(name: string): string | undefined {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/local/bin',
    '/usr/sbin',
    '/usr/local/sbin',
  ];
  return folders
    .filter(Boolean)
    .map((folder) => join(folder, name))
    .find(isProgram);
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

export interface RunOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  timeoutMs?: number;
}

/** Runs a program to its end and gives its standard output; throws with its last lines when it fails. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs }),
      env: { ...process.env, ...options.env },
    });
    let stdout = '';
    let ending = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      ending = (ending + text).slice(-2000);
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      ending = (ending + text).slice(-2000);
    });
    child.once('error', reject);
    child.once('close', (status, signal) => {
      if (status === 0) return resolve(stdout);
      const lines = ending.trim().split('\n').slice(-4).join(' | ');
      reject(new Error(`${command} ${args[0] ?? ''} ended with ${signal ?? status}: ${lines}`));
    });
  });
}
