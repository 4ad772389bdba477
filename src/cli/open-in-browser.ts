import { spawn } from 'node:child_process';
import type { Log } from '../core/kernel/log.ts';

export interface Desktop {
  platform: NodeJS.Platform;
  env: Readonly<Record<string, string | undefined>>;
}

/** The program that opens an address in the operator's browser; undefined where there is no display. */
export function browserOpener({
  platform,
  env,
}: Desktop): readonly [program: string, ...args: string[]] | undefined {
  if (platform === 'darwin') return ['open'];
  if (platform === 'win32') return ['rundll32', 'url.dll,FileProtocolHandler'];
  return env.DISPLAY || env.WAYLAND_DISPLAY ? ['xdg-open'] : undefined;
}

/** Opens the address if there is a desktop to open it on. The address itself is never logged. */
export function openInBrowser(address: string, options: Desktop & { log: Log }): void {
  const [program, ...args] = browserOpener(options) ?? [];
  if (program === undefined) return;
  const child = spawn(program, [...args, address], { detached: true, stdio: 'ignore' });
  child.on('error', () => options.log.warn('no browser could be opened', { program }));
  child.unref();
}
