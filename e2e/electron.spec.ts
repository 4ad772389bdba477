import { resolve } from 'node:path';
import { _electron as electron, expect, test } from '@playwright/test';
import { electronPath } from './runtimes.ts';

/** This project exists only where the runtime does; see playwright.config.ts. */
test('the window opens on the health board of the practice system', async () => {
  test.setTimeout(120_000);
  const executablePath = electronPath();
  if (executablePath === undefined) throw new Error('The Electron runtime has gone since the run began.');
  const app = await electron.launch({
    executablePath,
    args: [
      resolve(import.meta.dirname, '..'),
      '--sandbox',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  try {
    const window = await app.firstWindow();
    await expect(window.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
    await expect(window.locator('[data-system][data-status="operational"]')).toHaveCount(19, {
      timeout: 30_000,
    });
    expect(await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
    expect(await window.evaluate(() => typeof globalThis.process)).toBe('undefined');
  } finally {
    await app.close();
  }
});
