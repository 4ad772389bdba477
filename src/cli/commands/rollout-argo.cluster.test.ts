import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { createNamespace } from '../../../test/servers/kubernetes-objects.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../test/servers/temporary-folder.ts';
import {
  createRevision,
  createRollout,
  rolloutsPath,
} from '../../core/cluster/traffic/testing/argo-objects.ts';
import { DEFINITIONS, define } from '../../core/cluster/traffic/testing/custom-resources.ts';
import {
  openTrafficCluster,
  type TrafficCluster,
} from '../../core/cluster/traffic/testing/traffic-cluster.ts';
import { fieldAt } from '../../core/connect/kubernetes/fields.ts';
import { runHere } from '../testing/run-here.ts';

let cluster: TrafficCluster;
let folder: TemporaryFolder;
let namespace = '';
let spaces = 0;

beforeAll(async () => {
  cluster = await openTrafficCluster({ kubelet: false });
  await define(cluster.api, DEFINITIONS.argo);
  folder = await temporaryFolder('rollout-argo');
});
afterAll(async () => {
  await cluster?.close();
  await folder?.remove();
});
beforeEach(async () => {
  spaces += 1;
  namespace = await createNamespace(cluster.api, `argo-words-${spaces}`);
});

const rollout = () => cluster.kubernetes.request({ path: `${rolloutsPath(namespace)}/models` });

const argo = (words: readonly string[], given?: { environment?: string; driver?: string }) =>
  rolloutWords(['argo', ...words], given);

const rolloutWords = async (
  words: readonly string[],
  given: { environment?: string; driver?: string } = {},
) => {
  const { environment = 'staging', driver = 'argo' } = given;
  const profile = {
    ...{ name: 'practice', environment },
    cluster: { kubeconfig: cluster.kubeconfig, namespace },
    rollouts: driver === 'argo' ? { driver, name: 'models' } : {},
  };
  await writeFile(join(folder.path, 'profile.yaml'), stringify(profile));
  const where = [
    '--profile',
    join(folder.path, 'profile.yaml'),
    '--data',
    join(folder.path, `data-${spaces}`),
  ];
  return runHere(['rollout', ...words, ...where], { folder: folder.path });
};

it('says an order, after it has shown exactly what it sends', async () => {
  await createRollout(cluster.kubernetes, namespace);
  const dry = await argo(['abort', '--dry-run', '--json']);
  expect(dry).toMatchObject({ code: 0 });
  expect(dry.json()).toMatchObject({
    ...{ kind: 'rollout.argo', risk: 'change', dryRun: 'server' },
    calls: [
      {
        method: 'PATCH',
        path: `${rolloutsPath(namespace)}/models/status`,
        body: { status: { abort: true } },
      },
    ],
  });
  expect(fieldAt(await rollout(), 'status', 'abort')).toBeUndefined();

  const done = await argo(['abort', '--yes']);
  expect(done.code, done.err).toBe(0);
  expect(done.out).toContain(`✅ Rollout ${namespace}/models reads back`);
  expect(done.err).toContain('+status.abort: true');
  expect(fieldAt(await rollout(), 'status', 'abort')).toBe(true);

  const again = await argo(['abort', '--yes', '--json']);
  expect(again.code).toBe(0);
  expect(again.json()).toMatchObject({ journal: null });
});

it('goes to the revision that is named, and says in one sentence that there is none', async () => {
  await createRollout(cluster.kubernetes, namespace);
  for (const revision of [1, 2]) await createRevision(cluster.kubernetes, namespace, revision);

  const none = await argo(['undo', '--revision', '7', '--yes']);
  expect(none).toMatchObject({ code: 1 });
  expect(none.err).toBe(`acgs: Rollout ${namespace}/models has no revision 7. It has 2, 1.\n`);

  expect(await argo(['undo', '--revision', '1', '--yes'])).toMatchObject({ code: 0 });
  expect(fieldAt(await rollout(), 'spec', 'template', 'spec', 'containers', '0', 'image')).toBe('models:1');
});

it.each([['promote-full'], ['undo']])(
  'does not do %s in production without a second person',
  async (order) => {
    await createRollout(cluster.kubernetes, namespace);
    for (const revision of [1, 2]) await createRevision(cluster.kubernetes, namespace, revision);
    const before = await rollout();
    const told = await argo([order, '--confirm', 'practice'], { environment: 'production' });
    expect(told.code).toBe(4);
    expect(told.err).toMatch(/this is destructive and practice is production/);
    expect(await rollout()).toEqual(before);
  },
);

it('asks before it does anything, and refuses where nobody can be asked', async () => {
  await createRollout(cluster.kubernetes, namespace);
  const before = await rollout();
  expect(await argo(['pause'])).toMatchObject({ code: 4 });
  expect(await argo(['pause', '--read-only', '--yes'])).toMatchObject({ code: 4 });
  expect(await rollout()).toEqual(before);
});

it('is wrong use where something else moves the traffic, and for an order that there is not', async () => {
  const other = await argo(['pause', '--yes'], { driver: 'configmap' });
  expect(other.code).toBe(2);
  expect(other.err).toContain('The traffic is moved with configmap here: only argo takes orders');
  expect(await argo(['restart', '--yes'])).toMatchObject({ code: 2 });
  expect(await argo(['pause', '--revision', '3', '--yes'])).toMatchObject({ code: 2 });
});

it('says what the Rollout can be set to, and refuses a plan that it cannot be set to before the first write', async () => {
  await createRollout(cluster.kubernetes, namespace);
  for (const revision of [1, 2]) await createRevision(cluster.kubernetes, namespace, revision);
  const before = await rollout();

  const driver = await rolloutWords(['driver', '--json']);
  expect(driver.code, driver.err).toBe(0);
  expect(driver.json()).toMatchObject({
    ...{ id: 'argo', source: `Rollout ${namespace}/models`, restarts: false, verifiedBy: null },
    ...{ shares: [0, 10, 50, 100], problem: null },
    share: { percentage: 10, can: ['pause', 'promote', 'promote-full', 'abort', 'undo'] },
  });
  const lines = (await rolloutWords(['driver'])).out;
  expect(lines).toContain('Shares   0, 10, 50 and 100 %; ');
  expect(lines).toContain('Verified not by metrics');

  const wrong = ['start', '--percentages', '10,25,100', '--monitor', '1h,1h,0s', '--yes'];
  const refused = await rolloutWords(wrong);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(
    `Stage 2: Rollout ${namespace}/models cannot be set to 25 % now, only to 0, 10, 50 and 100 %`,
  );
  expect((await rolloutWords(['gradual-rollback', '--step', '4', '--yes'])).code).toBe(2);
  expect(await rollout()).toEqual(before);
});

it('cannot tell what nobody can look at', async () => {
  const gone = await rolloutWords(['driver', '--json']);
  expect(gone.code).toBe(3);
  expect(gone.json()).toMatchObject({
    ...{ shares: null, problem: { message: `There is no Rollout ${namespace}/models` } },
    share: { percentage: null },
  });
});
