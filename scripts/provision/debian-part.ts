import { install } from './debian.ts';
import { installablePart } from './installable-part.ts';
import type { Part } from './part.ts';

export interface DebianPartOptions {
  name: string;
  /** Debian 12 packages that bring it. */
  packages: readonly string[];
  locate(): string | undefined;
}

/** A part that is a package of Debian 12. */
export function debianPart({ name, packages, locate }: DebianPartOptions): Part {
  return installablePart({
    name,
    mend: `Install it (on Debian: apt-get install ${packages.join(' ')}), or run the tests as root on Debian.`,
    locate,
    async install(report) {
      await install(packages, report);
      const path = locate();
      if (path === undefined) throw new Error(`${packages.join(', ')} brought no ${name}.`);
      return path;
    },
  });
}
