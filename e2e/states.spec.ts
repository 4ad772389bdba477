import { expectAccessible } from './axe.ts';
import { expect, openPanel, type PanelId, test } from './fixtures.ts';
import { PLANTED_SECRET } from './scenarios/failing.ts';

interface State {
  panel: PanelId;
  scenario: string;
  item?: string;
  /** What an operator reads in that state. */
  says: readonly (string | RegExp)[];
  /** False where the page has nothing to become ready with. */
  becomesReady?: boolean;
}

/** An expression as the address has it. */
const ASKED = Buffer.from('probe_response_time_ms').toString('base64url');

const STATES: readonly State[] = [
  { panel: 'health', scenario: 'healthy', says: ['All services operational', 'Constitutional compliance'] },
  { panel: 'health', scenario: 'faults', says: ['Governance is down', 'Policy Generation is degraded'] },
  { panel: 'health', scenario: 'sandbox', says: ['Practice system'] },
  { panel: 'health', scenario: 'loading', says: ['Health'], becomesReady: false },
  { panel: 'health', scenario: 'empty', says: ['Nothing is configured yet', 'acgs serve --sandbox'] },
  { panel: 'health', scenario: 'error', says: ['The local store could not be read', 'Free some space'] },
  { panel: 'health', scenario: 'stale', says: ['What is shown is old.', /\d+ s ago/] },
  { panel: 'health', scenario: 'forbidden', says: ['a permission is missing', 'may not list pods'] },
  {
    panel: 'health',
    scenario: 'healthy',
    item: 'error-budget',
    says: ['of the error budget left', 'the budget is gone in 60 d'],
  },
  { panel: 'health', scenario: 'faults', item: 'over-time', says: ['How production serves', 'Every system'] },
  { panel: 'health', scenario: 'faults', item: 'business', says: ['it would come from prediction_quality'] },
  { panel: 'health', scenario: 'healthy', item: 'mlops', says: ['Version deployment success'] },
  { panel: 'health', scenario: 'faults', item: 'governance', says: ['Over time', 'not known now'] },
  { panel: 'health', scenario: 'faults', item: 'error-budget', says: ['burning too fast'] },
  { panel: 'health', scenario: 'no-requests', item: 'error-budget', says: ['No requests are recorded yet'] },
  { panel: 'health', scenario: 'no-objective', item: 'error-budget', says: ['Free some space'] },
  {
    panel: 'health',
    scenario: 'objective-loading',
    item: 'error-budget',
    says: ['Waiting for the error budget'],
  },
  { panel: 'health', scenario: 'healthy', item: 'baselines', says: ['As the baseline'] },
  {
    panel: 'health',
    scenario: 'faults',
    item: 'baselines',
    says: ['Worse than the baseline', 'two worse, one not known', 'slower by 12 %'],
  },
  { panel: 'health', scenario: 'no-requests', item: 'baselines', says: ['No baseline is recorded yet'] },
  { panel: 'health', scenario: 'no-objective', item: 'baselines', says: ['Free some space'] },
  {
    panel: 'health',
    scenario: 'objective-loading',
    item: 'baselines',
    says: ['Waiting for the baselines'],
  },
  { panel: 'cluster', scenario: 'healthy', says: [/42 pods, all running; live, seen \d+ s ago/] },
  { panel: 'cluster', scenario: 'faults', says: ['2 crash-looping', 'CrashLoopBackOff'] },
  { panel: 'cluster', scenario: 'faults', item: 'deployments', says: ['17 deployments', 'stalled'] },
  { panel: 'cluster', scenario: 'faults', item: 'nodes', says: ['1 under pressure', '93 %'] },
  { panel: 'cluster', scenario: 'no-usage', item: 'nodes', says: ['not reported'] },
  { panel: 'cluster', scenario: 'faults', item: 'events', says: [/events, \d warnings/, 'BackOff'] },
  {
    panel: 'cluster',
    scenario: 'loading',
    says: ['Waiting for the pods of the cluster'],
    becomesReady: false,
  },
  { panel: 'cluster', scenario: 'connecting', says: ['Waiting for the pods of the cluster'] },
  { panel: 'cluster', scenario: 'empty', says: ['No pods in the namespace acgs-production'] },
  { panel: 'cluster', scenario: 'error', says: ['The local store could not be read', 'Free some space'] },
  {
    panel: 'cluster',
    scenario: 'stale',
    says: [
      'The cluster does not answer any more.',
      /What is shown is \d+ s old/,
      'connection refused',
      /stale, seen/,
    ],
  },
  {
    panel: 'cluster',
    scenario: 'forbidden',
    says: ['A permission is missing', 'get, list, watch on pods in acgs-production'],
  },
  { panel: 'alerts', scenario: 'healthy', says: ['No alert fires or waits', '1 of 5 rules see nothing'] },
  {
    panel: 'alerts',
    scenario: 'faults',
    says: ['2 alerts wait for an answer', 'governance is down', /pending 3 min \d+ s of 5 min/, 'late'],
  },
  {
    panel: 'alerts',
    scenario: 'faults',
    item: '3fa2c81b90d4',
    says: ['Samples behind it', 'Operations Lead'],
  },
  { panel: 'alerts', scenario: 'loading', says: ['Waiting for the alerts'], becomesReady: false },
  { panel: 'alerts', scenario: 'empty', says: ['No rule can see anything', 'Name services'] },
  { panel: 'alerts', scenario: 'error', says: ['The local store could not be read', 'Free some space'] },
  { panel: 'alerts', scenario: 'stale', says: ['The rules are not evaluated now', /as it was \d+ min ago/] },
  {
    panel: 'compliance',
    scenario: 'healthy',
    says: ['Compliant: all five parts', '17 of 17', 'Validate now'],
  },
  {
    panel: 'compliance',
    scenario: 'faults',
    says: ['Hash integrity and Audit trail coverage miss their targets', '14 of 17', 'at most 94 %'],
  },
  {
    panel: 'compliance',
    scenario: 'unknown-parts',
    says: ['two of five parts are unknown (Compliance scoring and Audit trail coverage)'],
  },
  {
    panel: 'compliance',
    scenario: 'loading',
    says: ['Waiting for what was found last'],
    becomesReady: false,
  },
  { panel: 'compliance', scenario: 'empty', says: ['Nobody has validated compliance here yet', 'press V'] },
  { panel: 'compliance', scenario: 'error', says: ['The local store could not be read', 'Free some space'] },
  { panel: 'compliance', scenario: 'stale', says: ['This says little about now.', '2 d ago'] },
  {
    panel: 'compliance',
    scenario: 'no-compliance',
    says: ['A permission is missing', 'may not read the validations'],
  },
  {
    panel: 'rollouts',
    scenario: 'healthy',
    says: [
      'One goes on; none waits for anybody.',
      '50 %',
      /mlops-production-config, seen \d+ s ago/,
      'History',
    ],
  },
  {
    panel: 'rollouts',
    scenario: 'faults',
    says: ['One rollout waits for a decision.', 'nobody knows whether it keeps its limit'],
  },
  { panel: 'rollouts', scenario: 'loading', says: ['Waiting for the rollouts'], becomesReady: false },
  {
    panel: 'rollouts',
    scenario: 'empty',
    says: ['not known', 'never seen', 'names no cluster', 'Nothing was rolled out from here yet'],
  },
  { panel: 'rollouts', scenario: 'error', says: ['The local store could not be read', 'Free some space'] },
  { panel: 'rollouts', scenario: 'stale', says: ['stale: it may be otherwise by now', 'connection refused'] },
  {
    panel: 'rollouts',
    scenario: 'no-rollouts',
    says: ['A permission is missing', 'get on configmaps in acgs-production'],
  },
  {
    panel: 'rollouts',
    scenario: 'rollout-inconclusive',
    item: '8d41e7b2-inconclusive',
    says: [
      /It has waited for 2\d min/,
      'Traffic stays at 50 %',
      /3 h \d+ min left/,
      'Roll back to 0 %',
      '3 of 3',
    ],
  },
  {
    panel: 'rollouts',
    scenario: 'rollout-aborted',
    item: '77aa410c-aborted',
    says: ['turned back to 0 %', '2.1 % is not below 1 %', 'Try again', '3 of 3'],
  },
  {
    panel: 'rollouts',
    scenario: 'rollout-degraded',
    item: 'b1f0d2c4-degraded',
    says: ['not where it should be', 'The config map could not be written', 'p99 doubled'],
  },
  {
    panel: 'rollouts',
    scenario: 'healthy',
    item: 'start',
    says: ['Give 10 % of the traffic', 'traffic_percentage', 'Type acgs-production to go on'],
  },
  { panel: 'metrics', scenario: 'faults', says: ['What the rules ask', 'probe_up{system="postgres"} == 0'] },
  { panel: 'metrics', scenario: 'healthy', item: ASKED, says: ['14 series, recorded here', 'in ms'] },
  {
    panel: 'metrics',
    scenario: 'loading',
    item: ASKED,
    says: ['asking', 'Cancel'],
    becomesReady: false,
  },
  { panel: 'metrics', scenario: 'empty', item: ASKED, says: ['Nothing has a value in this time'] },
  {
    panel: 'metrics',
    scenario: 'error',
    item: ASKED,
    says: ['The local store could not be read', 'Free some space'],
  },
  {
    panel: 'metrics',
    scenario: 'stale',
    item: ASKED,
    says: ['Nothing new is measured.', /newest sample behind this is \d+ min old/],
  },
  {
    panel: 'metrics',
    scenario: 'forbidden',
    item: ASKED,
    says: ['A permission is missing', 'Ask for a token'],
  },
  {
    panel: 'journal',
    scenario: 'healthy',
    says: [/entries; tamper-evident up to the last external anchor/, 'glass broken'],
  },
  { panel: 'journal', scenario: 'faults', says: ['Broken', 'contradicts the journal'] },
  { panel: 'journal', scenario: 'sandbox', says: ['no external anchor'] },
  { panel: 'journal', scenario: 'healthy', item: '143', says: ['Entry 143', 'What it carries'] },
  { panel: 'journal', scenario: 'indexing', says: ['being made findable: 43 %', '431,200 of 1,000,000'] },
  { panel: 'journal', scenario: 'loading', says: ['Journal'], becomesReady: false },
  {
    panel: 'journal',
    scenario: 'empty',
    says: ['Nothing has been journaled yet', 'not known: no operation was begun'],
  },
  { panel: 'journal', scenario: 'error', says: ['The local store could not be read', 'Free some space'] },
  { panel: 'cluster', scenario: 'not-configured', says: ['No cluster is configured', 'kubeconfig'] },
];

for (const state of STATES) {
  const name = `${state.panel} ${state.item ?? ''} ${state.scenario}`.replace('  ', ' ');
  test(`${name} says what it is and passes axe in both themes`, async ({ page, play }) => {
    const host = await play(state.scenario);
    await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
    await openPanel(page, host, state.panel, {
      waitForData: state.becomesReady ?? true,
      ...(state.item === undefined ? {} : { item: state.item }),
    });
    for (const words of state.says) await expect(page.locator('body')).toContainText(words);
    await expectAccessible(page);

    await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'light');
    await expectAccessible(page);
    expect(await page.content()).not.toContain(PLANTED_SECRET);
  });
}

test('an open drawer, the palette and the help pass axe', async ({ page, play }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openPanel(page, await play('faults'), 'cluster');
  await page.locator('[data-row*="gs-service"]').first().click();
  await expect(page.locator('[data-drawer]')).toContainText('ran out of memory');
  await expectAccessible(page);

  await page.keyboard.press('Control+k');
  await expect(page.getByPlaceholder('Panel, system or act')).toBeVisible();
  await expectAccessible(page);
  await page.keyboard.press('Escape');
  await expect(page.getByPlaceholder('Panel, system or act')).toBeHidden();

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toContainText('Keys and marks');
  await expectAccessible(page);
});

test('a loading panel has the shape of what will come, and no numbers', async ({ page, play }) => {
  const host = await play('loading');
  await openPanel(page, host, 'cluster', { waitForData: false });
  const panel = page.locator('[data-panel="cluster"]');
  await expect(panel.locator('[aria-busy="true"]')).toBeVisible();
  await expect(panel).not.toContainText(/\d/);
  await expect(page.locator('html')).not.toHaveAttribute('data-ready', 'true');
});
