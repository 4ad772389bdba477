import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { type Finished, finished, firstLine, launch, start } from './launch.ts';

/** Planted, to look for where they must not be. */
export const PASSPHRASE = { alice: 'planted-alice-9c41 horse', bob: 'planted-bob-77fe staple' };

export type Person = keyof typeof PASSPHRASE;

/** A practice system that its profile calls production, and two people with their passphrases in files. */
export async function openProduction(purpose: string) {
  const folder = await temporaryFolder(purpose);
  const surroundings = { XDG_CONFIG_HOME: folder.path, XDG_DATA_HOME: folder.path };
  const sandbox = start(['sandbox', 'up'], { env: surroundings });
  const close = async () => {
    sandbox.kill('SIGTERM');
    await finished(sandbox);
    await folder.remove();
  };
  const profile = join(folder.path, 'production.yaml');
  try {
    const { profile: practice } = await firstLine(sandbox);
    const written = z.looseObject({}).parse(parse(await readFile(String(practice), 'utf8')));
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
    acgs(words: readonly string[], as?: Person, secretOf = as): Promise<Finished> {
      return launch([...words, '--profile', profile], {
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
