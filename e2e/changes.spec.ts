import { expectAccessible } from './axe.ts';
import { expect, openPanel, test } from './fixtures.ts';

test.describe.configure({ timeout: 150_000 });

test('a change that was cut short is told until it is known, and then stays in the list', async ({
  page,
  play,
}) => {
  await openPanel(page, await play('changes'), 'health');
  const banner = page.getByRole('region', { name: 'Cut short' });
  await expect(banner).toContainText('2 changes were cut short, not known whether done');
  await banner.getByRole('button', { name: 'Look' }).click();
  const dialog = page.getByRole('dialog', { name: 'Changes under way' });
  const cut = dialog.getByRole('region', { name: 'Cut short before this start' });
  await expect(cut.getByRole('article')).toHaveCount(2);
  await expect(cut).toContainText('not known whether it was done');
  await expect(cut).toContainText('cut short before it was sent: not done');
  await page.keyboard.press('Escape');
  await banner.getByRole('button', { name: 'I know' }).click();
  await expect(banner).toBeHidden();
});

test('a lock says who holds it since when; one without a living owner is broken after a second thought', async ({
  page,
  play,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openPanel(page, await play('changes'), 'health');
  await page.keyboard.press('Control+k');
  await page.getByPlaceholder('Panel, system or act').fill('break lock');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Changes under way' });
  const under = dialog.getByRole('region', { name: 'Under way' });
  await expect(under).toContainText(/Mara Okafor began \d+ s ago/);
  await expect(under).toContainText('process 48213 on bastion-2, at work');
  await expect(under.getByRole('button')).toHaveCount(0);

  const left = dialog.getByRole('region', { name: 'Without a sign of their owner' });
  const silent = left.getByRole('article', { name: /ac-service/ });
  await expect(silent).toContainText('silent for more than a minute');
  await silent.getByRole('button', { name: 'Break the lock…' }).focus();
  await page.keyboard.press('Enter');
  await expect(silent).toContainText('Only if that process is really gone');
  await expect(silent.getByRole('button', { name: 'Leave it' })).toBeFocused();
  await silent.getByRole('button', { name: 'Break the lock' }).click();
  await expect(silent).toBeHidden();

  const dead = left.getByRole('article', { name: /configmap/ });
  await dead.getByRole('button', { name: 'Break the lock…' }).click();
  await expect(dead).toContainText('the journal will say that it was not done');
  await dead.getByRole('button', { name: 'Break the lock' }).click();
  await expect(dead.getByRole('alert')).toContainText('was heard of lately');
});

test('the list passes axe in both themes', async ({ page, play }) => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await openPanel(page, await play('changes'), 'health');
    await page.getByRole('region', { name: 'Cut short' }).getByRole('button', { name: 'Look' }).click();
    await expect(page.getByRole('dialog', { name: 'Changes under way' })).toContainText('at work');
    await page.getByRole('button', { name: 'Break the lock…' }).first().click();
    await expectAccessible(page, { what: colorScheme });
  }
});
