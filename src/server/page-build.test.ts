import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../core/kernel/clock.ts';
import { ensurePage, type PageBuild } from './page-build.ts';

const LONG_AGO = new Date('2025-06-27T09:00:00Z');
const LATER = new Date('2025-06-27T10:00:00Z');

let root: string;
let builds: number;
let told: string[];

async function write(path: string, changedAt: Date): Promise<void> {
  const at = join(root, path);
  await mkdir(dirname(at), { recursive: true });
  await writeFile(at, path);
  await utimes(at, changedAt, changedAt);
}

function options(more: Partial<PageBuild> = {}): PageBuild {
  return {
    root,
    what: 'page',
    clock: systemClock(),
    tell: (line) => told.push(line),
    build: async () => {
      builds++;
      await write('out/renderer/index.html', new Date());
    },
    ...more,
  };
}

/** A checkout whose sources are an hour older than its page. */
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'acgs-'));
  builds = 0;
  told = [];
  await write('src/renderer/shell/top-bar.tsx', LONG_AGO);
  await write('src/contract/index.ts', LONG_AGO);
  await write('package-lock.json', LONG_AGO);
  await write('out/renderer/index.html', LATER);
  for (const folder of ['src/renderer', 'src/renderer/shell', 'src/contract']) {
    await utimes(join(root, folder), LONG_AGO, LONG_AGO);
  }
});

afterEach(() => rm(root, { recursive: true }));

describe('the page of a checkout', () => {
  it('is taken as it is while nothing is newer', async () => {
    expect(await ensurePage(options())).toBe(join(root, 'out', 'renderer'));
    expect(builds).toBe(0);
    expect(told).toEqual([]);
  });

  it('is built when it is missing', async () => {
    await rm(join(root, 'out'), { recursive: true });
    await ensurePage(options());
    expect(builds).toBe(1);
  });

  for (const source of ['src/renderer/shell/top-bar.tsx', 'src/contract/index.ts', 'package-lock.json']) {
    it(`is built again after ${source} changed, and then not again`, async () => {
      await write(source, new Date(LATER.getTime() + 1000));
      await ensurePage(options());
      await ensurePage(options());
      expect(builds).toBe(1);
    });
  }

  it('is built again when a source changed while it was being built', async () => {
    await rm(join(root, 'out'), { recursive: true });
    await ensurePage(
      options({
        build: async () => {
          builds++;
          await write('src/renderer/shell/top-bar.tsx', new Date(Date.now() + 10));
          await write('out/renderer/index.html', new Date(Date.now() + 20));
        },
      }),
    );
    await ensurePage(options());
    expect(builds).toBe(2);
  });

  it('is built once when two start at once', async () => {
    await rm(join(root, 'out'), { recursive: true });
    await Promise.all([ensurePage(options()), ensurePage(options())]);
    expect(builds).toBe(1);
  });

  it('is built although somebody died over it', async () => {
    await rm(join(root, 'out'), { recursive: true });
    const dead = spawnSync(process.execPath, ['--version']).pid;
    await write('out/.build-lock', new Date());
    await writeFile(join(root, 'out', '.build-lock'), String(dead));
    await ensurePage(options());
    expect(builds).toBe(1);
  });

  it('leaves no lock behind, whether it was built or not', async () => {
    await rm(join(root, 'out'), { recursive: true });
    const broken = options({ build: () => Promise.reject(new Error('broken')) });
    await expect(ensurePage(broken)).rejects.toThrow('broken');
    await expect(stat(join(root, 'out', '.build-lock'))).rejects.toThrow('ENOENT');
    await ensurePage(options());
    await expect(stat(join(root, 'out', '.build-lock'))).rejects.toThrow('ENOENT');
  });

  it('says what to do when what builds it is not installed', async () => {
    await rm(join(root, 'out'), { recursive: true });
    const { build: _, ...real } = options();
    await expect(ensurePage(real)).rejects.toMatchObject({ hint: 'Run npm ci in the project folder.' });
  });

  it('tells in one sentence why it could not be built', async () => {
    await rm(join(root, 'out'), { recursive: true });
    const script =
      "console.log('vite');console.error('✗ Build failed in 1 s\\nerror during build:\\nBuild failed with 1 error:\\n\\n\\x1b[31m[UNRESOLVED_IMPORT] \\x1b[0mno such file: main.tsx');process.exit(1)";
    await write('node_modules/vite/bin/vite.js', LONG_AGO);
    await writeFile(join(root, 'node_modules', 'vite', 'bin', 'vite.js'), script);
    const { build: _, ...real } = options();
    await expect(ensurePage(real)).rejects.toMatchObject({
      message: 'The page could not be built: [UNRESOLVED_IMPORT] no such file: main.tsx',
    });
  });
});

describe('the page of an installed application', () => {
  it('has no sources and is taken as it is', async () => {
    await rm(join(root, 'src'), { recursive: true });
    await rm(join(root, 'package-lock.json'));
    await ensurePage(options());
    expect(builds).toBe(0);
    expect(await readFile(join(root, 'out', 'renderer', 'index.html'), 'utf8')).toContain('index.html');
  });
});
