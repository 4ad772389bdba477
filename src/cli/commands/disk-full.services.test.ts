import { spawn } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { json, type ScriptedHttp, startScriptedHttp } from '../../../test/servers/scripted-http.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { systemClock } from '../../core/kernel/clock.ts';
import { openJournalReader } from '../../core/store/journal/index.ts';
import { type Finished, finished, LAUNCHER, launch } from '../testing/launch.ts';

/** Each sends something to a service, with so much around it that it takes its place in the journal. */
const STEPS = 40;
const RUNBOOK = [
  'apiVersion: acgs.dev/runbook/v1',
  'id: jobs',
  'title: Jobs',
  'summary: Sends jobs to a service, one after the other.',
  'steps:',
  ...Array.from({ length: STEPS }, (_, index) => {
    const input = `{ system: governance, path: /jobs/${index}, body: { fill: "${'x'.repeat(3000)}" } }`;
    return `  - { id: job-${index}, title: Job ${index}, action: http.post, with: ${input}, timeout: 1m, retry: { attempts: 3, delay: 100ms } }`;
  }),
  '  - { id: see, title: See the service, action: http.get, with: { system: governance, path: /jobs/0 }, timeout: 1m }',
  '',
].join('\n');

let folder: TemporaryFolder;
let service: ScriptedHttp;

beforeAll(async () => {
  folder = await temporaryFolder('disk-full');
  service = await startScriptedHttp();
  service.answer('*', json({ accepted: true }));
  await writeFile(join(folder.path, 'jobs.yaml'), RUNBOOK);
  const services = { governance: { url: service.url } };
  const profile = { name: 'full', environment: 'staging', runbooks: ['jobs.yaml'], services };
  await writeFile(join(folder.path, 'profile.yaml'), stringify(profile));
});
afterAll(async () => {
  await service.close();
  await folder.remove();
});

let named = 'data';
const data = () => join(folder.path, named);
const where = (...words: string[]) => [
  ...words,
  ...['--profile', join(folder.path, 'profile.yaml'), '--data', data(), '--yes', '--json'],
];

/** As on a disk on which no file has room for more than so many KiB. */
function launchWithin(limitKb: number, words: readonly string[]): Promise<Finished> {
  const child = spawn('bash', ['-c', `ulimit -f ${limitKb}; exec "$@"`, 'bash', LAUNCHER, ...words], {
    cwd: '/',
  });
  child.stdin.end();
  return finished(child);
}

const largestKb = () =>
  Math.ceil(Math.max(...readdirSync(data()).map((name) => statSync(join(data(), name)).size)) / 1024);

interface Told {
  code: unknown;
  runId: string;
  status: string;
  why: string;
  steps: { id: string; status: string }[];
}

const told = ({ code, out }: Finished): Told => ({ code, ...JSON.parse(out) });

/** Which jobs arrived since then, in order. */
const arrivedSince = (first: number) =>
  service.requests
    .slice(first)
    .filter(({ method }) => method === 'POST')
    .map(({ path }) => path);

/** Of which the journal says that they were about to be sent. */
function intended(): string[] {
  const journal = openJournalReader({ directory: data(), clock: systemClock() });
  try {
    return Array.from({ length: journal?.size() ?? 0 }, (_, index) => journal?.get(index)).flatMap((entry) =>
      entry?.kind === 'operation.intent' ? [entry.summary] : [],
    );
  } finally {
    journal?.close();
  }
}

it.each([200, 330, 460])(
  'a run whose disk has room for %i KiB more does nothing that it cannot record, and is finished once there is room',
  async (moreKb) => {
    named = `data-${moreKb}`;
    const first = service.requests.length;
    // So that its files are there.
    await launch(where('locks', 'list'));
    const before = intended().length;
    const left = told(await launchWithin(largestKb() + moreKb, where('runbooks', 'run', 'jobs')));
    expect(left).toMatchObject({
      ...{ code: 3, status: 'interrupted' },
      why: expect.stringMatching(/^Nothing goes on, since it cannot be recorded: The disk with the journal /),
    });
    const sent = arrivedSince(first);
    expect(sent.length).toBeLessThan(STEPS);
    expect(intended().slice(before, before + sent.length)).toEqual(
      sent.map((path) => `Send ${path} to governance`),
    );

    let run = told(await launch(where('runs', 'resume', left.runId)));
    for (let asked = 0; run.status === 'waiting' && asked < 3; asked += 1) {
      const unknown = run.steps.find(({ status }) => status === 'unknown')?.id ?? '';
      const isDone = arrivedSince(first).includes(`/jobs/${unknown.replace('job-', '')}`);
      const answer = isDone ? '--mark-done' : '--retry';
      run = told(await launch(where('runs', 'resume', left.runId, answer, unknown)));
    }
    expect(run).toMatchObject({ code: 0, status: 'succeeded' });
    expect(arrivedSince(first)).toEqual(Array.from({ length: STEPS }, (_, index) => `/jobs/${index}`));
  },
  120_000,
);
