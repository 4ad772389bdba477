import { z } from 'zod';
import { startAcgs } from './acgs-process.ts';
import { expectAccessibleInBothThemes } from './axe.ts';
import { dock, run, SOON, startRunbook } from './dock.ts';
import { expect, openPanel, ready, test } from './fixtures.ts';
import { startPracticeSystem } from './practice-system.ts';

const announced = z.object({ url: z.string() });

test('a load test of the practice system is run, and its times are drawn beside the limit', async ({
  page,
}) => {
  const system = await startPracticeSystem();
  const host = await startAcgs(['serve', '--no-open'], { ACGS_PROFILE: system.profile });
  try {
    await page.goto(announced.parse(host.ready).url);
    await ready(page);
    await startRunbook(page, 'Load test');
    await expect(run(page, 'succeeded')).toBeVisible({ timeout: 60_000 });
    await expect(dock(page)).toContainText('✅ Load test: 1000+ concurrent requests successful');
    const picture = dock(page).locator('[data-load-picture]');
    await expect(picture).toContainText(/Response time \(p95\): [\d.]+ ms, below 2000 ms/, SOON);
    await expect(picture).toContainText('Error rate: 0 of 1000 failed (0%), below 1%');
    await expect(picture.locator('[data-limit="met"]')).toHaveCount(2);
    await expect(
      picture.getByRole('img', {
        name: /^How long answers took: half of them at most .+; the limit of p95 is 2 s\.$/,
      }),
    ).toBeVisible();
  } finally {
    await page.close();
    await host.stop();
    await system.stop();
  }
});

test('what a load test found passes axe in both themes', async ({ page, play }) => {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  await openPanel(page, await play('run-load-failed'), 'runbooks');
  await page.getByRole('button', { name: /^Runs/ }).click();
  await page.locator('[data-run-row]').getByRole('button', { name: 'Load test' }).first().click();
  await expect(dock(page).locator('[data-limit="missed"]')).toHaveCount(2);
  await expectAccessibleInBothThemes(page);
});
