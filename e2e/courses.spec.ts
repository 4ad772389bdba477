import { expect, goTo, openPanel, test } from './fixtures.ts';
import { failing } from './scenarios/failing.ts';
import { goBack } from './shots/shot.ts';

const course = (id: string) => `[data-panel="health"] [data-course="${id}"]`;

test('the time shown is one for the whole panel, and part of the address', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'health');
  await page.keyboard.press('o');
  await page.locator('[data-courses="whole"]').waitFor();
  expect(new URL(page.url()).hash).toBe('#/health/over-time');
  const picker = page.getByRole('radiogroup', { name: 'Time shown' });
  await picker.getByText('24 h').click();
  expect(new URL(page.url()).hash).toBe('#/health/over-time?range=24h');
  await page.locator('[data-courses-of="governance"] button').click();
  const drawer = page.getByRole('dialog');
  await expect(drawer.getByRole('radio', { name: '24 h' })).toBeChecked();
  await expect(drawer.locator('[data-course]')).toHaveCount(5);
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByRole('radio', { name: '24 h' })).toBeChecked();
  await page.keyboard.press('Control+2');
  await page.locator('[data-row]').first().waitFor();
  expect(new URL(page.url()).hash).toBe('#/cluster');
});

test('every chart says its figure, its limits and its gaps in words', async ({ page, play }) => {
  await openPanel(page, await play('faults'), 'health');
  await goTo(page, 'health', 'over-time');
  const label = page.locator(`${course('response-time')} [role="img"]`);
  await expect(label).toHaveAttribute(
    'aria-label',
    /^Response time: .*Limits: target 2,000 ms, warning 1,500 ms, critical 2,500 ms\. \d+ of 240 intervals without data\.$/,
  );
  await expect(page.locator(course('compliance'))).toHaveAttribute('data-level', 'critical');
});

test('what nobody reports says where it would come from, and is unknown', async ({ page, play }) => {
  await openPanel(page, await play('healthy'), 'health');
  await goTo(page, 'health', 'business');
  const quality = page.locator(course('prediction-quality'));
  await expect(quality).toHaveText(/^Not reported by any system; it would come from prediction_quality in/);
  await expect(quality).toHaveAttribute('data-level', 'unknown');
  await goTo(page, 'health', 'mlops');
  await expect(page.locator('[data-courses="mlops"] [data-course]')).toHaveCount(6);
});

test('figures that cannot be read say so', async ({ page, play }) => {
  const host = await play('healthy');
  await openPanel(page, host, 'health');
  host.stage.play({ ...host.stage.scenario, courses: failing });
  await goTo(page, 'health', 'mlops');
  await expect(page.getByText('The figures cannot be shown:')).toBeVisible();
});

test('figures that are from before say so while they cannot be read again', async ({ page, play }) => {
  const host = await play('healthy');
  await openPanel(page, host, 'health');
  await goTo(page, 'health', 'over-time');
  await page.locator('[data-courses="whole"]').waitFor();
  host.stage.play({ ...host.stage.scenario, courses: failing });
  await goBack(page);
  await expect(page.getByText('This is not renewed at the moment.')).toBeVisible();
  await expect(page.locator('[data-courses="whole"]')).toHaveAttribute('data-greyed');
});
