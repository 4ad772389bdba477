import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder, defaultDataFolder, defaultProfilePath } from './locations.ts';
import { chooseProfile, noProfile } from './profile-choice.ts';

const nothing = { profile: undefined, sandbox: false, fault: [], pods: undefined };
let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'acgs-'));
});
afterEach(() => rm(home, { recursive: true }));

function choose(globals: Partial<Parameters<typeof chooseProfile>[0]>, env: Record<string, string> = {}) {
  return chooseProfile({ ...nothing, ...globals }, '/work', { platform: 'linux', home, env });
}

describe('which profile', () => {
  it('is the one named, from the folder one is in', () => {
    expect(choose({ profile: 'a.yaml' })).toEqual({
      kind: 'file',
      path: '/work/a.yaml',
      namedBy: '--profile',
    });
  });

  it('is ACGS_PROFILE’s when none is named', () => {
    const env = { ACGS_PROFILE: '/etc/acgs.yaml' };
    expect(choose({}, env)).toMatchObject({ path: '/etc/acgs.yaml', namedBy: 'ACGS_PROFILE' });
    expect(choose({ profile: '/a.yaml' }, env)).toMatchObject({ path: '/a.yaml' });
  });

  it('is the one at the default place when nothing names one', async () => {
    const at = join(home, '.config', 'acgs-control-center', 'profile.yaml');
    expect(choose({})).toEqual({ kind: 'none', expectedAt: at });
    await mkdir(join(home, '.config', 'acgs-control-center'), { recursive: true });
    await writeFile(at, '');
    expect(choose({})).toEqual({ kind: 'file', path: at, namedBy: 'default' });
  });

  it('is the sandbox’s when asked for, whatever the environment says', () => {
    expect(choose({ sandbox: true }, { ACGS_PROFILE: '/etc/acgs.yaml' })).toEqual({ kind: 'sandbox' });
  });

  const contradictions: [what: string, globals: Parameters<typeof choose>[0], says: string][] = [
    [
      'a sandbox and a profile',
      { sandbox: true, profile: 'a.yaml' },
      '--sandbox and --profile exclude each other',
    ],
    ['a fault without a sandbox', { fault: ['redis-down'] }, '--fault is for the sandbox only'],
    ['pods without a sandbox', { pods: 10, profile: 'a.yaml' }, '--pods is for the sandbox only'],
  ];
  for (const [what, globals, says] of contradictions) {
    it(`is unclear with ${what}`, () => {
      expect(() => choose(globals)).toThrow(says);
    });
  }

  it('is asked for with where to write it', () => {
    expect(noProfile('/home/me/profile.yaml')).toMatchObject({
      code: 'profile',
      hint: expect.stringContaining('/home/me/profile.yaml'),
    });
  });
});

describe('folders', () => {
  const on = (platform: NodeJS.Platform, env: Record<string, string> = {}) => ({
    platform,
    home: '/home/me',
    env,
  });

  it('are the platform’s own', () => {
    expect(defaultProfilePath(on('linux'))).toBe('/home/me/.config/acgs-control-center/profile.yaml');
    expect(defaultDataFolder(on('linux'))).toBe('/home/me/.local/share/acgs-control-center');
    expect(cacheFolder(on('linux'))).toBe('/home/me/.cache/acgs-control-center');
    expect(defaultDataFolder(on('darwin'))).toBe('/home/me/Library/Application Support/acgs-control-center');
    expect(defaultDataFolder(on('win32', { APPDATA: '/roaming' }))).toBe('/roaming/acgs-control-center');
  });

  it('follow the XDG variables, except relative ones', () => {
    expect(defaultDataFolder(on('linux', { XDG_DATA_HOME: '/data' }))).toBe('/data/acgs-control-center');
    expect(defaultDataFolder(on('linux', { XDG_DATA_HOME: 'data' }))).toBe(
      '/home/me/.local/share/acgs-control-center',
    );
  });
});
