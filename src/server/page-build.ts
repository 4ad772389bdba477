import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { type Clock, sleep } from '../core/kernel/clock.ts';
import { OperatorError } from '../core/kernel/errors.ts';

const PAGE_SOURCES = ['src/renderer', 'src/contract', 'vite.renderer.config.ts', 'package-lock.json'];
/** What is built from what, relative to the checkout. */
const SOURCES = {
  page: PAGE_SOURCES,
  // The window brings the core, the sandbox and what it shares with the other hosts in its bundles.
  window: ['src', 'electron.vite.config.ts', 'vite.renderer.config.ts', 'package-lock.json'],
};
const PRODUCTS = {
  page: ['out/renderer/index.html'],
  window: ['out/renderer/index.html', 'out/main/index.js'],
};
const LOCK_POLL_MS = 100;
const MAX_KEPT_OUTPUT = 16_000;

export interface PageBuild {
  /** The checkout or the installed application. */
  root: string;
  clock: Clock;
  /** Where progress is told: standard error, since standard output belongs to the answer. */
  tell: (line: string) => void;
  signal?: AbortSignal | undefined;
  /** `window` is the page and Electron's own bundles around it. */
  what: 'page' | 'window';
  /** Runs the build; rejects when it fails. Default: vite, for the window electron-vite. */
  build?: (options: PageBuild) => Promise<void>;
}

/**
 * The folder of the page, built first when it is missing or older than its sources. Two processes that
 * start at once build once. An installed application has no sources and is taken as it is.
 *
 * @throws OperatorError `internal` when the build fails, with what it said
 */
export async function ensurePage(options: PageBuild): Promise<string> {
  const { root } = options;
  const folder = join(root, 'out', 'renderer');
  if (await isFresh(options)) return folder;
  const release = await lock(join(root, 'out'), options);
  try {
    // Whoever held the lock may just have built what is needed.
    if (await isFresh(options)) return folder;
    options.tell(`Building the ${options.what} (once, and again after its sources change) …`);
    const startedAt = options.clock.monotonic();
    const sourcesReadAt = new Date();
    await (options.build ?? runBuild)(options);
    // The page counts as old as the moment its sources were read, not as the moment it was written.
    for (const product of PRODUCTS[options.what]) {
      await utimes(join(root, product), sourcesReadAt, sourcesReadAt);
    }
    options.tell(`Built in ${((options.clock.monotonic() - startedAt) / 1000).toFixed(1)} s.`);
    return folder;
  } finally {
    await release();
  }
}

async function isFresh({ root, what }: PageBuild): Promise<boolean> {
  const built = await Promise.all(PRODUCTS[what].map((product) => changedAt(join(root, product))));
  const oldest = Math.min(...built.map((time) => time ?? Number.NEGATIVE_INFINITY));
  const newest = await Promise.all(SOURCES[what].map((source) => newestIn(join(root, source))));
  return oldest > Number.NEGATIVE_INFINITY && Math.max(...newest) <= oldest;
}

async function changedAt(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.mtimeMs;
}

/** When the newest file below `path` was changed; -Infinity when there is none. */
async function newestIn(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  if (!found) return Number.NEGATIVE_INFINITY;
  if (!found.isDirectory()) return found.mtimeMs;
  const entries = await readdir(path, { withFileTypes: true, recursive: true });
  const times = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() || !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => changedAt(join(entry.parentPath, entry.name))),
  );
  return Math.max(found.mtimeMs, ...times.map((time) => time ?? Number.NEGATIVE_INFINITY));
}

/** Takes `folder/.build-lock`; a lock whose owner is gone is taken over. */
async function lock(folder: string, { clock, signal }: PageBuild): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, '.build-lock');
  for (;;) {
    try {
      const file = await open(path, 'wx');
      await file.writeFile(String(process.pid));
      await file.close();
      return () => rm(path, { force: true });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const owner = Number(await readFile(path, 'utf8').catch(() => ''));
    if (owner > 0 && !isRunning(owner)) await rm(path, { force: true });
    else await sleep(clock, LOCK_POLL_MS, signal);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

const BUILDERS = {
  page: ['node_modules/vite/bin/vite.js', 'build', '--config', 'vite.renderer.config.ts'],
  window: ['node_modules/electron-vite/bin/electron-vite.js', 'build'],
} as const;

async function runBuild({ root, what, signal }: PageBuild): Promise<void> {
  const [script, ...words] = BUILDERS[what];
  const builder = join(root, script);
  if ((await changedAt(builder)) === undefined) {
    throw new OperatorError('internal', `The ${what} is not built, and what builds it is not installed`, {
      hint: 'Run npm ci in the project folder.',
    });
  }
  const child = spawn(process.execPath, [builder, ...words, '--logLevel', 'warn'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1' },
    ...(signal ? { signal } : {}),
  });
  let said = '';
  const keep = (text: Buffer) => {
    said = (said + text.toString('utf8')).slice(0, MAX_KEPT_OUTPUT);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const [code]: unknown[] = await once(child, 'close');
  if (code === 0) return;
  throw new OperatorError('internal', `The ${what} could not be built: ${firstErrorOf(said)}`, {
    hint: 'npm run build in the project folder says more.',
    cause: new Error(said),
  });
}

/** The first line that says what is wrong, rather than that something is. */
function firstErrorOf(said: string): string {
  const lines = stripVTControlCharacters(said)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !/^(at |error during build|. ?build failed|build failed)/i.test(line));
  return lines.find((line) => /error|^\[[A-Z_]+\]/i.test(line)) ?? lines[0] ?? 'it stopped without a word';
}
