import { readFile, writeFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, openPanel, test } from './fixtures.ts';
import { scenarioNamed } from './scenarios/catalog.ts';

const panel = (page: Page): Locator => page.locator('[data-panel="journal"]');
const drawer = (page: Page): Locator => page.locator('[data-drawer]');
const rows = (page: Page): Locator => page.locator('[data-row]');
const search = (page: Page): Locator => page.getByRole('textbox', { name: 'Search the journal' });

test('entries stand newest first under their days, and what went wrong stands out', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'journal');
  await expect(panel(page)).toContainText(/\d+ entries; tamper-evident up to the last external anchor/);
  await expect(panel(page)).toContainText(
    /Audit trail \d+ of \d+ complete, 30 days; newest without known result/,
  );
  const indexes = await rows(page).evaluateAll((all) =>
    all.map((row) => Number(row.getAttribute('data-row'))),
  );
  expect(indexes).toEqual([...indexes].sort((a, b) => b - a));
  await expect(page.locator('[data-section]').first()).toContainText('20');
  const glass = rows(page).filter({ hasText: 'glass broken' });
  await expect(glass).toHaveAttribute('data-level', 'critical');
  await expect(glass.locator('svg')).toHaveCount(1);
  await expect(page.locator('[data-journal]')).toContainText(/\d+ journal entries, last anchor \d+ s ago/);
});

test('words and chips narrow it down, and showing all is one press away', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'journal');
  await search(page).fill('compliance_threshold bob');
  await expect(panel(page)).toContainText(/\d+ found/);
  for (const row of await rows(page).all()) await expect(row).toContainText('COMPLIANCE_THRESHOLD');
  await page.getByRole('button', { name: 'Clear the search' }).click();

  await page.getByRole('button', { name: 'To look at' }).click();
  await expect(panel(page)).toContainText('4 found');
  await page.getByRole('button', { name: 'Kind' }).click();
  await page.getByRole('combobox', { name: 'Kind' }).fill('refus');
  await page.keyboard.press('Enter');
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText('refused');

  await search(page).fill('nothing like it');
  await expect(page.getByText('No entry matches')).toBeVisible();
  await page.getByRole('button', { name: 'Show all' }).first().click();
  await expect(rows(page).nth(10)).toBeVisible();
});

test('one entry leads to the rest of its operation, its diff, its bytes and its proof', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'journal');
  await search(page).fill('compliance_threshold');
  await expect(panel(page)).toContainText(/\d+ found/);
  await rows(page).filter({ hasText: 'operation.intent' }).first().click();
  await expect(drawer(page)).toContainText('The same operation');
  await expect(drawer(page).locator('[data-diff]')).toContainText('+  COMPLIANCE_THRESHOLD: "0.95"');
  await drawer(page)
    .getByRole('button', { name: /verification/ })
    .click();
  await expect(drawer(page)).toContainText('Rolled out: 2 of 2 pods');

  await drawer(page).getByRole('button', { name: 'Proof' }).click();
  await expect(drawer(page)).toContainText(/leads to the root that was signed/);
  await expect(drawer(page).locator('[data-proof]')).toContainText('c2sp.org/tlog-proof@v1');
  await expect(drawer(page).getByRole('img', { name: /to the signed root in \d+ steps/ })).toBeVisible();
  const saved = page.waitForEvent('download');
  await drawer(page).getByRole('button', { name: 'Save' }).click();
  expect((await saved).suggestedFilename()).toMatch(/^entry-\d+\.tlog-proof$/);
  await drawer(page).getByRole('button', { name: 'JSON' }).click();
  await expect(drawer(page).locator('[data-json]')).toContainText('"kind":"operation.verification"');
});

test('an address leads to an entry', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'journal', { item: '17' });
  await expect(drawer(page)).toContainText('Entry 17');
  await page.getByRole('button', { name: 'Close the details' }).click();
  await expect(drawer(page)).toBeHidden();
  expect(new URL(page.url()).hash).toBe('#/journal');
});

test('verification is drawn over the indexes and said in words', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'journal');
  await page.getByRole('button', { name: 'Verify' }).click();
  const result = page.getByRole('region', { name: 'Verification' });
  await expect(result).toContainText(/Intact: \d+ entries/);
  await expect(result).toContainText(/tamper-evident up to the last external anchor, anchor file, signed/);
  await expect(result.getByRole('img', { name: /entries/ })).toHaveAttribute(
    'aria-label',
    /entries 0 to \d+: anchored outside, anchor file/,
  );
});

test('a broken journal is critical everywhere, and leads to the first broken entry', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('faults'), 'journal');
  await expect(page.getByRole('region', { name: 'Verification' })).toContainText(
    'Entries 92 to 94 are not as journaled.',
  );
  await expect(page.getByRole('button', { name: /^Journal ?, critical/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show entry 92' }).click();
  await expect(drawer(page)).toContainText('Entry 92');
});

test('what somebody else does appears by itself, and moves nothing that is being read', async ({
  page,
  play,
}) => {
  const host = await play('healthy');
  await openPanel(page, host, 'journal');
  await rows(page).nth(10).waitFor();
  const table = page.getByRole('grid', { name: 'Journal entries' });
  await table.evaluate((element) => element.scrollTo({ top: 400 }));
  const announced = page.getByRole('button', { name: 'One new entry' });
  await expect(announced).toBeHidden();
  host.stage.play(scenarioNamed('journal-grows'));
  await expect(announced).toBeVisible();
  expect(await table.evaluate((element) => element.scrollTop)).toBe(400);
  await announced.click();
  await expect(rows(page).first()).toContainText('Restart opa, one pod');
});

test('a bundle goes out and comes in again as what it is; one that was changed shows nothing', async ({
  page,
  play,
}, info) => {
  await openPanel(page, await play('healthy'), 'journal');
  await page.getByRole('button', { name: 'Export' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox', { name: 'From entry' }).fill('50');
  await dialog.getByRole('textbox', { name: 'To entry' }).fill('89');
  const saved = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Export' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('journal-50-to-89.jsonl');
  await expect(dialog).toContainText('40 entries');
  await page.keyboard.press('Escape');

  const bundle = await readFile(await download.path(), 'utf8');
  const good = info.outputPath('good.jsonl');
  await writeFile(good, bundle);
  await page.locator('[data-bundle]').setInputFiles(good);
  await expect(panel(page)).toContainText('Imported from good.jsonl, not this control center’s journal.');
  await expect(rows(page).first()).toHaveAttribute('data-row', '89');
  await page.getByRole('button', { name: 'Back to this journal' }).click();
  await expect(rows(page).first()).not.toHaveAttribute('data-row', '89');

  const bad = info.outputPath('bad.jsonl');
  await writeFile(bad, bundle.replace('Rolled out', 'Rolled in!'));
  await page.locator('[data-bundle]').setInputFiles(bad);
  await expect(panel(page)).toContainText(
    /bad\.jsonl is broken; nothing of it is shown\. Entry \d+ is not as journaled/,
  );
});

test('it is searched, opened, proved and left with keys alone', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'health');
  await page.keyboard.press('Control+8');
  await rows(page).first().waitFor();
  await page.keyboard.press('/');
  await expect(search(page)).toBeFocused();
  await page.keyboard.type('scale');
  await expect(panel(page)).toContainText(/\d+ found/);
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('grid', { name: 'Journal entries' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(drawer(page)).toContainText('What it carries');
  const first = await drawer(page).getByRole('heading', { level: 2 }).textContent();
  await page.keyboard.press('ArrowDown');
  await expect(drawer(page).getByRole('heading', { level: 2 })).not.toHaveText(first ?? '');
  await page.keyboard.press('p');
  await expect(drawer(page).locator('[data-proof]')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer(page)).toBeHidden();
  await page.keyboard.press('v');
  await expect(page.getByRole('region', { name: 'Verification' })).toContainText('Intact');
});
