import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from '@playwright/test';
import { parse } from 'yaml';
import { z } from 'zod';
import { type AcgsProcess, startAcgs } from './acgs-process.ts';
import { answer, asked, dock, openLatestRun, run, SOON, startRunbook } from './dock.ts';
import { expect, goTo, ready, test } from './fixtures.ts';
import { type OwnRunbooks, ownRunbooks } from './own-runbooks.ts';
import { type PracticeSystem, startPracticeSystem } from './practice-system.ts';

/** What goes wrong around a run, on one practice system: the host is another one after it was killed. */
test.describe.configure({ mode: 'serial', timeout: 120_000 });

const announced = z.object({ url: z.string() });
const profileFile = z.looseObject({ services: z.record(z.string(), z.looseObject({})) });

const told = (name: string) => `  - id: ${name}
    title: Tell it the ${name} thing
    action: http.post
    with: { system: git-integration, path: /${name} }
    timeout: 1m
    undo: { title: Take the ${name} thing back, action: http.post, with: { system: git-integration, path: /${name}/back }, timeout: 1m }
`;
const looked =
  '  - { id: see, title: See how it is, action: health.service, with: { system: governance }, timeout: 1m }\n';
const book = (id: string, title: string, steps: string) =>
  `apiVersion: acgs.dev/runbook/v1\nid: ${id}\ntitle: ${title}\nsummary: For practice.\nsteps:\n${steps}`;

const held = (words: string) => `  - id: hold
    title: Hold the door
    action: exec
    with: { command: hold, arguments: [${words}] }
    timeout: 2m
`;
const BOOKS = [
  book('tell-three', 'Tell three things', told('first') + told('second') + told('third') + looked),
  book('hold-once', 'Hold it once', held('once') + looked),
  book(
    'restart-it',
    'Restart the integrity service',
    `  - { id: restart, title: Restart it, action: cluster.restart, with: { deployment: integrity }, timeout: 2m }
  - { id: up, title: See that it is up, action: cluster.rollout-status, with: { deployment: integrity }, timeout: 2m }
`,
  ),
];

let system: PracticeSystem;
let own: OwnRunbooks;
let host: AcgsProcess;
let page: Page;
let service: Server;
/** A moment at which the second test's run was under way. */
let underWayAt = '';
/** What the service was asked to do, in the order in which it came. */
const requests: string[] = [];
/** Paths whose next request is cut before it is answered. */
const cut = new Set(['/first', '/second', '/third']);

async function serveAgain(): Promise<void> {
  host = await startAcgs(['serve', '--profile', own.profile, '--no-open'], { ACGS_DATA: own.data });
  await page.goto(announced.parse(host.ready).url);
  await ready(page);
}

test.beforeAll(async ({ browser }) => {
  service = createServer((request, response) => {
    const { method, url = '', socket } = request;
    if (method !== 'POST') return void response.writeHead(404).end();
    requests.push(url);
    if (cut.delete(url)) socket.destroy();
    else response.end('done');
  }).listen(0, '127.0.0.1');
  await once(service, 'listening');
  const { port } = service.address() as AddressInfo;
  system = await startPracticeSystem();
  const { services } = profileFile.parse(parse(await readFile(system.profile, 'utf8')));
  const url = `http://127.0.0.1:${port}`;
  own = await ownRunbooks(system, BOOKS, {
    services: { ...services, 'git-integration': { ...services['git-integration'], url } },
  });
  page = await browser.newPage();
  await serveAgain();
});

test.afterAll(async () => {
  await page?.close();
  await host?.stop();
  await system?.stop();
  await own?.remove();
  service?.close();
});

test('what was cut is done, done again, or taken back, as the operator says, and nothing by itself', async () => {
  await startRunbook(page, 'Tell three things');
  const step = (name: string) => page.locator(`[data-step="${name}"]`);
  await expect(step('first')).toHaveAttribute('data-status', 'unknown', SOON);
  expect(requests).toEqual(['/first']);
  await answer(page, 'unknown', 'It was done', 'seen in its log');
  await expect(step('second')).toHaveAttribute('data-status', 'unknown', SOON);
  await answer(page, 'unknown', 'Do it again');
  await expect(step('third')).toHaveAttribute('data-status', 'unknown', SOON);
  await expect(step('second')).toHaveAttribute('data-status', 'succeeded');
  await answer(page, 'unknown', 'Take everything back');
  await expect(run(page, 'failed')).toBeVisible(SOON);
  expect(requests).toEqual([
    ...['/first', '/second', '/second', '/third'],
    ...['/third/back', '/second/back', '/first/back'],
  ]);
  await step('first').click();
  await expect(dock(page)).toContainText('says that it was done: seen in its log');
});

test('a run goes on while the page is loaded again, is to pause and is not, and is stopped with its program', async () => {
  await startRunbook(page, 'Hold it once');
  await expect.poll(own.held).toEqual(['begun once']);
  await page.reload();
  await ready(page);
  await openLatestRun(page);
  await expect(run(page, 'running')).toContainText('0 of 2 steps');
  underWayAt = new Date().toISOString();
  await page.getByRole('button', { name: 'Pause' }).click();
  await expect(dock(page)).toContainText('It pauses when the step under way has ended', SOON);
  await page.getByRole('button', { name: 'Go on' }).click();
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible(SOON);
  await expect(run(page, 'running')).toBeVisible();
  await page.getByRole('button', { name: 'Stop …' }).click();
  await page.getByRole('button', { name: 'Stop it' }).click();
  await expect(run(page, 'aborted')).toBeVisible(SOON);
  await own.release();
  expect(await own.held()).toEqual(['begun once']);
});

test('without the cluster a step fails with the reason, and is done again when the cluster is back', async () => {
  await system.fault('cluster-down');
  try {
    await startRunbook(page, 'Restart the integrity service');
    await expect(run(page, 'failed')).toBeVisible(SOON);
    await expect(dock(page)).toContainText(/refused|cannot be reached/);
  } finally {
    await system.mend('cluster-down');
  }
  await page.getByRole('button', { name: 'Do the failed step again' }).click();
  await expect(run(page, 'succeeded')).toContainText('2 of 2 steps', { timeout: 60_000 });
  await expect(page.getByRole('progressbar', { name: 'Steps done' })).toHaveAttribute('aria-valuenow', '2');
});

test('of what was under way when the driver was killed nothing is repeated: the operator says', async () => {
  await own.hold();
  await startRunbook(page, 'Hold it once');
  await expect.poll(own.held).toEqual(['begun once', 'begun once']);
  await host.kill();
  await serveAgain();
  await goTo(page, 'runbooks');
  await openLatestRun(page);
  await expect(asked(page, 'unknown')).toContainText('in the middle of it', SOON);
  await answer(page, 'unknown', 'It was done', 'the door is held');
  await expect(run(page, 'succeeded')).toContainText('2 of 2 steps', SOON);
  expect(await own.held()).toEqual(['begun once', 'begun once']);
});

test('a moment of the past shows the runs as they were then, with nothing to press', async () => {
  await page.evaluate((at) => {
    window.location.hash = `#/runbooks?at=${at}`;
  }, underWayAt);
  const rows = page.locator('[data-run-row]');
  await page.getByRole('button', { name: /^Runs/ }).click();
  await expect(rows).toHaveCount(2, SOON);
  await rows.filter({ hasText: 'Hold it once' }).getByRole('button').click();
  await expect(run(page, 'running')).toContainText('0 of 2 steps', SOON);
  await expect(dock(page)).toContainText('This is the past.');
  await expect(page.getByRole('button', { name: 'Stop …' })).toBeDisabled();
  await page.getByRole('button', { name: /^Calendar/ }).click();
  await expect(page.locator('[data-panel="runbooks"]')).toContainText('The calendar is that of the present');
});
