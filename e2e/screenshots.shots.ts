import { join, resolve } from 'node:path';
import { goTo, openPanel, type Scheme, settled, test } from './fixtures.ts';
import { ALERTS } from './shots/alerts.ts';
import { CHANGES } from './shots/changes.ts';
import { CLUSTER } from './shots/cluster.ts';
import { COMPLIANCE } from './shots/compliance.ts';
import { HEALTH } from './shots/health.ts';
import { JOURNAL } from './shots/journal.ts';
import { METRICS } from './shots/metrics.ts';
import { OPERATIONS } from './shots/operations.ts';
import { PEOPLE } from './shots/people.ts';
import { ROLLOUTS } from './shots/rollouts.ts';
import { RUNBOOKS } from './shots/runbooks.ts';

/** Pictures of every panel in every state, to be looked at before anybody else does. */
const FOLDER = resolve(import.meta.dirname, '../screenshots');
const README_FOLDER = resolve(import.meta.dirname, '../docs/images');

const SCHEMES: readonly Scheme[] = ['dark', 'light'];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

const SHOTS = [
  ...PEOPLE,
  ...CHANGES,
  ...OPERATIONS,
  ...HEALTH,
  ...CLUSTER,
  ...ALERTS,
  ...COMPLIANCE,
  ...ROLLOUTS,
  ...METRICS,
  ...JOURNAL,
  ...RUNBOOKS,
];

for (const size of SIZES) {
  for (const scheme of SCHEMES) {
    for (const shot of SHOTS) {
      test(`${shot.panel} ${shot.name} ${scheme} ${size.width}`, async ({ page, play, complaints }) => {
        if (shot.allow) complaints.allow(shot.allow);
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
        const host = await play(shot.scenario);
        await openPanel(page, host, shot.panel, {
          waitForData: shot.scenario !== 'loading' && shot.scenario !== 'error',
        });
        if (shot.item) await goTo(page, shot.panel, shot.item);
        if (shot.act && shot.panel === 'cluster') await page.locator('[data-row]').first().waitFor();
        await shot.act?.(page, host);
        await settled(page);
        await page.screenshot({ path: join(FOLDER, shot.panel, `${shot.name}-${scheme}-${size.width}.png`) });
      });
    }
  }
}

if (process.env.README === '1') {
  const pictures = [
    { panel: 'health', scheme: 'dark' },
    { panel: 'cluster', scheme: 'light' },
  ] as const;
  for (const { panel, scheme } of pictures) {
    test(`README ${panel}`, async ({ page, play }) => {
      await page.setViewportSize(SIZES[0]);
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
      await openPanel(page, await play('faults'), panel);
      await settled(page);
      await page.screenshot({ path: join(README_FOLDER, `${panel}-${scheme}.png`) });
    });
  }
}
