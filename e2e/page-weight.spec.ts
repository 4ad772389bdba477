import { gzipSync } from 'node:zlib';
import { expect, openPanel, ready, test } from './fixtures.ts';

/** Issue 2: what the first load brings in scripts, gzipped. */
const MAX_FIRST_LOAD_BYTES = 400_000;

test('the first load brings less than 400 kB of script', async ({ page, play }) => {
  const bodies: Promise<Buffer>[] = [];
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.endsWith('.js')) bodies.push(response.body());
  });
  await openPanel(page, await play('healthy'), 'health');
  await ready(page);
  const sizes = (await Promise.all(bodies)).map((body) => gzipSync(body).length);
  expect(sizes.length).toBeGreaterThan(0);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MAX_FIRST_LOAD_BYTES);
});

test('the page asks nobody but its host', async ({ page, play }) => {
  const host = await play('healthy');
  const foreign: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(host.url).origin)) foreign.push(request.url());
  });
  await openPanel(page, host, 'health');
  await page.keyboard.press('Control+2');
  await page.locator('[data-row]').first().waitFor();
  expect(foreign).toEqual([]);
});
