import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import type { PracticeSystem } from './practice-system.ts';

/** A profile of the practice system with runbooks of its own, and a program whose end the test decides. */
export interface OwnRunbooks {
  profile: string;
  /** Passed on to whatever keeps its data beyond one process. */
  data: string;
  folder: string;
  /** How often the program `hold` was begun and was let go. */
  held: () => Promise<string[]>;
  /** Lets the program end, now and whenever it is begun again. */
  release: () => Promise<void>;
  /** Has the program go on until it is let go, as at first. */
  hold: () => Promise<void>;
  remove: () => Promise<void>;
}

/** Begins, and ends well once it is let go, or when nobody is there any more to do that. */
const HOLD = `#!/bin/sh
echo begun "$@" >> "$0.log"
while [ -e "$0" ] && [ ! -e "$0.open" ]; do sleep 0.05; done
[ ! -e "$0" ] || echo over "$@" >> "$0.log"
`;

export async function ownRunbooks(
  system: PracticeSystem,
  books: readonly string[],
  more: Readonly<Record<string, unknown>> = {},
): Promise<OwnRunbooks> {
  const folder = await mkdtemp(join(tmpdir(), 'acgs-e2e-own-'));
  const [data, hold, profile] = [join(folder, 'data'), join(folder, 'hold'), join(folder, 'profile.yaml')];
  await mkdir(data);
  await writeFile(hold, HOLD);
  await chmod(hold, 0o755);
  const runbooks = await Promise.all(
    books.map(async (text, index) => {
      const path = join(folder, `own-${index}.yaml`);
      await writeFile(path, text);
      return path;
    }),
  );
  const written = z.looseObject({}).parse(parse(await readFile(system.profile, 'utf8')));
  await writeFile(profile, stringify({ ...written, runbooks, commands: { hold: { path: hold } }, ...more }));
  return {
    ...{ profile, data, folder },
    held: async () =>
      existsSync(`${hold}.log`) ? (await readFile(`${hold}.log`, 'utf8')).trim().split('\n') : [],
    release: () => writeFile(`${hold}.open`, ''),
    hold: () => rm(`${hold}.open`, { force: true }),
    remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5 }),
  };
}
