import { rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startControlPlane, type TestControlPlane } from '../../../test/servers/control-plane.ts';
import { createNamespace } from '../../../test/servers/kubernetes-objects.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import { type Kubernetes, openKubernetes } from '../connect/kubernetes/index.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { openJournal, openKeyFile, originFor } from '../store/journal/index.ts';
import { madeEntry } from '../store/journal/testing/made-journal.ts';
import { openAnchors } from './anchors.ts';
import { createLiveJournal, type LiveJournal } from './index.ts';

const namespace = 'anchors';
const clock = systemClock();

let cluster: TestControlPlane;
let folder: TemporaryFolder;
const open: Kubernetes[] = [];

async function as(user: 'admin' | 'viewer'): Promise<Kubernetes> {
  const path = join(folder.path, user);
  await writeFile(path, cluster.kubeconfigFor(user));
  const kubernetes = await openKubernetes({
    cluster: { kubeconfig: path },
    clock,
    log: silentLog,
    redactor: createRedactor(),
  });
  open.push(kubernetes);
  return kubernetes;
}

function journalOf(kubernetes: Kubernetes, name: string, directory = ':memory:'): LiveJournal {
  const anchors = openAnchors({
    profile: { cluster: { namespace }, anchors: [{ kind: 'configMap', name }] },
    connect: async () => kubernetes,
    clock,
  });
  return createLiveJournal({ directory, anchors, clock, log: silentLog });
}

beforeAll(async () => {
  cluster = await startControlPlane();
  folder = await temporaryFolder('anchors');
  await createNamespace(cluster.api, namespace);
});

afterAll(async () => {
  await Promise.all(open.map((kubernetes) => kubernetes.close()));
  await cluster?.close();
  await folder?.remove();
});

const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);
const held = (name: string) => kubectl('get', 'configmap', name, '-o', 'jsonpath={.data.checkpoint}');

it('the config map is made, goes forward with the journal, and keeps what others wrote into it', async () => {
  const journal = journalOf(await as('admin'), 'made');
  journal.append(madeEntry(0));
  expect(await journal.anchor()).toMatchObject([{ state: 'written', size: 1 }]);
  expect((await held('made')).split('\n')[1]).toBe('1');
  await kubectl('label', 'configmap', 'made', 'team=audit');
  await kubectl('patch', 'configmap', 'made', '--type=merge', '-p', '{"data":{"note":"do not touch"}}');
  journal.append(madeEntry(1));
  expect(await journal.anchor()).toMatchObject([{ state: 'written', size: 2 }]);
  expect((await held('made')).split('\n')[1]).toBe('2');
  expect(
    await kubectl('get', 'configmap', 'made', '-o', 'jsonpath={.metadata.labels.team} {.data.note}'),
  ).toBe('audit do not touch');
  expect(journal.status().lastAnchor).toMatchObject({ name: 'config map anchors/made', size: 2 });
  expect(await journal.verify()).toMatchObject({ ranges: [{ from: 0, to: 2, state: 'anchored' }] });
  await journal.close();
});

it('what somebody wrote in between is not overwritten', async () => {
  const kubernetes = await as('admin');
  const [named] = openAnchors({
    profile: { cluster: { namespace }, anchors: [{ kind: 'configMap', name: 'raced' }] },
    connect: async () => ({
      async request(wanted) {
        // Somebody else is faster, each time between our reading and our writing.
        if (wanted.method === 'POST')
          await kubectl('create', 'configmap', 'raced', '--from-literal=by=other');
        if (wanted.method === 'PATCH')
          await kubectl('annotate', '--overwrite', 'configmap', 'raced', 'seen=yes');
        return kubernetes.request(wanted);
      },
    }),
    clock,
  });
  const anchor = named?.anchor;
  expect(await anchor?.read()).toBeUndefined();
  expect(await anchor?.write('ours', undefined)).toBe(false);
  expect(await anchor?.write('ours', undefined)).toBe(false);
  expect(await kubectl('get', 'configmap', 'raced', '-o', 'jsonpath={.data}')).toBe('{"by":"other"}');
});

it('a rewritten journal with the key in hand contradicts the config map, which stays as it is', async () => {
  const kubernetes = await as('admin');
  const before = journalOf(kubernetes, 'evidence', join(folder.path, 'data'));
  for (let number = 0; number < 5; number += 1) before.append(madeEntry(number));
  await before.close();
  const evidence = await held('evidence');
  await rewrite(join(folder.path, 'data'));
  const rewritten = journalOf(kubernetes, 'evidence', join(folder.path, 'data'));
  expect(await rewritten.verify()).toMatchObject({ verdict: 'broken' });
  rewritten.append(madeEntry(5));
  expect(await rewritten.anchor()).toMatchObject([{ state: 'refused' }]);
  expect(rewritten.status().anchors).toMatchObject([{ state: 'contradicts' }]);
  await rewritten.close();
  expect(await held('evidence')).toBe(evidence);
});

it('a user who may not write it is told so, and the entry is journaled all the same', async () => {
  const journal = journalOf(await as('viewer'), 'forbidden');
  journal.append(madeEntry(0));
  expect(await journal.anchor()).toMatchObject([{ state: 'failed' }]);
  expect(journal.status()).toMatchObject({ size: 1, anchors: [{ state: 'unreachable' }] });
  expect(journal.status().anchors[0]?.problem).toMatch(/forbidden|may not|cannot create/i);
  await journal.close();
});

/** Makes another past with the same key, as somebody could who has the whole data folder. */
async function rewrite(directory: string): Promise<void> {
  for (const name of ['journal.db', 'journal.db-wal', 'journal.db-shm', 'journal.checkpoint']) {
    rmSync(join(directory, name), { force: true });
  }
  const signer = openKeyFile(join(directory, 'journal.key'), { create: false });
  const journal = openJournal({ directory, clock, signer, origin: originFor(signer) });
  for (let number = 0; number < 5; number += 1) journal.append({ ...madeEntry(number), actor: 'mallory' });
  await journal.close();
}
