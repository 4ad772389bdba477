import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { startSandbox } from '../../sandbox/index.ts';
import { runHere } from './run-here.ts';

/** Planted, to look for where they must not be. */
export const PASSPHRASE = { alice: 'planted-alice-9c41 horse', bob: 'planted-bob-77fe staple' };

export type Person = keyof typeof PASSPHRASE;

/**
 * A practice system that its profile calls production, and two people with their passphrases in files. Commands run in
 * this process: that `bin/acgs` runs them is shown elsewhere, and each start of it takes longer than most of them.
 */
export async function openProduction(purpose: string) {
  const folder = await temporaryFolder(purpose);
  const surroundings = { ...process.env, XDG_CONFIG_HOME: folder.path, XDG_DATA_HOME: folder.path };
  const sandbox = await startSandbox({ directory: join(folder.path, 'sandbox') });
  const close = async () => {
    await sandbox.close();
    await folder.remove();
  };
  const profile = join(folder.path, 'production.yaml');
  try {
    const written = z.looseObject({}).parse(parse(await readFile(sandbox.profilePath, 'utf8')));
    const production = { ...written, name: 'acgs-production', environment: 'production', probes: {} };
    await writeFile(profile, stringify(production));
    for (const [name, passphrase] of Object.entries(PASSPHRASE)) {
      await writeFile(join(folder.path, `${name}.secret`), `${passphrase}\n`, { mode: 0o600 });
    }
  } catch (error) {
    await close();
    throw error;
  }
  return {
    folder: folder.path,
    /** Writes the profile anew. */
    async change(made: (profile: Record<string, unknown>) => Record<string, unknown>): Promise<void> {
      const before = z.looseObject({}).parse(parse(await readFile(profile, 'utf8')));
      await writeFile(profile, stringify(made(before)));
    },
    /** Runs a command on it, in somebody's name and with somebody's passphrase. */
    acgs(words: readonly string[], as?: Person, secretOf = as) {
      return runHere([...words, '--profile', profile], {
        env: {
          ...surroundings,
          ...(as ? { ACGS_OPERATOR: as } : {}),
          ...(secretOf ? { ACGS_PASSPHRASE_FILE: `${secretOf}.secret` } : {}),
        },
        folder: folder.path,
      });
    },
    close,
  };
}
