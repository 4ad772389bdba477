import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './control-plane-files.ts';
import { mayInstall, unpackUnstable } from './debian.ts';
import { messageOf, type Part, type Provisioned } from './part.ts';
import { findProgram, isProgram, run } from './programs.ts';

export interface UnstablePartOptions {
  name: string;
  /** The program that is the part; the others of `programs` come with it. */
  program: string;
  programs: readonly string[];
  /** Packages of Debian's unstable suite that bring them, and all they need. */
  packages: readonly string[];
  /** Where in the cache they are unpacked. */
  folder: string;
  /** What it is called, with its version where that matters. */
  title: string;
  /** Folders that the program looks for by their full path, which was built into it: they are copied there. */
  builtIn?: readonly string[];
  /** What the program is called elsewhere than on Debian; left out: the same. */
  elsewhere?: string;
}

/** A part that Debian 12 has only in an old version: it is unpacked from unstable, beside the system. */
export function unstablePart(options: UnstablePartOptions): Part {
  const { name, program, programs, packages, folder, title, elsewhere = program, builtIn = [] } = options;
  const mend = `Put ${title} (${elsewhere === program ? programs.join(' and ') : elsewhere}) on PATH, or run as root on Debian, where it comes from unstable.`;
  const cache = () => join(cacheFolder(), folder);
  const programPath = () => join(cache(), 'usr', 'bin', program);

  /** Unpacked by us; elsewhere than on Debian, whose own is too old, also what is on PATH. */
  const locate = () => {
    const unpacked = programPath();
    if (isProgram(unpacked) && builtIn.every((path) => existsSync(path))) return unpacked;
    return mayInstall() ? undefined : findProgram(elsewhere);
  };

  /** Fills a folder beside the cache and moves it there only when it is complete and its programs run. */
  const intoCache = async () => {
    await mkdir(cacheFolder(), { recursive: true });
    const fresh = await mkdtemp(join(cacheFolder(), `${folder}-`));
    try {
      await unpackUnstable(packages, fresh);
      for (const each of programs) await run(join(fresh, 'usr', 'bin', each), ['--version']);
      await rm(cache(), { recursive: true, force: true });
      await rename(fresh, cache());
    } finally {
      await rm(fresh, { recursive: true, force: true });
    }
  };

  return {
    name,
    locate,
    async provide(report): Promise<Provisioned> {
      const present = locate();
      if (present !== undefined) return { name, available: true, path: present };
      if (!mayInstall()) return { name, available: false, reason: `${title} is not installed.`, mend };
      try {
        report(`unpacking ${title} from Debian's unstable suite`);
        if (!isProgram(programPath())) await intoCache();
        for (const path of builtIn) await cp(join(cache(), path), path, { recursive: true, force: false });
      } catch (error) {
        return { name, available: false, reason: messageOf(error), mend };
      }
      return { name, available: true, path: programPath() };
    },
  };
}
