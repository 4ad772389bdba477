import { install, mayInstall } from './debian.ts';
import { messageOf, type Part, type Provisioned } from './part.ts';

export interface DebianPartOptions {
  name: string;
  /** Debian 12 packages that bring it. */
  packages: readonly string[];
  locate(): string | undefined;
}

/** A part that is used where it is installed, and installed where that is allowed. */
export function debianPart({ name, packages, locate }: DebianPartOptions): Part {
  const mend = `Install it (on Debian: apt-get install ${packages.join(' ')}), or run the tests as root on Debian.`;
  return {
    name,
    locate,
    async provide(report): Promise<Provisioned> {
      const present = locate();
      if (present !== undefined) return { name, available: true, path: present };
      if (!mayInstall()) return { name, available: false, reason: `${name} is not installed.`, mend };
      try {
        await install(packages, report);
      } catch (error) {
        return { name, available: false, reason: messageOf(error), mend };
      }
      const path = locate();
      if (path !== undefined) return { name, available: true, path };
      const reason = `${packages.join(', ')} brought no ${name}.`;
      return { name, available: false, reason, mend };
    },
  };
}
