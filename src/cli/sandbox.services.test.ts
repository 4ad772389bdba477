import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HealthReport } from '../contract/health.ts';
import { finished, firstLine, launch, start } from './testing/launch.ts';

const PATIENCE = { timeout: 90_000 };
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  env = { XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
});
afterAll(() => rm(folder, { recursive: true }));

/** Resolves once nothing listens there any more. */
async function untilGone(url: string): Promise<void> {
  for (let answered = true; answered; ) {
    answered = await fetch(url).then(
      (response) => response.arrayBuffer().then(() => true),
      () => false,
    );
  }
}

const statusOf = (report: HealthReport, id: string) =>
  report.services.systems.find((system) => system.id === id)?.status;

describe('the cluster of the sandbox', PATIENCE, () => {
  it('is listed as JSON', async () => {
    const { code, out } = await launch(['cluster', 'deployments', '--sandbox', '--json'], { env });
    expect(code).toBe(0);
    const listing: { observedAt: string; stale: boolean; items: { name: string }[] } = JSON.parse(out);
    expect(listing.stale).toBe(false);
    expect(listing.items.map(({ name }) => name)).toContain('auth-service');
  });

  it('is reported as unreachable when it is down', async () => {
    const words = ['cluster', 'pods', '--sandbox', '--fault', 'cluster-down', '--json'];
    const { code, out } = await launch(words, { env });
    expect(code).toBe(3);
    expect(JSON.parse(out)).toMatchObject({ error: { code: 'unreachable' } });
  });
});

describe('a sandbox of its own', PATIENCE, () => {
  it('takes and drops faults while it runs, and ends at SIGTERM', async () => {
    const child = start(['sandbox', 'up'], { env });
    const ready = await firstLine(child);
    expect(ready).toEqual({
      ready: true,
      profile: expect.any(String),
      control: expect.stringMatching(/^http/),
    });
    const [profile, control] = [String(ready.profile), String(ready.control)];

    const fault = ['sandbox', 'fault', 'service-down=integrity', '--control', control];
    expect(await launch(fault, { env })).toMatchObject({ code: 0, out: 'service-down=integrity is on\n' });
    const down = await launch(['health', '--json', '--profile', profile], { env });
    expect(down.code).toBe(1);
    expect(statusOf(JSON.parse(down.out), 'integrity')).toBe('down');

    expect(await launch([...fault, '--off'], { env })).toMatchObject({ code: 0 });
    child.kill('SIGTERM');
    expect((await finished(child)).code).toBe(0);
    await untilGone(control);
  });
});

describe('serving the sandbox', PATIENCE, () => {
  it('opens on the sandbox without a profile, says so, and stops at SIGINT', async () => {
    const child = start(['serve', '--no-open'], { env });
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const { url } = await firstLine(child);
    const { origin, hash } = new URL(String(url));
    expect(hash).toMatch(/^#t=[\w-]{43}$/);
    expect(said).toContain('No profile is configured, so this is the sandbox');
    expect(await (await fetch(`${origin}/healthz`)).text()).toBe('ok');
    expect(await (await fetch(origin)).text()).toContain('<div id="root">');
    child.kill('SIGINT');
    const [code]: unknown[] = await once(child, 'close');
    expect(code).toBe(0);
    await untilGone(origin);
  });

  it('takes its sandbox with it even when it is killed', async () => {
    const child = start(['health', '--sandbox', '--json', '--verbose'], { env });
    const control = await new Promise<string>((resolve) => {
      let said = '';
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        said += text;
        const found = /"control":"([^"]+)"/.exec(said)?.[1];
        if (found) resolve(found);
      });
    });
    child.kill('SIGKILL');
    await untilGone(control);
  });
});
