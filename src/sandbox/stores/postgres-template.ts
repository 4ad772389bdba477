import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { PostgresBinaries } from './postgres-binaries.ts';
import { type Account, giveTo, spawnUnder } from './unprivileged.ts';

export interface DataDirectory {
  path: string;
  /** Of the superuser `postgres`. */
  password: string;
}

/**
 * A fresh data directory in `folder`, copied from a template in the user's cache: `initdb` takes most of a
 * second, a copy a few hundredths. Each cache has its own random password.
 */
export async function prepareDataDirectory(
  binaries: PostgresBinaries,
  account: Account | undefined,
  folder: string,
): Promise<DataDirectory> {
  const template = join(cacheFolder(), binaries.version.replaceAll(/[^\w.]+/g, '-').toLowerCase());
  const path = join(folder, 'data');
  if (!existsSync(template)) {
    const fresh = await initialise(binaries, account, folder, path);
    keepTemplate(template, fresh);
    return fresh;
  }
  cpSync(join(template, 'data'), path, { recursive: true });
  // PostgreSQL refuses a data directory that others may read.
  chmodSync(path, 0o700);
  giveTo(account, path);
  return { path, password: readFileSync(join(template, 'password'), 'utf8').trim() };
}

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'acgs-control-center', 'postgres');
}

async function initialise(
  binaries: PostgresBinaries,
  account: Account | undefined,
  folder: string,
  path: string,
): Promise<DataDirectory> {
  const password = randomBytes(18).toString('base64url');
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  giveTo(account, folder);
  const initdb = spawnUnder(account, binaries.initdb, [
    `--pgdata=${path}`,
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ]);
  const complaint = initdb.stderr === null ? Promise.resolve('') : text(initdb.stderr);
  const [code] = await once(initdb, 'exit');
  if (code !== 0) {
    throw new Error(`initdb failed: ${(await complaint).trim()}`);
  }
  return { path, password };
}

/** The rename makes the template appear whole or not at all, also when two sandboxes start at once. */
function keepTemplate(template: string, { path, password }: DataDirectory): void {
  let draft: string | undefined;
  try {
    mkdirSync(cacheFolder(), { recursive: true, mode: 0o700 });
    draft = mkdtempSync(join(cacheFolder(), 'draft-'));
    cpSync(path, join(draft, 'data'), { recursive: true });
    writeFileSync(join(draft, 'password'), `${password}\n`, { mode: 0o600 });
    renameSync(draft, template);
  } catch {
    // No cache, or another sandbox was quicker: the next start is slower, nothing else.
    if (draft !== undefined) {
      rmSync(draft, { recursive: true, force: true });
    }
  }
}

/** A folder that the unprivileged account can reach, which the sandbox's own may not be. */
export function postgresFolder(account: Account | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'acgs-postgres-'));
  giveTo(account, folder);
  return folder;
}
