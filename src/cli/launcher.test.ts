import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LAUNCHER, launch } from './testing/launch.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
});
afterEach(() => rm(folder, { recursive: true }));

describe('the launcher', { timeout: 60_000 }, () => {
  it('prints the version of the package, from any folder', async () => {
    const text = await readFile(new URL('../../package.json', import.meta.url), 'utf8');
    const { version }: { version: string } = JSON.parse(text);
    expect(await launch(['--version'], { folder })).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it('works through links', async () => {
    await mkdir(join(folder, 'bin'));
    await symlink(LAUNCHER, join(folder, 'bin', 'acgs'));
    await symlink('bin/acgs', join(folder, 'operator'));
    expect(await launch(['--version'], { launcher: join(folder, 'operator') })).toMatchObject({ code: 0 });
  });

  it('hands arguments on as they are', async () => {
    const { err } = await launch(['profile', 'check', 'no such "file" $HOME *']);
    expect(err).toContain('/no such "file" $HOME *: there is no such file');
  });

  describe('without the project’s own Node', () => {
    let launcher: string;

    /** A package without a Node of its own, and a Node on the PATH that says it is `version`. */
    async function withNode(version: string): Promise<Record<string, string>> {
      const path = join(folder, 'path');
      await mkdir(path);
      const node = join(path, 'node');
      await writeFile(
        node,
        `#!/bin/sh\nif [ "$1" = --version ]; then echo v${version}; else echo "$@"; fi\n`,
      );
      await chmod(node, 0o755);
      return { PATH: `${path}:/usr/bin:/bin` };
    }

    beforeEach(async () => {
      launcher = join(folder, 'package', 'bin', 'acgs');
      await mkdir(join(folder, 'package', 'bin'), { recursive: true });
      await mkdir(join(folder, 'package', 'node_modules', 'commander'), { recursive: true });
      await copyFile(LAUNCHER, launcher);
    });

    for (const version of ['18.20.4', '20.19.0', '22.13.1']) {
      it(`refuses Node ${version} in one line`, async () => {
        const { code, out, err } = await launch(['health'], { launcher, env: await withNode(version) });
        expect({ code, out }).toEqual({ code: 2, out: '' });
        expect(err).toMatch(/^acgs: Node\.js .* is too old, 22\.14 or later is needed; run npm ci in .*\n$/);
      });
    }

    const flags: [version: string, asks: boolean][] = [
      ['22.14.0', true],
      ['22.17.1', true],
      ['22.18.0', false],
      ['23.5.0', true],
      ['23.6.0', false],
      ['24.0.0', false],
      ['100.0.0', false],
    ];
    for (const [version, asks] of flags) {
      it(`${asks ? 'asks' : 'need not ask'} Node ${version} to run TypeScript`, async () => {
        const { code, out } = await launch(['health'], { launcher, env: await withNode(version) });
        expect(code).toBe(0);
        expect(out.includes('--experimental-strip-types')).toBe(asks);
        expect(out).toMatch(/src\/cli\/main\.ts health\n$/);
      });
    }

    it('says what to do when nothing was installed', async () => {
      await rm(join(folder, 'package', 'node_modules'), { recursive: true });
      const { code, err } = await launch(['health'], { launcher });
      expect(code).toBe(2);
      expect(err).toMatch(/^acgs: the dependencies are missing; run npm ci in .*\n$/);
    });
  });
});
