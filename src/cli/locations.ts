import { homedir } from 'node:os';
import { join } from 'node:path';

const NAME = 'acgs-control-center';

export interface Platform {
  platform: NodeJS.Platform;
  home: string;
  env: Readonly<Record<string, string | undefined>>;
}

export function thisPlatform(env: Platform['env']): Platform {
  return { platform: process.platform, home: homedir(), env };
}

/** Where an operator's profile is looked for when nothing names one. */
export function defaultProfilePath(at: Platform): string {
  return join(
    folder(at, { linux: ['XDG_CONFIG_HOME', '.config'], mac: 'Application Support' }),
    'profile.yaml',
  );
}

/** The local store's folder: the platform's folder for application data. */
export function defaultDataFolder(at: Platform): string {
  return folder(at, { linux: ['XDG_DATA_HOME', '.local/share'], mac: 'Application Support' });
}

/** What can be thrown away and made again. */
export function cacheFolder(at: Platform): string {
  return folder(at, { linux: ['XDG_CACHE_HOME', '.cache'], mac: 'Caches' });
}

/** XDG base directories on Linux; a relative value is to be ignored, as their specification says. */
function folder(
  { platform, home, env }: Platform,
  on: { linux: readonly [variable: string, fallback: string]; mac: string },
): string {
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), NAME);
  if (platform === 'darwin') return join(home, 'Library', on.mac, NAME);
  const [variable, fallback] = on.linux;
  const set = env[variable];
  return join(set?.startsWith('/') ? set : join(home, fallback), NAME);
}
