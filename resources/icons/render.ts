/**
 * Draws the PNGs of this folder from icon.svg and from the state shapes below, in Chromium. They are in
 * git; run `node resources/icons/render.ts` after changing a shape or a colour.
 */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { chromiumPath } from '../../e2e/runtimes.ts';

const FOLDER = import.meta.dirname;
const APP_SIZES = [16, 24, 32, 48, 64, 128, 256, 512, 1024];

/** The window's state colours, in the tone that reads on a dark and on a light panel. */
const COLOURS = {
  good: { dark: '#46b98f', light: '#137a56' },
  warning: { dark: '#e3a93f', light: '#8a5a00' },
  critical: { dark: '#f2706d', light: '#bf2b38' },
  unknown: { dark: '#8d98a8', light: '#66707e' },
};
/** The window's state shapes, on a 24 px field: state is never told by colour alone. */
const SHAPES: Record<keyof typeof COLOURS, (colour: string) => string> = {
  good: (colour) => `<circle cx="12" cy="12" r="8" fill="${colour}"/>`,
  warning: (colour) => `<path d="M12 3.5 21.5 20h-19z" fill="${colour}"/>`,
  critical: (colour) => `<path d="M12 2l10 10-10 10L2 12z" fill="${colour}"/>`,
  unknown: (colour) =>
    `<circle cx="12" cy="12" r="7.5" fill="none" stroke="${colour}" stroke-width="2.6" stroke-dasharray="4.4 3.454"/>`,
};
const LEVELS = ['good', 'warning', 'critical', 'unknown'] as const;

async function draw(page: Page, svg: string, sizePx: number, file: string): Promise<void> {
  await page.setViewportSize({ width: sizePx, height: sizePx });
  await page.setContent(
    `<style>html,body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`,
  );
  await page.screenshot({ path: join(FOLDER, file), omitBackground: true });
}

const executablePath = chromiumPath();
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: ['--no-sandbox'],
});
try {
  const page = await browser.newPage();
  await Promise.all(['app', 'tray'].map((folder) => mkdir(join(FOLDER, folder), { recursive: true })));

  const icon = await readFile(join(FOLDER, 'icon.svg'), 'utf8');
  for (const size of APP_SIZES) await draw(page, icon, size, `app/${size}x${size}.png`);

  const shape = (level: (typeof LEVELS)[number], colour: string) =>
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24">${SHAPES[level](colour)}</svg>`;
  for (const level of LEVELS) {
    for (const theme of ['dark', 'light'] as const) {
      await draw(page, shape(level, COLOURS[level][theme]), 24, `tray/${level}-${theme}.png`);
      await draw(page, shape(level, COLOURS[level][theme]), 48, `tray/${level}-${theme}@2x.png`);
    }
    await draw(page, shape(level, '#000'), 18, `tray/${level}Template.png`);
    await draw(page, shape(level, '#000'), 36, `tray/${level}Template@2x.png`);
  }
} finally {
  await browser.close();
}
