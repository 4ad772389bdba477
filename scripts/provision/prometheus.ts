import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './control-plane-files.ts';
import { mayInstall, unpackUnstable } from './debian.ts';
import { messageOf, type Part, type Provisioned, type Report } from './part.ts';
import { findProgram, isProgram, run } from './programs.ts';

/** Debian 12 has 2.42, whose ranges and lookback differ from version 3 (left-open, Prometheus 3.0 notes). */
const PACKAGES = ['prometheus', 'promtool'] as const;
const MEND =
  'Put Prometheus 3 (prometheus and promtool) on PATH, or run as root on Debian, where it comes from unstable.';

type Program = (typeof PACKAGES)[number];

/** Prometheus 3: the peer that rules and PromQL are compared with. */
export const prometheusPart = part('prometheus');
export const promtoolPart = part('promtool');

function part(name: Program): Part {
  return {
    name,
    locate: () => locate(name),
    async provide(report): Promise<Provisioned> {
      const present = locate(name);
      if (present !== undefined) return { name, available: true, path: present };
      const missing = (reason: string) => ({ name, available: false as const, reason, mend: MEND });
      if (!mayInstall()) return missing(`${name} 3 is not installed.`);
      try {
        await intoCache(report);
      } catch (error) {
        return missing(messageOf(error));
      }
      return { name, available: true, path: join(programFolder(), name) };
    },
  };
}

/** Unpacked by us; elsewhere than on Debian, whose own is too old, also what is on PATH. */
function locate(name: Program): string | undefined {
  const unpacked = join(programFolder(), name);
  if (isProgram(unpacked)) return unpacked;
  return mayInstall() ? undefined : findProgram(name);
}

function programFolder(): string {
  return join(cacheFolder(), 'prometheus-3', 'usr', 'bin');
}

/** Fills a folder beside the cache and moves it there only when it is complete and its programs run. */
async function intoCache(report: Report): Promise<void> {
  report("unpacking Prometheus 3 from Debian's unstable suite");
  await mkdir(cacheFolder(), { recursive: true });
  const folder = await mkdtemp(join(cacheFolder(), 'prometheus-'));
  try {
    await unpackUnstable(PACKAGES, folder);
    for (const program of PACKAGES) await run(join(folder, 'usr', 'bin', program), ['--version']);
    const cache = join(cacheFolder(), 'prometheus-3');
    await rm(cache, { recursive: true, force: true });
    await rename(folder, cache);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
