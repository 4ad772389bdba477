import { expectAccessible } from './axe.ts';
import { expect, goTo, openPanel, test } from './fixtures.ts';

test('the score is a fraction with its parts, and each part opens what it rests on', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('faults'), 'compliance');
  await expect(page.locator('[data-verdict]')).toHaveText(
    'Violated: Hash integrity and Audit trail coverage miss their targets; DGM safety patterns cannot be told.',
  );
  const hash = page.locator('[data-part="hash"]');
  await expect(hash).toHaveAttribute('data-state', 'missed');
  for (const figure of ['14 of 17', '82.4 %', '88.2 %', 'at least 100 %', '0.25']) {
    await expect(hash).toContainText(figure);
  }
  // Unknown is neither good nor bad: a target is not met by what nobody saw.
  await expect(page.locator('[data-part="dgm"]')).toHaveAttribute('data-state', 'unknown');
  await hash.getByRole('button', { name: 'Hash integrity' }).click();
  await expect(page.locator('[data-component]')).toHaveCount(17);
});

test('places that disagree are a conflict, with who changed what and when', async ({ page, play }) => {
  const host = await play('faults');
  await openPanel(page, host, 'compliance', { item: 'hash' });
  const rows = page.locator('[data-component]');
  await expect(rows.nth(0)).toHaveAttribute('data-state', 'conflict');
  await expect(page.locator('[data-component="model-versioning"]')).toHaveAttribute(
    'data-state',
    'unverified',
  );
  await expect(page.locator('[data-component="configuration"]')).toContainText('kubectl-edit (mara)');
  await page.getByLabel('Show only components with these words').fill('mismatch mlops-production');
  await expect(rows).toHaveCount(1);
  await page.getByLabel('Show only components with these words').fill('governance');
  await page.locator('[data-opens="governance"]').click();
  const drawer = page.locator('[data-drawer]');
  await expect(drawer.locator('[data-evidence]')).toHaveCount(3);
  await expect(drawer).toContainText('It counts 0 of 1 in the 17 of Hash integrity.');
  await expect(drawer).toContainText('Shows deadbeef01234567 instead of cdd01ef066bc6cf2');
});

test('acts without an entry are named, and what cannot be told says so', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'compliance', { item: 'audit' });
  const deployment = page.locator('[data-item="model_deployment"]');
  await expect(deployment).toContainText('2 of 21 acts have no entry');
  await expect(page.locator('[data-item="model_rollback"]')).toContainText('26 seen');
  await expect(deployment).toContainText('was changed with kubectl and has no entry');
  await goTo(page, 'compliance', 'dgm');
  await expect(page.locator('[data-item="rollback_mechanism"]')).toContainText('unknown of 1');
});

test('the keyboard alone goes through parts, opens evidence and comes back', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'health');
  await page.keyboard.press('Control+4');
  await expect(page.locator('[data-panel="compliance"]')).toBeVisible();
  await page.keyboard.press('h');
  const opener = page.locator('[data-opens="configuration"]');
  await opener.focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-drawer]')).toContainText('mlops-production-config holds');
  await page.locator('[data-drawer] button').first().focus();
  await page.keyboard.press('Escape');
  await expect(page.locator('[data-drawer]')).toHaveCount(0);
  await expect(opener).toBeFocused();
  await page.keyboard.press('a');
  await expect(page.locator('[data-part-head="audit"]')).toBeVisible();
});

test('a validation says how far it is and can be cancelled', async ({ page, play }) => {
  const host = await play('empty');
  await openPanel(page, host, 'compliance');
  await page.getByRole('button', { name: 'Validate in another mode' }).click();
  await page.getByRole('menuitem', { name: /Emergency/ }).click();
  const progress = page.locator('[data-validating="emergency"]');
  await expect(progress).toContainText('2 of 5 parts looked at');
  await expect(progress).toContainText('9 of 14 services answered');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect(progress).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Validate now' })).toBeEnabled();
});

test('of the past there is what was found by then, and nothing can be validated', async ({ page, play }) => {
  const host = await play('faults');
  await openPanel(page, host, 'compliance');
  const at = new Date(Date.now() - 86_400_000).toISOString();
  await page.goto(`${host.url.split('#')[0]}#/compliance?at=${at}`);
  await expect(page.locator('[data-watermark]')).toBeVisible();
  await expect(page.locator('[data-part="hash"]')).toContainText('14 of 17');
  await expect(page.getByRole('button', { name: 'Validate now' })).toBeDisabled();

  const never = await play('empty');
  await openPanel(page, never, 'compliance');
  await page.goto(`${never.url.split('#')[0]}#/compliance?at=${at}`);
  await expect(page.getByText('Nobody had validated compliance by then')).toBeVisible();
});

test('a validation of before is shown again as it was', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'compliance', { item: 'validations' });
  await expect(page.locator('[data-validation]')).toHaveCount(12);
  await page.getByRole('button', { name: 'Show as it was' }).first().click();
  await expect(page.locator('[data-watermark]')).toBeVisible();
});

test('the trend says its figure, its gaps and its target in words', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'compliance');
  const chart = page.locator('[data-trend="score"] [role="img"]');
  await expect(chart).toHaveAttribute('aria-label', /Score: at least between .*intervals without data/);
  await page.getByText('1 year').click();
  await expect(page).toHaveURL(/range=year/);
  await page.getByLabel('Figure shown over time').selectOption('Audit trail coverage');
  await expect(page.locator('[data-trend="audit"] [role="img"]')).toHaveAttribute(
    'aria-label',
    /target 98 %/,
  );
});

test('the trend of a part has one of each of its items, those that lack something first', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('faults'), 'compliance');
  await page.getByLabel('Figure shown over time').selectOption('DGM safety patterns');
  const items = page.getByLabel('Safety pattern shown over time');
  const [whole, worst] = await items.locator('option').allTextContents();
  expect(whole).toBe('The whole part');
  expect(worst).toMatch(/: at worst \d+ %$/);
  await items.selectOption({ index: 1 });
  const name = worst?.replace(/: at worst .*/, '') ?? '';
  const id = await items.inputValue();
  await expect(page.locator(`[data-trend="${id}"] [role="img"]`)).toHaveAttribute(
    'aria-label',
    new RegExp(`^${name}: at least between .*target 100 %`),
  );
  await page.reload();
  await expect(page.locator(`[data-trend="${id}"] [role="img"]`)).toBeVisible();
  await page.getByLabel('Figure shown over time').selectOption('Score');
  await expect(page.locator('[data-trend="score"]')).toBeVisible();
  await expect(items).toHaveCount(0);
});

test('every view passes axe in both themes', async ({ page, play }) => {
  const host = await play('faults');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openPanel(page, host, 'compliance');
    for (const view of [undefined, 'hash', 'audit', 'validations']) {
      await goTo(page, 'compliance', view);
      if (view === 'hash') await page.locator('[data-opens="governance"]').click();
      await expectAccessible(page, { what: `${view} in ${colorScheme}` });
    }
  }
});
