import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { launch } from '../testing/launch.ts';

const RUNBOOK = `apiVersion: acgs.dev/runbook/v1
id: change
title: A change
summary: Changes something.
steps:
  - { id: ask, title: Ask first, action: manual, with: { text: Ask them } }
  - id: restart
    title: Restart it
    action: cluster.restart
    with: { deployment: gs-service }
    timeout: 1m
  - id: see
    title: See that it is up
    action: cluster.rollout-status
    with: { deployment: gs-service }
    timeout: 1m
    byHand: Look whether it is up
`;

/** Each of them starts the launcher several times. */
vi.setConfig({ testTimeout: 60_000 });

let folder: string;

const acgs = (...words: string[]) =>
  launch([...words, '--profile', 'p.yaml', '--data', 'data'], {
    folder,
    env: { HOME: folder, XDG_CONFIG_HOME: folder, KUBECONFIG: join(folder, 'none') },
  });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-runs-'));
  await writeFile(join(folder, 'change.yaml'), RUNBOOK);
  await writeFile(join(folder, 'p.yaml'), 'name: p\nenvironment: staging\nrunbooks: [change.yaml]\n');
});

afterEach(() => rm(folder, { recursive: true }));

it('has no run that changes something go on in read-only mode, and lets it be stopped', async () => {
  const started = await acgs('runbooks', 'run', 'change', '--json');
  expect([started.code, started.out]).toEqual([3, expect.stringContaining('runId')]);
  const { runId } = JSON.parse(started.out);
  const refused = { code: 4, err: expect.stringContaining('Read-only mode: not done: go on with A change') };
  expect(await acgs('runs', 'resume', runId, '--answer', 'ask=done', '--read-only')).toMatchObject(refused);
  expect(await acgs('runs', 'abort', runId, '--compensate', '--read-only')).toMatchObject(refused);
  const { steps } = JSON.parse((await acgs('runs', 'show', runId, '--json')).out);
  expect(steps).toMatchObject([{ status: 'waiting' }, { status: 'pending' }, { status: 'pending' }]);
  expect((await acgs('runs', 'abort', runId, '--read-only')).code).toBe(5);
});
