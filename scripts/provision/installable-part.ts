import { mayInstall } from './debian.ts';
import { messageOf, type Part, type Provisioned, type Report } from './part.ts';

export interface InstallablePartOptions {
  name: string;
  /** What it is called, where that is not its name. */
  title?: string;
  mend: string;
  locate(): string | undefined;
  /** Gets it where that is allowed. @returns where it is then */
  install(report: Report): Promise<string>;
}

/** A part that is used where it is, and got from Debian where that is allowed: as root on Debian. */
export function installablePart(options: InstallablePartOptions): Part {
  const { name, title = name, mend, locate, install } = options;
  return {
    name,
    locate,
    async provide(report): Promise<Provisioned> {
      const present = locate();
      if (present !== undefined) return { name, available: true, path: present };
      if (!mayInstall()) return { name, available: false, reason: `${title} is not installed.`, mend };
      try {
        return { name, available: true, path: await install(report) };
      } catch (error) {
        return { name, available: false, reason: messageOf(error), mend };
      }
    },
  };
}
