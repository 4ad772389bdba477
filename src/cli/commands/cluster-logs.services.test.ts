import { type ChildProcessWithoutNullStreams, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

const LAUNCHER = new URL('../../../bin/acgs', import.meta.url).pathname;
const document = z.object({
  observedAt: z.iso.datetime(),
  items: z.array(
    z.object({ pod: z.string(), container: z.string(), at: z.iso.datetime().nullable(), text: z.string() }),
  ),
});

let sandbox: Sandbox;
let data: string;
const running: ChildProcessWithoutNullStreams[] = [];

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'acgs-logs-'));
  sandbox = await startSandbox();
});
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
});
afterAll(async () => {
  await sandbox.close();
  await rm(data, { recursive: true });
});

const environment = () => ({ ...process.env, ACGS_PROFILE: sandbox.profilePath, ACGS_DATA: data });

function logs(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  return new Promise((resolve) => {
    execFile(LAUNCHER, ['cluster', 'logs', ...args], { env: environment() }, (error, out, err) => {
      resolve({ exit: error ? Number(error.code) : 0, out, err });
    });
  });
}

async function read(...args: string[]) {
  const { exit, out } = await logs(...args, '--json');
  expect(exit).toBe(0);
  return document.parse(JSON.parse(out)).items;
}

it('reads the pods of a deployment as one log, in the order of time', async () => {
  const items = await read('auth-service', '--tail', '40');
  expect(items).toHaveLength(40);
  expect(new Set(items.map(({ pod }) => pod)).size).toBe(2);
  const times = items.map(({ at }) => at ?? '');
  expect(times).toEqual([...times].sort());

  const [pod] = items.map((item) => item.pod);
  const own = await read(`pod/${pod}`, '--since', '1m');
  expect(own.length).toBeGreaterThan(20);
  expect(new Set(own.map((item) => item.pod))).toEqual(new Set([pod]));
});

it('finds a text in capitals or not, and shows only the lines that have it', async () => {
  const { exit, out, err } = await logs(
    'deployment/auth-service',
    '--tail',
    '500',
    '--grep',
    'CONSTITUTIONAL',
  );
  const lines = out.trimEnd().split('\n');
  expect(exit).toBe(0);
  expect(err).toBe('');
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(line).toMatch(/^auth-service-\S+ \S+ INFO .*constitutional validation/);
});

it.each([
  ['no-such-thing', 1, /no pod or deployment "no-such-thing" in the namespace acgs-production/],
  ['$(id)', 2, /cannot be the name of anything/],
])('says what is wrong with %s', async (name, code, sentence) => {
  const { exit, err } = await logs(name);
  expect(err).toMatch(sentence);
  expect(exit).toBe(code);
});

it('refuses to follow into one JSON document', async () => {
  const { exit, out } = await logs('auth-service', '--follow', '--json');
  expect(exit).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ error: { code: 'usage' } });
});

it('follows until it is stopped, which is exit 5', async () => {
  const child = spawn(LAUNCHER, ['cluster', 'logs', 'auth-service', '--tail', '1', '--follow'], {
    env: environment(),
  });
  running.push(child);
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  await expect.poll(() => lines.length, { timeout: 20_000 }).toBeGreaterThan(3);
  child.kill('SIGINT');
  const [code] = await once(child, 'exit');
  expect(code).toBe(5);
  expect(new Set(lines).size).toBe(lines.length);
});

it('ends when whoever reads it has left', async () => {
  const child = spawn(LAUNCHER, ['cluster', 'logs', 'auth-service', '--follow'], { env: environment() });
  running.push(child);
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code] = await once(child, 'exit');
  expect(code).toBe(0);
});
