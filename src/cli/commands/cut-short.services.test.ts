import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import {
  type Answer,
  json,
  type ScriptedHttp,
  startScriptedHttp,
} from '../../../test/servers/scripted-http.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { systemClock } from '../../core/kernel/clock.ts';
import { openJournalReader } from '../../core/store/journal/index.ts';
import { type Finished, finished, launch, start } from '../testing/launch.ts';

/** An API server that takes a change and never answers it. */
let server: ScriptedHttp;
let folder: TemporaryFolder;
/** Resolves when the change has arrived. */
let arrived: Promise<void>;
/** From now on changes are answered. */
let answering: () => void;
/** From now on rollouts do not come to an end. */
let stalling: () => void;

const PATH = '/apis/apps/v1/namespaces/acgs-production/deployments/gs';
const DIE_AFTER_INTENT = fileURLToPath(
  new URL('../../core/operate/testing/die-after-intent.ts', import.meta.url),
);
const PATIENCE = { timeout: 60_000 };

beforeEach(async () => {
  folder = await temporaryFolder('cut-short');
  server = await startScriptedHttp();
  const change = Promise.withResolvers<void>();
  let silent = true;
  arrived = change.promise;
  answering = () => {
    silent = false;
  };
  let generation = 1;
  stalling = () => {
    generation = 2;
  };
  const deployment = (): Answer =>
    json({
      metadata: { name: 'gs', generation, resourceVersion: '1' },
      spec: { replicas: 1, template: { metadata: {} } },
      status: { observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1 },
    });
  const answer: Answer = (request, response) => {
    const changes = request.method === 'PATCH' && !request.url?.includes('dryRun=All');
    if (changes && silent) change.resolve();
    else deployment()(request, response);
  };
  server.answer(PATH, answer);
  server.answer(
    '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
    json({ status: { allowed: true } }),
  );
  await writeFile(
    join(folder.path, 'kubeconfig'),
    stringify({
      'current-context': 'c',
      clusters: [{ name: 'c', cluster: { server: server.url } }],
      users: [{ name: 'c', user: {} }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'c' } }],
    }),
  );
  await writeFile(
    join(folder.path, 'profile.yaml'),
    stringify({
      name: 'test',
      environment: 'staging',
      cluster: { kubeconfig: join(folder.path, 'kubeconfig') },
    }),
  );
});

afterEach(async () => {
  await server.close();
  await folder.remove();
});

const words = (...command: string[]) => [
  ...command,
  ...['--profile', join(folder.path, 'profile.yaml'), '--data', join(folder.path, 'data')],
];
const restart = () => words('cluster', 'restart', 'gs', '--yes');
const changes = () =>
  server.requests.filter(({ method, path }) => method === 'PATCH' && !path.includes('dryRun=All')).length;

/** The journal's entries, read without changing it. */
function journaled(): string[] {
  const journal = openJournalReader({ directory: join(folder.path, 'data'), clock: systemClock() });
  try {
    return Array.from({ length: journal?.size() ?? 0 }, (_, index) => journal?.get(index))
      .filter((entry) => entry?.kind.startsWith('operation.'))
      .map((entry) => `${entry?.kind} ${entry?.summary}`);
  } finally {
    journal?.close();
  }
}

describe('a change that is cut short', PATIENCE, () => {
  it('by a kill is journaled before it is sent, named at the next start, and not repeated', async () => {
    const child = start(restart());
    const ended: Promise<Finished> = finished(child);
    await arrived;
    child.kill('SIGKILL');
    await ended;
    expect(changes()).toBe(1);

    const looking = await launch(words('locks', 'list', '--json'));
    expect(JSON.parse(looking.out)).toEqual({ items: [] });
    expect(looking.err).toContain('not known whether it was done: Restart deployment acgs-production/gs');
    expect(journaled()).toEqual([
      'operation.intent Restart deployment acgs-production/gs: replace its pod, following its strategy',
      expect.stringMatching(
        /^operation\.result Not known whether it was done: process \d+ ended in the middle/,
      ),
    ]);
    expect(changes()).toBe(1);

    answering();
    expect((await launch(restart())).code).toBe(0);
    expect(changes()).toBe(2);

    const covered = await launch(words('audit', 'coverage', '--json'));
    expect(covered.code).toBe(1);
    expect(JSON.parse(covered.out)).toMatchObject({
      ...{ complete: 1, total: 2, ratio: 0.5, target: 0.98, level: 'critical', underWay: 0 },
      incomplete: [{ target: 'deployment acgs-production/gs', lacks: ['known result'], index: 0 }],
    });
  });

  it('by a kill between its intent and its sending was not done, which the next start says', async () => {
    const data = join(folder.path, 'data');
    const child = spawn(process.execPath, [DIE_AFTER_INTENT, data]);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    const [, signal] = await once(child, 'exit');
    expect({ signal, said }).toEqual({ signal: 'SIGKILL', said: '' });
    expect(journaled()).toEqual(['operation.intent Turn on lamp desk']);

    const looking = await launch(words('locks', 'list', '--json'));
    expect(JSON.parse(looking.out)).toEqual({ items: [] });
    expect(looking.err).toContain('cut short, before it was sent, so it was not done: Turn on lamp desk');
    expect(journaled()).toEqual([
      'operation.intent Turn on lamp desk',
      expect.stringMatching(
        /^operation\.result Not done: process \d+ ended in the middle of it, before it was sent$/,
      ),
    ]);
    expect(await launch(words('audit', 'coverage'))).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 of 1 operation complete'),
    });
    expect((await launch(words('locks', 'list'))).err).toBe('');
  });

  it('by the operator ends with 5 and says what is not known', async () => {
    const child = start(restart());
    const ended = finished(child);
    await arrived;
    child.kill('SIGINT');
    const { code, err } = await ended;
    expect(code).toBe(5);
    expect(err).toContain('it is not known whether this was done: restart deployment acgs-production/gs');
    expect(changes()).toBe(1);
  });

  it('by the operator while it is watched ends with 5 and says that it was done', async () => {
    const before = await launch(words('audit', 'coverage'));
    expect(before).toMatchObject({ code: 3, out: expect.stringContaining('No operation was begun') });
    answering();
    stalling();
    const child = start(restart());
    const ended = finished(child);
    for await (const text of child.stderr.iterator({ destroyOnReturn: false })) {
      if (String(text).includes('Waiting for deployment spec update')) break;
    }
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(code).toBe(5);
    expect(out).toContain('It was done, but its effect was not seen');
    expect(changes()).toBe(1);
    expect(await launch(words('audit', 'coverage'))).toMatchObject({
      code: 0,
      out: expect.stringContaining('1 of 1 operation complete (100 %, target above 98 %)'),
    });
  });
});
