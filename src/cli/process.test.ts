import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { finished, launch, start } from './testing/launch.ts';

let folder: string;
let env: Record<string, string>;
let hanging: Server | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  env = { XDG_CONFIG_HOME: join(folder, 'config'), XDG_DATA_HOME: join(folder, 'data') };
});
afterEach(async () => {
  hanging?.closeAllConnections();
  hanging?.close();
  hanging = undefined;
  await rm(folder, { recursive: true });
});

async function profile(text: string): Promise<string> {
  const path = join(folder, 'profile.yaml');
  await writeFile(path, text);
  return path;
}

/** A profile whose only service accepts the question and never answers. */
async function hangingProfile(): Promise<{ path: string; asked: Promise<unknown> }> {
  const server = createServer(() => undefined).listen(0, '127.0.0.1');
  hanging = server;
  await once(server, 'listening');
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    path: await profile(
      `name: a\nenvironment: staging\nservices: { governance: { url: "http://127.0.0.1:${port}" } }\n`,
    ),
    asked: once(server, 'request'),
  };
}

const CLOSED = 'name: a\nenvironment: staging\nservices: { governance: { url: "http://127.0.0.1:1" } }\n';

// A process takes a good part of a second to start, and several on a machine that is busy.
const PATIENCE = { timeout: 60_000 };

describe('exit codes of the process', PATIENCE, () => {
  it('2 without a profile, with how to get one', async () => {
    const { code, out, err } = await launch(['health'], { env });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^acgs: No profile is configured\. Write one to .*profile\.yaml.*--sandbox\.\n$/);
  });

  it('2 for a profile with a misspelt key, named with its line', async () => {
    const path = await profile('name: a\nenvironment: staging\nservises: {}\n');
    const { code, err } = await launch(['health', '--profile', path], { env });
    expect(code).toBe(2);
    expect(err).toMatch(/servises \(line 3\): unknown key; did you mean services\?/);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('2 for --time-scale outside the sandbox', async () => {
    const path = await profile(CLOSED);
    const { code, err } = await launch(['health', '--profile', path, '--time-scale', '10'], { env });
    expect(code).toBe(2);
    expect(err).toBe('acgs: --time-scale is for sandbox profiles; a is staging\n');
  });

  it('2 for a fault that does not exist, before anything is started', async () => {
    const { code, err } = await launch(['health', '--sandbox', '--fault', 'service-dwn=governance'], { env });
    expect(code).toBe(2);
    expect(err).toMatch(/^acgs: There is no fault "service-dwn"; the faults are /);
  });

  it('1 for a system that is down, as one JSON document', async () => {
    const path = await profile(CLOSED);
    const { code, out, err } = await launch(['health', '--json', '--profile', path], { env });
    expect({ code, err }).toEqual({ code: 1, err: '' });
    const report: { verdict: string; services: { systems: { id: string; status: string }[] } } =
      JSON.parse(out);
    expect(report.verdict).toBe('fail');
    expect(report.services.systems).toContainEqual(
      expect.objectContaining({ id: 'governance', status: 'down' }),
    );
  });

  it('3 for a cluster that is not configured, as one JSON document', async () => {
    const path = await profile(CLOSED);
    const { code, out, err } = await launch(['cluster', 'pods', '--json', '--profile', path], { env });
    expect({ code, err }).toEqual({ code: 3, err: '' });
    expect(JSON.parse(out)).toEqual({
      error: { code: 'not-configured', message: expect.any(String), hint: expect.anything() },
    });
  });

  it('5 soon after Ctrl+C, with nothing on standard output', async () => {
    const { path, asked } = await hangingProfile();
    const child = start(['health', '--json', '--profile', path], { env });
    const end = finished(child);
    await asked;
    child.kill('SIGINT');
    const { code, out, err } = await end;
    expect(code).toBe(5);
    expect(err).toBe('');
    expect(JSON.parse(out)).toEqual({ error: { code: 'stopped', message: 'Stopped.', hint: null } });
  });
});

describe('standard output', PATIENCE, () => {
  it('may be closed early by its reader', async () => {
    const child = start(['sandbox', 'faults'], { env });
    child.stdout.destroy();
    const { code, err } = await finished(child);
    expect({ code, err }).toEqual({ code: 0, err: '' });
  });

  it('holds the profile’s verdict and nothing else', async () => {
    const path = await profile(CLOSED);
    const { code, out, err } = await launch(['profile', 'check', '--json', path], { env });
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(JSON.parse(out)).toEqual({
      valid: true,
      profile: 'a',
      environment: 'staging',
      configured: ['governance'],
    });
  });
});

describe('the doctor', PATIENCE, () => {
  it('says what is wrong and how to mend it even when there is no profile', async () => {
    const { code, out } = await launch(['doctor', '--json'], { env });
    expect(code).toBe(1);
    const { verdict, checks }: { verdict: string; checks: { id: string; state: string }[] } = JSON.parse(out);
    expect(verdict).toBe('fail');
    expect(checks.map(({ id, state }) => `${id} ${state}`)).toEqual([
      'node ok',
      'data ok',
      'profile problem',
    ]);
  });

  it('names the data folder that cannot be written', async () => {
    await writeFile(join(folder, 'file'), '');
    const { code, out } = await launch(['doctor', '--data', join(folder, 'file', 'below')], { env });
    expect(code).toBe(1);
    expect(out).toContain(`❌ Local store: ${join(folder, 'file', 'below')} cannot be written\n   → `);
  });

  it('names what does not answer', async () => {
    const path = await profile(CLOSED);
    const { code, out } = await launch(['doctor', '--profile', path], { env });
    expect(code).toBe(1);
    expect(out).toMatch(/❌ Governance: .*connection refused/);
    expect(out).toContain('➖');
  });
});
