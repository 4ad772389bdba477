import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { chromium } from '@playwright/test';

const SYSTEM_BROWSERS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The Chromium to test in: CHROMIUM_PATH, Playwright's own where it was installed, or the system's. */
export function chromiumPath(): string | undefined {
  const candidates = [process.env.CHROMIUM_PATH, chromium.executablePath(), ...SYSTEM_BROWSERS];
  return candidates.find((path): path is string => path !== undefined && path !== '' && existsSync(path));
}

/**
 * The Electron binary, if it is already here. The npm package is never imported for this: in plain Node
 * that starts a download.
 */
export function electronPath(): string | undefined {
  const home = resolve(import.meta.dirname, '../node_modules/electron');
  const named = readIfThere(join(home, 'path.txt'))?.trim() ?? 'electron';
  const folder = process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(home, 'dist');
  const path = join(folder, named);
  return existsSync(path) ? path : undefined;
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
