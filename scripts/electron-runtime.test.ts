import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  choosesBrowser,
  type Desk,
  fetchElectron,
  findElectron,
  windowObstacle,
} from './electron-runtime.ts';

describe('opening a window', () => {
  const desk: Desk = { platform: 'linux', env: { DISPLAY: ':0' }, userId: 1000 };
  const cases: [what: string, desk: Partial<Desk>, obstacle: string | undefined][] = [
    ['a desktop', {}, undefined],
    ['a Wayland desktop', { env: { WAYLAND_DISPLAY: 'wayland-0' } }, undefined],
    ['a Mac', { platform: 'darwin', env: {} }, undefined],
    ['Windows', { platform: 'win32', env: {}, userId: undefined }, undefined],
    ['a machine without a display', { env: {} }, 'there is no display'],
    ['a build machine', { env: { DISPLAY: ':0', CI: 'true' } }, 'this is a build machine'],
    ['root', { userId: 0 }, 'Electron does not run as root'],
  ];
  for (const [what, more, obstacle] of cases) {
    it(`${what}: ${obstacle ?? 'yes'}`, () => {
      expect(windowObstacle({ ...desk, ...more })).toBe(obstacle);
    });
  }
});

describe('the browser host', () => {
  it('is chosen by its own options', () => {
    expect(choosesBrowser(['--no-open'])).toBe(true);
    expect(choosesBrowser(['--port', '8765'])).toBe(true);
    expect(choosesBrowser(['--port=8765'])).toBe(true);
    expect(choosesBrowser(['--profile', 'production.yaml'])).toBe(false);
  });
});

describe('the Electron runtime', () => {
  let root: string;
  const at = (...names: string[]) => join(root, 'node_modules', 'electron', ...names);

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'acgs-'));
    await mkdir(at('dist'), { recursive: true });
  });
  afterEach(() => rm(root, { recursive: true }));

  it('is where its package says', async () => {
    expect(await findElectron(root)).toBeUndefined();
    await writeFile(at('path.txt'), 'electron');
    expect(await findElectron(root)).toBeUndefined();
    await writeFile(at('dist', 'electron'), '');
    await chmod(at('dist', 'electron'), 0o755);
    expect(await findElectron(root)).toBe(at('dist', 'electron'));
  });

  it('is missing, and nothing worse, when it cannot be downloaded', async () => {
    await writeFile(at('install.js'), 'process.exit(1)');
    expect(await fetchElectron(root)).toBeUndefined();
  });
});
