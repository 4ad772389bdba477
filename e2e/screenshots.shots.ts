import { join, resolve } from 'node:path';
import type { Page } from '@playwright/test';
import { expect, goTo, openPanel, type PanelId, type Scheme, settled, test } from './fixtures.ts';
import type { ScriptedHost } from './scripted-host.ts';

/** Pictures of every panel in every state, to be looked at before anybody else does. */
const FOLDER = resolve(import.meta.dirname, '../screenshots');
const README_FOLDER = resolve(import.meta.dirname, '../docs/images');

const SCHEMES: readonly Scheme[] = ['dark', 'light'];
const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
] as const;

interface Shot {
  name: string;
  panel: PanelId;
  scenario: string;
  item?: string;
  /** What is done before the picture is taken. */
  act?: (page: Page, host: ScriptedHost) => Promise<void>;
  allow?: RegExp;
}

const LOST = /WebSocket|ERR_|Failed to load/;
const lose = async (page: Page, host: ScriptedHost) => {
  host.goAway();
  await page.getByText('Connection to the control center lost').waitFor();
};

/** The states that a panel has, by the scenario that shows them. */
const STATES: readonly Pick<Shot, 'name' | 'scenario' | 'act' | 'allow'>[] = [
  { name: 'healthy', scenario: 'healthy' },
  { name: 'faults', scenario: 'faults' },
  { name: 'sandbox', scenario: 'sandbox' },
  { name: 'loading', scenario: 'loading' },
  { name: 'empty', scenario: 'empty' },
  { name: 'error', scenario: 'error' },
  { name: 'stale', scenario: 'stale' },
  { name: 'offline', scenario: 'healthy', act: lose, allow: LOST },
  { name: 'forbidden', scenario: 'forbidden' },
  { name: 'not-configured', scenario: 'not-configured' },
];

const press = (row: string) => async (page: Page) => {
  await page.locator(`[data-row*="${row}"]`).first().click();
  await page.locator('[data-drawer]').waitFor();
};

const entryWith = (words: string, kind: string, tab?: string) => async (page: Page) => {
  await page.getByRole('textbox', { name: 'Search the journal' }).fill(words);
  await page.getByText(/\d found/).waitFor();
  await page.locator('[data-row]', { hasText: kind }).first().click();
  await page.locator('[data-drawer] dl').first().waitFor();
  if (tab !== undefined) await page.locator('[data-drawer]').getByRole('button', { name: tab }).click();
  if (tab === 'Proof') await page.locator('[data-proof]').waitFor();
};

const logsOf = (row: string) => async (page: Page) => {
  await press(row)(page);
  await page.keyboard.press('l');
  await page.locator('[data-log]').waitFor();
};

async function yamlOf(page: Page): Promise<void> {
  await press('/mlops-production-config')(page);
  await page.keyboard.press('y');
  await page.getByRole('group', { name: /^YAML of/ }).waitFor();
}

/** Edits the config map and waits for the verdict. */
async function edited(page: Page, from: string, to: string): Promise<void> {
  await yamlOf(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  const text = page.getByRole('textbox', { name: /^Text of/ });
  await text.fill((await text.inputValue()).replace(from, to));
  await page.locator('[data-draft]').waitFor();
}

async function choosePods(page: Page): Promise<void> {
  for (const row of [1, 4, 6]) await page.locator('[data-row] [data-mark-cell]').nth(row).click();
}

/** To the change before now, with the strip of time open. */
async function goBack(page: Page): Promise<void> {
  await page.keyboard.press('t');
  await page.getByRole('button', { name: 'Previous change' }).click();
  await page.locator('[data-watermark]').waitFor();
}
/** Opens the dialog that scales gs-service. */
const scale = (replicas: string) => async (page: Page) => {
  await press('gs-service')(page);
  await page.getByRole('textbox', { name: 'Pods wanted' }).fill(replicas);
  await page.getByRole('button', { name: `Scale to ${replicas}` }).click();
  await page.getByRole('dialog').waitFor();
};

const agree = async (page: Page) => {
  await scale('5')(page);
  await page.getByRole('textbox', { name: /Type acgs-production/ }).fill('acgs-production');
  await page.getByRole('dialog').getByRole('button', { name: 'Scale to 5' }).click();
  await page.locator('[data-operation]:not([data-operation="asking"])').waitFor();
};

const inDialog = (name: string, act: (page: Page) => Promise<void>): Shot => ({
  name: `operation-${name}`,
  panel: 'cluster',
  scenario: `operation-${name}`,
  item: 'deployments',
  act,
});

const OPERATIONS: readonly Shot[] = [
  inDialog('not-allowed', press('gs-service')),
  ...['loading', 'lacking', 'nothing'].map((name) => inDialog(name, scale('5'))),
  ...['approval-missing', 'approval-pending', 'approval-rejected', 'approved', 'logged-out'].map((name) =>
    inDialog(name, scale('0')),
  ),
  ...['running', 'seen', 'missed', 'unseen', 'conflict', 'refused', 'unknown'].map((name) =>
    inDialog(name, agree),
  ),
  { name: 'operation-asked', panel: 'cluster', scenario: 'healthy', item: 'deployments', act: scale('5') },
  {
    name: 'operation-calls',
    panel: 'cluster',
    scenario: 'sandbox',
    item: 'deployments',
    act: async (page) => {
      await press('gs-service')(page);
      await page.getByRole('button', { name: 'Restart' }).click();
      await page.getByText('The exact call').click();
    },
  },
  {
    name: 'operation-background',
    panel: 'cluster',
    scenario: 'operation-running',
    item: 'deployments',
    act: async (page) => {
      await agree(page);
      await page.keyboard.press('Escape');
    },
  },
  {
    name: 'history',
    panel: 'cluster',
    scenario: 'healthy',
    item: 'deployments',
    act: async (page) => {
      await press('gs-service')(page);
      await page.keyboard.press('h');
      await page.getByRole('button', { name: 'What would change' }).first().click();
    },
  },
  {
    name: 'object-yaml',
    panel: 'cluster',
    scenario: 'healthy',
    item: 'deployments',
    act: async (page) => {
      await press('gs-service')(page);
      await page.keyboard.press('y');
      await page.getByText('apiVersion').waitFor();
    },
  },
  {
    name: 'deployment-stale',
    panel: 'cluster',
    scenario: 'stale',
    item: 'deployments',
    act: press('gs-service'),
  },
];

const queue = async (page: Page) => {
  await page.getByRole('button', { name: /^Operator:/ }).click();
  await page.getByRole('button', { name: /^Approvals/ }).click();
  await page.getByRole('dialog', { name: 'Approvals' }).waitFor();
};
const menu = (entry: string) => async (page: Page) => {
  await page.getByRole('button', { name: /^Operator:/ }).click();
  await page.getByRole('button', { name: entry }).click();
  await page.getByRole('dialog').waitFor();
};

const PEOPLE: readonly Shot[] = [
  { name: 'approvals', panel: 'health', scenario: 'approvals', act: queue },
  { name: 'approvals-logged-out', panel: 'health', scenario: 'approvals-logged-out', act: queue },
  { name: 'approvals-empty', panel: 'health', scenario: 'approvals-none', act: queue },
  { name: 'approvals-error', panel: 'health', scenario: 'approvals-error', act: queue },
  { name: 'approvals-loading', panel: 'health', scenario: 'approvals-loading', act: queue },
  {
    name: 'approvals-offline',
    panel: 'health',
    scenario: 'approvals',
    allow: LOST,
    act: async (page, host) => {
      await queue(page);
      await lose(page, host);
    },
  },
  {
    name: 'operator-menu',
    panel: 'health',
    scenario: 'approvals',
    act: async (page) => page.getByRole('button', { name: /^Operator:/ }).click(),
  },
  { name: 'log-in', panel: 'health', scenario: 'approvals', act: menu('Log in as somebody else') },
  { name: 'log-in-nobody', panel: 'health', scenario: 'no-operators', act: menu('Log in') },
  { name: 'add-operator', panel: 'health', scenario: 'approvals', act: menu('Add an operator') },
];

const SHOTS: readonly Shot[] = [
  ...PEOPLE,
  ...OPERATIONS,
  ...STATES.map((state): Shot => ({ ...state, panel: 'health' })),
  ...STATES.map((state): Shot => ({ ...state, panel: 'cluster' })),
  { name: 'deployments', panel: 'cluster', scenario: 'faults', item: 'deployments' },
  { name: 'nodes', panel: 'cluster', scenario: 'faults', item: 'nodes' },
  { name: 'nodes-without-usage', panel: 'cluster', scenario: 'no-usage', item: 'nodes' },
  { name: 'events', panel: 'cluster', scenario: 'faults', item: 'events' },
  { name: 'connecting', panel: 'cluster', scenario: 'connecting' },
  { name: 'many', panel: 'cluster', scenario: 'pods-10000' },
  { name: 'pod', panel: 'cluster', scenario: 'faults', act: press('gs-service') },
  { name: 'deployment', panel: 'cluster', scenario: 'faults', item: 'deployments', act: press('gs-service') },
  { name: 'node', panel: 'cluster', scenario: 'faults', item: 'nodes', act: press('node-3') },
  {
    name: 'logs-deployment',
    panel: 'cluster',
    scenario: 'faults',
    item: 'deployments',
    act: logsOf('gs-service'),
  },
  {
    name: 'logs-search',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await logsOf('gs-service')(page);
      await page.getByRole('button', { name: 'Wrap' }).click();
      await page.getByRole('textbox', { name: 'Search the log' }).fill('constitutional');
      await page.keyboard.press('Enter');
      await page.keyboard.press('Enter');
    },
  },
  ...['loading', 'empty', 'error', 'forbidden'].map(
    (state): Shot => ({
      name: `logs-${state}`,
      panel: 'cluster',
      scenario: `logs-${state}`,
      act: logsOf('gs-service'),
    }),
  ),
  { name: 'logs-stale', panel: 'cluster', scenario: 'stale', item: 'deployments', act: logsOf('gs-service') },
  { name: 'config-maps', panel: 'cluster', scenario: 'faults', item: 'configMaps' },
  {
    name: 'config-map',
    panel: 'cluster',
    scenario: 'faults',
    item: 'configMaps',
    act: async (page) => {
      await press('/mlops-production-config')(page);
      await page.getByText('mlops_enabled').last().waitFor();
    },
  },
  { name: 'config-map-yaml', panel: 'cluster', scenario: 'faults', item: 'configMaps', act: yamlOf },
  {
    name: 'config-map-mistake',
    panel: 'cluster',
    scenario: 'faults',
    item: 'configMaps',
    act: (page) => edited(page, 'traffic_percentage: "100"', 'traffic_percentage: 50'),
  },
  {
    name: 'config-map-conflict',
    panel: 'cluster',
    scenario: 'faults',
    item: 'configMaps',
    act: (page) => edited(page, '"100"', '"contested"'),
  },
  {
    name: 'config-map-diff',
    panel: 'cluster',
    scenario: 'faults',
    item: 'configMaps',
    act: async (page) => {
      await edited(page, '"100"', '"50"');
      await page.getByRole('button', { name: 'Compare' }).click();
    },
  },
  {
    name: 'namespaces',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: /^Namespaces:/ }).click();
      await page.getByRole('checkbox', { name: 'kube-system' }).check();
    },
  },
  { name: 'namespaces-partly-forbidden', panel: 'cluster', scenario: 'partly-forbidden' },
  {
    name: 'contexts',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: /^Context/ }).click();
      await page.getByRole('menuitem', { name: /^staging/ }).waitFor();
    },
  },
  {
    name: 'other-context',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: /^Context/ }).click();
      await page.getByRole('menuitem', { name: /^staging/ }).click();
      await page.getByText('This is the context staging.').waitFor();
    },
  },
  {
    name: 'pods-chosen',
    panel: 'cluster',
    scenario: 'healthy',
    act: choosePods,
  },
  {
    name: 'logs-together',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await choosePods(page);
      await page.getByRole('button', { name: 'Logs together' }).click();
      await page.locator('[data-log]').waitFor();
    },
  },
  {
    name: 'all-namespaces',
    panel: 'cluster',
    scenario: 'faults',
    act: async (page) => {
      await page.getByRole('button', { name: /^Namespaces:/ }).click();
      await page.getByRole('radio', { name: 'All namespaces' }).check();
      await page.keyboard.press('Escape');
      await page.getByText('kube-system').first().waitFor();
    },
  },
  {
    name: 'filtered',
    panel: 'cluster',
    scenario: 'faults',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('gs-serv');
      await page.getByRole('button', { name: /CrashLoopBackOff/ }).click();
    },
  },
  {
    name: 'nothing-matches',
    panel: 'cluster',
    scenario: 'healthy',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('no such pod');
    },
  },
  {
    name: 'palette',
    panel: 'health',
    scenario: 'faults',
    act: async (page) => {
      await page.keyboard.press('Control+k');
      await expect(page.getByPlaceholder('Panel, system or act')).toBeVisible();
    },
  },
  {
    name: 'help',
    panel: 'health',
    scenario: 'healthy',
    act: async (page) => {
      await page.keyboard.press('?');
      await expect(page.getByText('Keys and marks')).toBeVisible();
    },
  },
  ...STATES.filter(({ name }) => !['stale', 'forbidden', 'not-configured'].includes(name)).map(
    (state): Shot => ({ ...state, panel: 'journal' }),
  ),
  {
    name: 'entry',
    panel: 'journal',
    scenario: 'healthy',
    act: entryWith('compliance_threshold', 'operation.intent'),
  },
  {
    name: 'proof',
    panel: 'journal',
    scenario: 'healthy',
    act: entryWith('compliance_threshold', 'operation.intent', 'Proof'),
  },
  {
    name: 'json',
    panel: 'journal',
    scenario: 'healthy',
    act: entryWith('compliance_threshold', 'operation.intent', 'JSON'),
  },
  { name: 'glass', panel: 'journal', scenario: 'healthy', act: entryWith('glass', 'glass') },
  {
    name: 'verified',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.locator('[data-verdict]').waitFor();
    },
  },
  {
    name: 'filtered',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: 'To look at' }).click();
      await page.getByRole('button', { name: 'Kind' }).click();
      await page.getByRole('option').first().waitFor();
    },
  },
  {
    name: 'nothing-found',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.keyboard.press('/');
      await page.keyboard.type('no such thing');
      await page.getByText('No entry matches').waitFor();
    },
  },
  {
    name: 'export',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'keys',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      await page.getByRole('button', { name: 'Keys' }).click();
      await page.getByRole('dialog').waitFor();
    },
  },
  {
    name: 'imported',
    panel: 'journal',
    scenario: 'healthy',
    act: async (page) => {
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Export' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Export' }).click();
      const bundle = await (await saved).path();
      await page.keyboard.press('Escape');
      await page.locator('[data-bundle]').setInputFiles(bundle);
      await page.getByText('not this control center').waitFor();
    },
  },
  { name: 'system', panel: 'health', scenario: 'faults', item: 'governance' },
  { name: 'past', panel: 'health', scenario: 'faults', act: goBack },
  { name: 'past', panel: 'cluster', scenario: 'faults', act: goBack },
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
