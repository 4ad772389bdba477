import type { Page } from '@playwright/test';
import { expectAccessibleInBothThemes } from './axe.ts';
import { expect, openPanel, test } from './fixtures.ts';

const dialog = (page: Page) => page.getByRole('dialog');
const panel = (page: Page) => page.locator('[data-panel="rollouts"]');
const acts = (page: Page) => panel(page).locator('[data-act]');

test('a rollout is found, read and left with the keyboard alone', async ({ page, play }) => {
  await openPanel(page, await play('rollout-watching'), 'health');
  await page.keyboard.press('Control+5');
  const rows = page.locator('[data-rollout]');
  await rows.first().focus();
  await page.keyboard.press('ArrowDown');
  await expect(rows.nth(1)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(panel(page).getByRole('heading', { level: 2 }).first()).toContainText('progressing');
  await expect(page.locator('[data-stage]')).toHaveCount(3);
  await expect(page.locator('[data-stage="50"]')).toContainText(/3 h \d+ min left/);
  await expect(page.locator('[data-stage="50"]')).toHaveAttribute('aria-pressed', 'true');

  // What was watched before is still there.
  await page.locator('[data-stage="10"]').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'What is watched at 10 %' })).toBeVisible();
  await expect(page.locator('[data-check="error-rate"]')).toContainText('0 of 3');
  await expect(page.locator('[data-check="error-rate"]')).toContainText('none');
  await page.keyboard.press('l');
  await expect(rows).toHaveCount(3);
});

test('only what means something can be done, and each is one step away', async ({ page, play }) => {
  const offered = {
    'rollout-watching': ['pause', 'promote', 'abort'],
    'rollout-paused': ['resume', 'promote', 'abort'],
    'rollout-rollingBack': [],
    'rollout-aborted': ['retry'],
    'rollout-completed': [],
  };
  for (const [scenario, wanted] of Object.entries(offered)) {
    const host = await play(scenario);
    await openPanel(page, host, 'rollouts');
    await page.locator('[data-rollout]').first().click();
    await expect(page.locator('[data-rollout-state]')).toBeVisible();
    const names = await acts(page).evaluateAll((all) => all.map((it) => it.getAttribute('data-act')));
    expect(names, scenario).toEqual(wanted);
  }
});

test('an act is asked for, left with Escape, and refused in words', async ({ page, play }) => {
  await openPanel(page, await play('rollouts-read-only'), 'rollouts', { item: '3f2a9c10-watching' });
  const abort = page.locator('[data-act="abort"]');
  await abort.focus();
  await page.keyboard.press('Enter');
  const form = page.getByRole('form', { name: 'Abort' });
  await expect(form.getByLabel('Why')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(form).toHaveCount(0);
  await expect(abort).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('the error rate of another team');
  await page.keyboard.press('Enter');
  await expect(form).toContainText('started with --read-only');
});

test('what cannot be told is decided by a person, and going on without knowing needs a note', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('rollout-inconclusive'), 'rollouts');
  await expect(page.locator('[data-row-group="Waiting for a decision"] [data-rollout]')).toHaveCount(1);
  await page.locator('[data-rollout]').first().click();
  const decision = page.locator('[data-decision="decision"]');
  await expect(decision).toContainText('Prometheus has told nothing of it');
  const next = decision.locator('[data-choice="next-stage"]');
  await expect(next).toBeDisabled();
  await expect(decision.locator('[data-choice="watch-on"]')).toBeEnabled();
  const note = decision.getByLabel('Note for the record');
  await note.fill('accuracy is seen in the model registry');
  await expect(next).toBeEnabled();
  // No key answers by accident.
  await note.press('Enter');
  await expect(decision).toBeVisible();
  await expectAccessibleInBothThemes(page, { within: '[data-panel="rollouts"]' });
});

test('a plan says what is wrong with it while it is typed, and is started with the name', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'rollouts');
  await page.keyboard.press('n');
  const percentages = page.getByLabel('Percentages');
  await expect(percentages).toBeFocused();
  const start = page.locator('[data-start]').getByRole('button', { name: 'Start', exact: true });
  await percentages.fill('10,5,100');
  await expect(page.getByRole('status', { name: 'What is wrong with it' })).toContainText(
    'Stage 2: 5 % is not more than the 10 % of the stage before',
  );
  await expect(page.locator('[data-planned]')).toHaveCount(0);
  await percentages.fill('20,100');
  await expect(page.getByRole('status', { name: 'What is wrong with it' })).toContainText(
    'one window for each',
  );
  await page.getByLabel('Monitor windows').fill('1h,0s');
  await expect(page.locator('[data-planned="now"] [data-stage="20"]')).toContainText('watched for 1 h');
  await expect(page.locator('[data-diff]')).toContainText('traffic_percentage: "20"');
  await expect(start).toBeDisabled();
  const name = page.getByLabel('This is production');
  await name.fill('acgs-prod-b');
  await expect(page.locator('[data-start]')).toContainText('not the name of this profile');
  await expect(start).toBeDisabled();
  await name.fill('acgs-production');
  await name.press('Enter');
  await expect(page.locator('[data-rollout-state="progressing"]')).toBeVisible();
});

test('emergency rollback is one confirmed step away, from wherever one is and from the past', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('rollout-degraded'), 'cluster');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Panel, system or act').fill('emergency rollback');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByLabel('Reason')).toBeFocused();
  const roll = dialog(page).getByRole('button', { name: 'Roll back to 0 % now' });
  await page.keyboard.type('p99 doubled');
  await expect(roll).toBeDisabled();
  await page.keyboard.press('Tab');
  await page.keyboard.type('acgs-production');
  await expectAccessibleInBothThemes(page, { within: '[role="dialog"]' });
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.locator('[data-rollout-state="degraded"]')).toContainText('not where it should be');

  const past = new Date(Date.now() - 3_600_000).toISOString();
  await page.evaluate((at) => {
    window.location.hash = `#/rollouts?at=${at}`;
  }, past);
  await expect(panel(page)).toContainText('Rollouts are shown as they are now');
  await panel(page).getByRole('button', { name: 'Emergency rollback', exact: true }).click();
  await expect(dialog(page)).toContainText('This acts now');
  await page.keyboard.press('Escape');
  await expect(panel(page).getByRole('button', { name: 'Start a rollout' })).toBeDisabled();
});

test('a gradual rollback says the shares there will be', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'rollouts');
  await page.keyboard.press('g');
  await expect(dialog(page)).toContainText('From 50 % to 25, 0 %');
  const roll = dialog(page).getByRole('button', { name: 'Roll back gradually' });
  await dialog(page).getByLabel('This is production').fill('acgs-production');
  await expect(roll).toBeEnabled();
  await dialog(page).getByLabel('Percent at a time').fill('');
  await expect(roll).toBeDisabled();
});

test('a Rollout takes only the orders that mean something, each shown before it is done', async ({
  page,
  play,
}) => {
  const offered = {
    healthy: [],
    'traffic-waiting': ['pause', 'promote', 'promote-full', 'abort', 'undo'],
    'traffic-aborted': ['retry', 'undo'],
    'traffic-promoted': ['undo'],
  };
  const orders = page.locator('[data-order]');
  for (const [scenario, wanted] of Object.entries(offered)) {
    await openPanel(page, await play(scenario), 'rollouts');
    await expect(page.locator('[data-traffic="known"]')).toBeVisible();
    const names = await orders.evaluateAll((all) => all.map((it) => it.getAttribute('data-order')));
    expect(names, scenario).toEqual(wanted);
  }

  await openPanel(page, await play('traffic-waiting'), 'rollouts');
  const abort = orders.getByRole('button', { name: 'Abort' });
  await abort.focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page).locator('[data-diff]')).toContainText('status.abort: true');
  const doIt = dialog(page).getByRole('button', { name: 'Abort it' });
  await expect(doIt).toBeDisabled();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(abort).toBeFocused();

  await orders.getByRole('button', { name: 'Promote fully' }).click();
  await expect(dialog(page)).toContainText('This is destructive');
  await dialog(page)
    .getByRole('textbox', { name: /Type acgs-production/ })
    .fill('acgs-production');
  await dialog(page).getByRole('button', { name: 'Promote it fully' }).click();
  await expect(page.locator('[data-operation]:not([data-operation="asking"])')).toBeVisible();
});

test('the share is shown beside what metrics say of it, and where nobody verifies it that is said', async ({
  page,
  play,
}) => {
  const pane = page.locator('[data-traffic]').first();
  const says = {
    healthy: 'Not verified by metrics.',
    'verified-as-written': 'Metrics saw 50.3 %: as written, within 2 (',
    'verified-settling': 'Metrics saw 18.4 %, which may still count what was before (',
    'verified-more': 'Metrics saw 63.8 %: more than is written (',
    'verified-less': 'Metrics saw 12 %: less than is written (',
    'verified-unknown':
      'Metrics do not tell: Share of traffic that metrics saw, in percent: 50 of 61 requests',
  };
  for (const [scenario, words] of Object.entries(says)) {
    await openPanel(page, await play(scenario), 'rollouts');
    await expect(pane, scenario).toContainText(words);
    if (scenario !== 'healthy') await expect(pane, scenario).toContainText(/of \d+ s ago/);
  }
});

test('a share that nobody knows is never green, and one that is stale says so', async ({ page, play }) => {
  const rail = page.getByRole('navigation', { name: 'Panels' }).getByRole('button', { name: /Rollouts/ });
  await openPanel(page, await play('empty'), 'rollouts');
  await expect(page.locator('[data-traffic="unknown"]')).toContainText('not known');
  await expect(rail).toContainText('unknown');
  await openPanel(page, await play('stale'), 'rollouts');
  await expect(page.locator('[data-traffic="stale"]')).toContainText('50 %');
  await expect(rail).toContainText('unknown');
});

test('at 1024×700 nothing of a rollout scrolls sideways', async ({ page, play }) => {
  await page.setViewportSize({ width: 1024, height: 700 });
  await openPanel(page, await play('rollout-inconclusive'), 'rollouts');
  const wide = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('[data-panel] *')]
        .filter((it) => it.clientWidth > 0 && it.scrollWidth > it.clientWidth)
        .filter((it) => ['auto', 'scroll'].includes(getComputedStyle(it).overflowX))
        .map((it) => it.className),
    );
  expect(await wide()).toEqual([]);
  await page.locator('[data-rollout]').first().click();
  await page.locator('[data-check] canvas').first().waitFor();
  expect(await wide()).toEqual([]);
});

test('a plan with checks of its own is read while it is written, and started as it is', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('healthy'), 'rollouts');
  await page.keyboard.press('n');
  await page.getByText('Plan with checks of your own').click();
  const plan = page.getByLabel('Plan', { exact: true });
  await expect(page.getByRole('list', { name: 'Checks at 10 %' })).toContainText('before the window');
  await expect(page.getByRole('list', { name: 'Checks at 50 %' })).not.toContainText('before the window');

  await plan.fill('apiVersion: acgs.dev/rollout/v1\n\nchekcs: []\n');
  await expect(page.getByRole('status', { name: 'What is wrong with it' })).toContainText(
    'Line 3: chekcs: unknown key; did you mean checks?',
  );
  await expect(page.getByRole('button', { name: 'Start', exact: true })).toBeDisabled();
  await expectAccessibleInBothThemes(page);
});

test('the report of a rollout is saved as a page and as text', async ({ page, play }) => {
  await openPanel(page, await play('rollout-watching'), 'rollouts');
  await page.locator('[data-rollout]').first().click();
  for (const [name, ending] of [
    ['Save the report as HTML', 'html'],
    ['Save the report as Markdown', 'md'],
  ] as const) {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name }).click();
    expect((await download).suggestedFilename()).toMatch(new RegExp(`^rollout-[0-9a-f]{8}\\.${ending}$`));
  }
});
