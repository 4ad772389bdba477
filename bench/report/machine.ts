import { arch, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { requirePart } from '../../scripts/provision/parts.ts';
import { run } from '../../scripts/provision/programs.ts';
import { ROOT } from '../programs/acgs.ts';

/** What figures depend on, besides the code. */
export interface Machine {
  platform: string;
  processor: string;
  cores: number;
  memoryGiB: number;
  versions: Readonly<Record<string, string | null>>;
}

export async function describeMachine(): Promise<Machine> {
  const [processor] = cpus();
  const [checkout, changed, kubectl, chromium] = await Promise.all([
    firstLine('git', ['-C', ROOT, 'rev-parse', '--short', 'HEAD']),
    firstLine('git', ['-C', ROOT, 'status', '--porcelain']),
    partVersion('kubectl', ['version', '--client']),
    partVersion('chromium', ['--version']),
  ]);
  return {
    platform: `${platform()} ${arch()} ${release()}`,
    processor: processor?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    versions: {
      acgs: checkout === null ? null : `${checkout}${changed ? ' and local changes' : ''}`,
      node: process.version,
      kubectl,
      chromium,
    },
  };
}

/** Programs that wait or run, on average over the last minute: above the number of cores, figures are for nothing. */
export function loadNow(): number {
  return Math.round((loadavg()[0] ?? 0) * 100) / 100;
}

async function partVersion(part: 'kubectl' | 'chromium', args: string[]): Promise<string | null> {
  try {
    return await firstLine(requirePart(part), args);
  } catch {
    return null;
  }
}

async function firstLine(command: string, args: string[]): Promise<string | null> {
  const said = await run(command, args).catch(() => null);
  return said === null ? null : (said.split('\n')[0] ?? '').trim();
}
