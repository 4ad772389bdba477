import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CONTROL_PLANE_PROGRAMS, locateControlPlane } from './control-plane-files.ts';
import { debianPart } from './debian-part.ts';
import { parts, requirePart } from './parts.ts';
import { findProgram, run } from './programs.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-parts-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
  vi.stubEnv('KUBEBUILDER_ASSETS', '');
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function writePrograms(path: string, names: readonly string[]): Promise<void> {
  await mkdir(path, { recursive: true });
  for (const name of names) await writeFile(join(path, name), '#!/bin/sh\n', { mode: 0o755 });
}

describe('the control plane', () => {
  const cache = () => join(folder, 'acgs-control-center', 'control-plane-2');

  it('is found in KUBEBUILDER_ASSETS before the cache', async () => {
    await writePrograms(cache(), CONTROL_PLANE_PROGRAMS);
    expect(locateControlPlane()).toBe(cache());
    const assets = join(folder, 'assets');
    await writePrograms(assets, CONTROL_PLANE_PROGRAMS);
    vi.stubEnv('KUBEBUILDER_ASSETS', assets);
    expect(locateControlPlane()).toBe(assets);
  });

  it('is not taken from a folder that lacks a program', async () => {
    const assets = join(folder, 'assets');
    await writePrograms(assets, ['etcd', 'kube-apiserver', 'kubectl']);
    vi.stubEnv('KUBEBUILDER_ASSETS', assets);
    expect(locateControlPlane()).toBeUndefined();
    await writePrograms(cache(), CONTROL_PLANE_PROGRAMS);
    expect(locateControlPlane()).toBe(cache());
  });

  it('that is missing is named with the command that brings it', () => {
    expect(() => requirePart('control-plane')).toThrow(/node scripts\/provision\.ts control-plane/);
  });
});

describe('a part', () => {
  it('that is there is given without a word', async () => {
    const report = vi.fn();
    const part = debianPart({ name: 'shell', packages: ['dash'], locate: () => findProgram('sh') });
    expect(await part.provide(report)).toEqual({ name: 'shell', available: true, path: findProgram('sh') });
    expect(report).not.toHaveBeenCalled();
  });

  it('that is missing says what to do where nothing may be installed', async () => {
    vi.spyOn(process, 'getuid').mockReturnValue(1000);
    const part = debianPart({ name: 'gone', packages: ['gone-server'], locate: () => undefined });
    expect(await part.provide(vi.fn())).toEqual({
      name: 'gone',
      available: false,
      reason: 'gone is not installed.',
      mend: expect.stringContaining('apt-get install gone-server'),
    });
  });

  it('from npm is there after npm ci', () => {
    expect(parts.objects.locate()).toMatch(/s3rver\.js$/);
  });
});

describe('a program', () => {
  it('that fails is reported with its last words', async () => {
    await expect(run('sh', ['-c', 'echo nothing to be done >&2; exit 3'])).rejects.toThrow(
      'sh -c ended with 3: nothing to be done',
    );
  });

  it('that does not exist is reported by name', async () => {
    await expect(run('no-such-program', [])).rejects.toThrow(/no-such-program/);
  });
});
