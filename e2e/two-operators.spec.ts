import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { parse, stringify } from 'yaml';
import { z } from 'zod';
import { startAcgs } from './acgs-process.ts';
import { expect, goTo, test } from './fixtures.ts';
import { dialog, fromMenu, logIn, UNSEALED } from './people.ts';
import { startPracticeSystem } from './practice-system.ts';

const announced = z.object({ url: z.string() });
const PASSPHRASE = { Mara: 'correct horse battery', Jonas: 'staple of another kind' };
type Person = keyof typeof PASSPHRASE;

async function add(page: Page, person: Person): Promise<void> {
  await fromMenu(page, 'Add an operator');
  const form = dialog(page, 'Add an operator');
  await form.getByRole('textbox', { name: 'Name' }).fill(person);
  await form.getByLabel('Passphrase').fill(PASSPHRASE[person]);
  await form.getByLabel('Once more').fill(PASSPHRASE[person]);
  await form.locator('[type=submit]').click();
  // Whoever has a key now is offered to use it.
  await expect(dialog(page, 'Log in')).toBeVisible(UNSEALED);
  await page.keyboard.press('Escape');
}

test('in production one operator asks to scale to none, the other agrees, and it is done once', async ({
  page,
}) => {
  test.setTimeout(240_000);
  const folder = await mkdtemp(join(tmpdir(), 'acgs-e2e-production-'));
  const sandbox = await startPracticeSystem();
  const written = z.looseObject({}).parse(parse(await readFile(sandbox.profile, 'utf8')));
  const profile = join(folder, 'production.yaml');
  await writeFile(
    profile,
    stringify({ ...written, name: 'acgs-production', environment: 'production', probes: {} }),
  );
  const host = await startAcgs(['serve', '--profile', profile, '--no-open']);
  const scale = dialog(page, 'Scale a deployment');
  const agree = async () => {
    await scale.getByRole('textbox', { name: /Type acgs-production/ }).fill('acgs-production');
    await scale.getByRole('button', { name: 'Scale to 0' }).click();
  };
  const ask = async () => {
    await page.getByRole('textbox', { name: 'Pods wanted' }).fill('0');
    await page.getByRole('button', { name: 'Scale to 0' }).click();
  };
  try {
    await page.goto(announced.parse(host.ready).url);
    await expect(page.locator('html')).toHaveAttribute('data-ready', 'true', { timeout: 60_000 });
    for (const person of ['Mara', 'Jonas'] as const) await add(page, person);

    await goTo(page, 'cluster', 'deployments');
    await page.locator('[data-row$="/ec-service"]').click();
    await page.locator('[data-acts]').waitFor();
    await ask();
    await expect(scale).toContainText('A second person has to approve exactly this first');
    await scale.getByRole('button', { name: 'Log in' }).click();
    await logIn(page, 'Mara', PASSPHRASE.Mara);
    await scale.getByRole('textbox', { name: 'Why it shall be done' }).fill('it corrupts models');
    await scale.getByRole('button', { name: 'Ask for approval' }).click();
    await expect(scale).toContainText('Mara asked');
    await expect(scale.getByRole('button', { name: 'Scale to 0' })).toBeDisabled();
    await page.keyboard.press('Escape');

    await fromMenu(page, /^Approvals/);
    const queue = dialog(page, /Approvals/);
    await expect(queue).toContainText('it corrupts models');
    await expect(queue.getByRole('button', { name: 'Approve exactly this' })).toHaveCount(0);
    await page.keyboard.press('Escape');
    await fromMenu(page, 'Log in as somebody else');
    await logIn(page, 'Jonas', PASSPHRASE.Jonas);
    await fromMenu(page, /^Approvals/);
    await queue.getByRole('textbox', { name: 'Note' }).fill('seen in the logs');
    await queue.getByRole('button', { name: 'Approve exactly this' }).click();
    await expect(queue).toContainText('approved by Jonas', UNSEALED);
    await page.keyboard.press('Escape');

    await fromMenu(page, 'Log in as somebody else');
    await logIn(page, 'Mara', PASSPHRASE.Mara);
    await ask();
    await expect(scale).toContainText('Jonas approved exactly this');
    await agree();
    await expect(scale).toContainText('Done, and seen to be so', { timeout: 60_000 });
    await scale.getByRole('button', { name: /^Scale back to/ }).click();
    await scale.getByRole('textbox', { name: /Type acgs-production/ }).fill('acgs-production');
    await page.keyboard.press('Enter');
    await expect(scale).toContainText('Done, and seen to be so', { timeout: 60_000 });
    await page.keyboard.press('Escape');

    await ask();
    await expect(scale).toContainText('A second person has to approve exactly this first');
  } finally {
    await page.close();
    await host.stop();
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  }
});
