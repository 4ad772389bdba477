import type { Page } from '@playwright/test';
import { z } from 'zod';
import { startAcgs } from './acgs-process.ts';
import { expectAccessibleInBothThemes } from './axe.ts';
import { expect, goTo, openPanel, ready, test } from './fixtures.ts';

const announced = z.object({ ready: z.literal(true), url: z.string() });
const SOON = { timeout: 30_000 };
const panel = (page: Page) => page.locator('[data-panel="cluster"]');
const drawer = (page: Page) => page.locator('[data-drawer]');
const text = (page: Page) => page.getByRole('textbox', { name: /^Text of/ });

async function edit(page: Page, from: string, to: string): Promise<void> {
  await page.locator('[data-row$="/mlops-production-config"]').click();
  await page.keyboard.press('y');
  await page.getByRole('button', { name: 'Edit' }).click();
  await text(page).fill((await text(page).inputValue()).replace(from, to));
}

test('on the real host: config maps, a change compared, contexts, namespaces, and logs together', async ({
  page,
}) => {
  test.setTimeout(180_000);
  const host = await startAcgs(['serve', '--sandbox', '--no-open']);
  try {
    await page.goto(announced.parse(host.ready).url);
    await ready(page);
    await goTo(page, 'cluster', 'configMaps');
    await edit(page, 'traffic_percentage: "100"', 'traffic_percentage: "50"');
    await expect(drawer(page)).toContainText('1 line added, 1 removed', SOON);
    await page.getByRole('button', { name: 'Compare' }).click();
    await expect(drawer(page).locator('[data-kind="added"]')).toHaveText('+  traffic_percentage: "50"');
    // The sandbox is no production: a yes is enough.
    await page.getByRole('button', { name: 'Apply…' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog).toContainText('traffic_percentage', SOON);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Back to the text' }).click();
    await text(page).fill((await text(page).inputValue()).replace('"50"', '50'));
    await expect(drawer(page)).toContainText(/line \d+: data\.traffic_percentage: must be text/, SOON);
    await page.getByRole('button', { name: 'Discard' }).click();

    await page.getByRole('button', { name: /^Context/ }).click();
    await page.getByRole('menuitem', { name: /^acgs-sandbox-viewer/ }).click();
    await expect(panel(page)).toContainText('This is the context acgs-sandbox-viewer.');
    await expect(page.locator('[data-row$="/mlops-production-config"]')).toBeVisible(SOON);
    await page.getByRole('button', { name: /^Context/ }).click();
    await page.getByRole('menuitem', { name: /^acgs-sandbox acgs|the profile/ }).click();

    await goTo(page, 'cluster', 'pods');
    await page.getByRole('button', { name: /^Namespaces:/ }).click();
    await page.getByRole('checkbox', { name: 'kube-system' }).check(SOON);
    await page.keyboard.press('Escape');
    await expect(page.locator('[data-row^="kube-system/"]').first()).toBeVisible(SOON);
    await expect(page.locator('[data-row^="acgs-production/"]').first()).toBeVisible(SOON);

    await page.getByRole('textbox', { name: 'Filter pods' }).fill('service');
    for (const row of [0, 3]) await page.locator('[data-mark-cell]').nth(row).click();
    await page.getByRole('button', { name: 'Logs together' }).click();
    await expect(page.locator('[data-log]')).toContainText('lines of 2 pods; following', SOON);
  } finally {
    await page.close();
    await host.stop();
  }
});

test('a text is checked as it is written, and what somebody else wrote meanwhile is not lost', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'cluster', { item: 'configMaps' });
  await edit(page, 'traffic_percentage: "100"', 'traffic_percentage: 50');
  await expect(drawer(page)).toContainText(
    'line 12: data.traffic_percentage: must be text; put it in quotes',
  );
  await expect(drawer(page).locator('[data-marked]')).toHaveText('12');
  await expectAccessibleInBothThemes(page);

  await text(page).fill((await text(page).inputValue()).replace(': 50', ': "contested"'));
  await expect(drawer(page)).toContainText('changed by somebody else meanwhile, last by kubectl-edit');
  await page.getByRole('button', { name: 'Take what is there now' }).click();
  await expect(drawer(page)).toContainText('there is nothing to apply');
});

test('what was written is not left without a question, by whatever way', async ({ page, play }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openPanel(page, await play('healthy'), 'cluster', { item: 'configMaps' });
  await edit(page, 'traffic_percentage: "100"', 'traffic_percentage: "50"');
  const question = page.getByRole('dialog', { name: 'Discard the changes?' });
  const stays = async () => {
    await expect(question).toContainText('the text of mlops-production-config');
    await expect(question.getByRole('button', { name: 'Go on editing' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(question).toBeHidden();
    await expect(text(page)).toHaveValue(/traffic_percentage: "50"/);
  };
  await text(page).press('Escape');
  await expectAccessibleInBothThemes(page);
  await stays();
  await expect(text(page)).toBeFocused();
  await page.getByRole('button', { name: 'Close the details' }).click();
  await stays();
  await page.getByRole('button', { name: 'Details', exact: true }).click();
  await stays();
  await page.locator('[data-row]').first().click();
  await stays();
  await page.getByRole('button', { name: /^Namespaces:/ }).click();
  await page.getByRole('checkbox', { name: 'kube-system' }).click();
  await stays();
  await page.keyboard.press('Escape');
  await page.locator('a[data-journal]').click();
  await stays();
  expect(new URL(page.url()).hash).toMatch(/^#\/cluster\/configMaps/);
  await page.keyboard.press('Control+1');
  await stays();

  // With keys alone, and for good.
  await text(page).press('Escape');
  await expect(question.getByRole('button', { name: 'Go on editing' })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(question.getByRole('button', { name: 'Discard' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(drawer(page)).toBeHidden();
  await page.locator('[data-row$="/mlops-production-config"]').click();
  await expect(page.getByRole('group', { name: /^YAML of/ })).toContainText('traffic_percentage: "100"');
});

test('what was not changed is left without a question', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'cluster', { item: 'configMaps' });
  await edit(page, 'traffic_percentage: "100"', 'traffic_percentage: "100"');
  await text(page).press('Escape');
  await expect(drawer(page)).toBeHidden();
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('a file is compared before anything else, and one that is no text is refused', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'cluster', { item: 'configMaps' });
  await page.locator('[data-row$="/mlops-production-config"]').click();
  await page.keyboard.press('y');
  const file = page.getByLabel('File to restore from');
  await file.setInputFiles({ name: 'photo.yaml', mimeType: 'image/png', buffer: Buffer.from([0xff, 0xd8]) });
  await expect(drawer(page)).toContainText('photo.yaml is no text');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe('mlops-production-config.yaml');
  const yaml = await page.getByRole('group', { name: /^YAML of/ }).textContent();
  const buffer = Buffer.from((yaml ?? '').replace('"100"', '"25"'));
  await file.setInputFiles({ name: 'backup.yaml', mimeType: 'application/yaml', buffer });
  await expect(drawer(page).locator('[data-kind="added"]')).toHaveText('+  traffic_percentage: "25"');
});

test('namespaces and contexts are chosen with keys alone, and the choice of namespaces is kept', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'cluster');
  await page.getByRole('button', { name: /^Namespaces:/ }).press('Enter');
  await page.getByRole('textbox', { name: 'Find or name a namespace' }).fill('team-z');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('checkbox', { name: 'team-z' })).toBeChecked();
  await page.getByRole('checkbox', { name: 'kube-system' }).check();
  await expectAccessibleInBothThemes(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: /^Namespaces:/ })).toContainText('3 namespaces');
  await page.reload();
  await ready(page);
  await expect(page.getByRole('button', { name: /^Namespaces:/ })).toContainText('3 namespaces');

  await page.getByRole('button', { name: /^Context/ }).press('Enter');
  await page.getByRole('menuitem', { name: /^staging/ }).press('Enter');
  await expect(panel(page)).toContainText('only that one can be changed from here');
  await expectAccessibleInBothThemes(page);
});

test('a namespace that may not be read is named above the rows of the others', async ({ page, play }) => {
  await openPanel(page, await play('partly-forbidden'), 'cluster');
  await expect(page.locator('[data-notice="forbidden"]')).toContainText('team-b may not be read.');
  await expect(page.locator('[data-row]').first()).toBeVisible();
  await expectAccessibleInBothThemes(page);
});

test('pods are ticked with the space bar and read as one log', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'cluster');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Space');
  await expect(page.locator('[data-chosen="2"]')).toContainText('2 pods chosen');
  await expectAccessibleInBothThemes(page);
  await page.getByRole('button', { name: 'Logs together' }).click();
  await expect(page.locator('[data-log]')).toContainText('lines of 2 pods; following');
});
