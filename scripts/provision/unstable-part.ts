import { existsSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './control-plane-files.ts';
import { mayInstall, unpackUnstable } from './debian.ts';
import { installablePart } from './installable-part.ts';
import { intoCache } from './into-cache.ts';
import type { Part } from './part.ts';
import { findProgram, isProgram } from './programs.ts';

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

const PROGRAMS = join('usr', 'bin');

/** A part that Debian 12 has only in an old version: it is unpacked from unstable, beside the system. */
export function unstablePart(options: UnstablePartOptions): Part {
  const { name, program, programs, packages, folder, title, elsewhere = program, builtIn = [] } = options;
  const cache = () => join(cacheFolder(), folder);
  const programPath = () => join(cache(), PROGRAMS, program);
  return installablePart({
    name,
    title,
    mend: `Put ${title} (${elsewhere === program ? programs.join(' and ') : elsewhere}) on PATH, or run as root on Debian, where it comes from unstable.`,
    /** Unpacked by us; elsewhere than on Debian, whose own is too old, also what is on PATH. */
    locate() {
      const unpacked = programPath();
      if (isProgram(unpacked) && builtIn.every((path) => existsSync(path))) return unpacked;
      return mayInstall() ? undefined : findProgram(elsewhere);
    },
    async install(report) {
      report(`unpacking ${title} from Debian's unstable suite`);
      if (!isProgram(programPath())) {
        const paths = programs.map((each) => join(PROGRAMS, each));
        await intoCache(cache(), paths, (fresh) => unpackUnstable(packages, fresh));
      }
      for (const path of builtIn) await cp(join(cache(), path), path, { recursive: true, force: false });
      return programPath();
    },
  });
}
