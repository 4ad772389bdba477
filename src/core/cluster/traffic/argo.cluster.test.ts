import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createNamespace } from '../../../../test/servers/kubernetes-objects.ts';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { fieldAt, recordAt } from '../../connect/kubernetes/fields.ts';
import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import { createTraffic, movedByOthers } from './index.ts';
import {
  createRevision,
  createRollout,
  type Fields,
  MIDDLE,
  podTemplate,
  rolloutsPath,
  setRolloutStatus,
  takeUpTemplate,
} from './testing/argo-objects.ts';
import { DEFINITIONS, define } from './testing/custom-resources.ts';
import { openTrafficCluster, RIGHT_HASH, type TrafficCluster } from './testing/traffic-cluster.ts';

const soon = () => AbortSignal.timeout(50_000);

let cluster: TrafficCluster;
let folder: TemporaryFolder;
let namespace = '';
let spaces = 0;

beforeAll(async () => {
  cluster = await openTrafficCluster({ kubelet: false });
  await define(cluster.api, DEFINITIONS.argo);
  folder = await temporaryFolder('argo');
});
afterAll(async () => {
  await cluster?.close();
  await folder?.remove();
});
beforeEach(async () => {
  spaces += 1;
  namespace = await createNamespace(cluster.api, `argo-${spaces}`);
});

const created = (of: string, status?: Fields, spec?: Fields) =>
  createRollout(cluster.kubernetes, of, { ...(status && { status }), ...(spec && { spec }) });

async function live(of: string): Promise<Fields> {
  return recordAt(JSON.parse(await cluster.kubectl('-n', of, 'get', 'rollout', 'models', '-o=json')));
}

/** All that somebody could see of it, but for what no two objects have in common. */
async function seen(of = namespace): Promise<unknown> {
  const found = await live(of);
  const { name, generation, annotations } = recordAt(found, 'metadata');
  return { name, generation, annotations, spec: fieldAt(found, 'spec'), status: fieldAt(found, 'status') };
}

/** The pods of a revision, as its own tool puts them back: without the label of their hash. */
async function templateOf(of: string, revision: number): Promise<Fields> {
  const set = JSON.parse(await cluster.kubectl('-n', of, 'get', 'rs', `models-${revision}`, '-o=json'));
  const template = recordAt(set, 'spec', 'template');
  const { 'rollouts-pod-template-hash': _, ...labels } = recordAt(template, 'metadata', 'labels');
  return { ...template, metadata: { ...recordAt(template, 'metadata'), labels } };
}

/** `kubectl patch --subresource=status` of later versions: kubectl of this age replaces the subresource. */
async function patchStatus(of: string, status: Fields): Promise<void> {
  const found = await live(of);
  const next = Object.entries({ ...recordAt(found, 'status'), ...status });
  const file = join(folder.path, 'rollout.json');
  await writeFile(
    file,
    JSON.stringify({ ...found, status: Object.fromEntries(next.filter(([, value]) => value !== null)) }),
  );
  await cluster.kubectl('replace', '--raw', `${rolloutsPath(of)}/models/status`, '-f', file);
}

const patchSpec = (of: string, patch: unknown, type = 'merge') =>
  cluster.kubectl('-n', of, 'patch', 'rollout', 'models', `--type=${type}`, '-p', JSON.stringify(patch));

const traffic = (kubernetes: Kubernetes = cluster.kubernetes) =>
  createTraffic({
    profile: { name: 'practice', environment: 'staging', rollouts: { driver: 'argo', name: 'models' } },
    cluster: { connect: async () => kubernetes, namespace },
    clock: systemClock(),
    ...{ expectedHash: 'cdd01ef066bc6cf2', components: RIGHT_HASH },
  });

const orders = (kubernetes?: Kubernetes) => {
  const found = traffic(kubernetes).operations.kinds.find(({ kind }) => kind === 'rollout.argo');
  if (found === undefined) throw new Error('Argo Rollouts takes no orders');
  return found;
};
const consent = () => ({ yes: true, readOnly: false, signal: soon() });
const tell = (order: string) => cluster.door.door.perform(orders(), { order }, consent());
const set = (percentage: number) =>
  cluster.door.door.perform(traffic().operations.setShare, { percentage }, consent());

describe('an order to a Rollout on a real control plane', () => {
  const paused = { paused: true };
  it.each<
    [
      string,
      {
        status?: Fields;
        spec?: Fields;
        do: () => Promise<{ verification: { ok: boolean | null } }>;
        by: (of: string) => Promise<unknown>;
      },
    ]
  >([
    ['pause', { do: () => tell('pause'), by: (of) => patchSpec(of, { spec: { paused: true } }) }],
    ['promote', { do: () => tell('promote'), by: (of) => patchStatus(of, { pauseConditions: null }) }],
    [
      'promote, paused by hand',
      {
        spec: paused,
        do: () => tell('promote'),
        async by(of) {
          await patchStatus(of, { pauseConditions: null });
          await patchSpec(of, { spec: { paused: false } });
        },
      },
    ],
    [
      'promote, in the middle of a step',
      {
        status: { currentPodHash: 'hash-2', stableRS: 'hash-1', currentStepIndex: 0 },
        do: () => tell('promote'),
        by: (of) => patchStatus(of, { pauseConditions: null, currentStepIndex: 1 }),
      },
    ],
    [
      'promote --full',
      { do: () => tell('promote-full'), by: (of) => patchStatus(of, { promoteFull: true }) },
    ],
    ['abort', { do: () => tell('abort'), by: (of) => patchStatus(of, { abort: true }) }],
    [
      'retry',
      {
        status: { ...MIDDLE, abort: true },
        do: () => tell('retry'),
        by: (of) => patchStatus(of, { abort: false }),
      },
    ],
    ['the step of 50 %', { do: () => set(50), by: (of) => patchStatus(of, { currentStepIndex: 2 }) }],
    ['nothing of the traffic', { do: () => set(0), by: (of) => patchStatus(of, { abort: true }) }],
    ['all of the traffic', { do: () => set(100), by: (of) => patchStatus(of, { promoteFull: true }) }],
  ])('%s leaves exactly the object that kubectl leaves', async (_, { status, spec, do: act, by }) => {
    await created(namespace, status, spec);
    const other = await createNamespace(cluster.api, `${namespace}-by-hand`);
    await created(other, status, spec);
    await by(other);
    expect((await act()).verification).toMatchObject({ ok: true });
    expect(await seen()).toEqual(await seen(other));
  });

  it('undo leaves exactly the object that kubectl leaves', async () => {
    const other = await createNamespace(cluster.api, `${namespace}-by-hand`);
    for (const of of [namespace, other]) {
      await created(of);
      for (const revision of [1, 2]) await createRevision(cluster.kubernetes, of, revision);
    }
    const value = await templateOf(other, 1);
    await patchSpec(other, [{ op: 'replace', path: '/spec/template', value }], 'json');
    const outcome = await tell('undo');
    expect(outcome.verification).toMatchObject({ ok: true });
    expect(outcome.summary).toBe(`Rollout ${namespace}/models goes back to the pods of revision 1`);
    expect(await seen()).toEqual(await seen(other));
    expect(fieldAt(await live(namespace), 'spec', 'template', 'spec', 'containers', '0', 'image')).toBe(
      'models:1',
    );
  });

  it('0 % of one that is fully promoted goes back as kubectl does: undo, then promote --full', async () => {
    const other = await createNamespace(cluster.api, `${namespace}-by-hand`);
    const promoted = { currentPodHash: 'hash-2', stableRS: 'hash-2', currentStepIndex: 4 };
    const controllers: Promise<void>[] = [];
    for (const of of [namespace, other]) {
      await created(of, promoted);
      for (const revision of [1, 2]) await createRevision(cluster.kubernetes, of, revision);
      const newest = { revision: 3, history: [1] };
      controllers.push(takeUpTemplate(cluster.kubernetes, of, newest, soon()));
    }
    expect((await traffic().driver.read(soon())).result).toMatchObject({
      value: { percentage: 100, can: ['undo'] },
    });
    const shown = await cluster.door.door.preview(
      traffic().operations.setShare,
      { percentage: 0 },
      { readOnly: false, signal: soon() },
    );
    expect(shown.calls.map(({ path, body }) => [path, body])).toEqual([
      [
        `${rolloutsPath(namespace)}/models`,
        [
          expect.objectContaining({ path: '/metadata/resourceVersion' }),
          { op: 'replace', path: '/spec/template', value: await templateOf(namespace, 1) },
        ],
      ],
      [
        `${rolloutsPath(namespace)}/models/status`,
        expect.objectContaining({ status: { promoteFull: true } }),
      ],
    ]);
    expect(shown).toMatchObject({ dryRun: 'server', risk: 'change' });

    await patchSpec(
      other,
      [{ op: 'replace', path: '/spec/template', value: await templateOf(other, 1) }],
      'json',
    );
    await controllers[1];
    await patchStatus(other, { promoteFull: true });
    expect((await set(0)).verification).toEqual({
      ok: true,
      words: expect.stringContaining('goes back to the pods of revision 1'),
    });
    await controllers[0];
    expect(await seen()).toEqual(await seen(other));

    const now = await traffic().driver.read(soon());
    expect(now.result).toMatchObject({ ok: true, value: { percentage: 0, can: ['abort', 'undo'] } });
    expect((await set(0)).summary).toContain('says so already');
    await expect(set(50)).rejects.toMatchObject({ message: expect.stringContaining('only be set to 0 %') });

    await setRolloutStatus(cluster.kubernetes, namespace, { stableRS: 'hash-1', promoteFull: null });
    expect((await traffic().driver.read(soon())).result).toMatchObject({ value: { percentage: 0 } });
  });

  it('0 % of one that is fully promoted is not promoted for somebody else', async () => {
    await created(namespace, { currentPodHash: 'hash-2', stableRS: 'hash-2', currentStepIndex: 4 });
    for (const revision of [1, 2]) await createRevision(cluster.kubernetes, namespace, revision);
    const prepared = await traffic().operations.setShare.prepare({ percentage: 0 }, soon());
    const doing = prepared.execute(soon());
    await vi.waitFor(async () =>
      expect(fieldAt(await live(namespace), 'spec', 'template', 'spec', 'containers', '0', 'image')).toBe(
        'models:1',
      ),
    );
    await patchSpec(namespace, { spec: { template: podTemplate('models:9') } });
    await expect(doing).rejects.toThrow(
      /one half of it, and not the other: .*changed by somebody else meanwhile/,
    );
    expect(fieldAt(await live(namespace), 'status', 'promoteFull')).toBeUndefined();
  });

  it('0 % of one that is fully promoted and has no version before says so', async () => {
    await created(namespace, { currentPodHash: 'hash-2', stableRS: 'hash-2', currentStepIndex: 4 });
    await createRevision(cluster.kubernetes, namespace, 2);
    await expect(set(0)).rejects.toMatchObject({
      ...{ code: 'not-found', message: `Rollout ${namespace}/models has no earlier revision to go back to` },
    });
  });

  it('is shown exactly, with the version that it is for, and rehearsed by the server', async () => {
    await created(namespace);
    const preview = await cluster.door.door.preview(
      orders(),
      { order: 'abort' },
      { readOnly: false, signal: soon() },
    );
    expect(preview.calls).toEqual([
      {
        method: 'PATCH',
        path: `${rolloutsPath(namespace)}/models/status`,
        body: { metadata: { resourceVersion: expect.stringMatching(/^\d+$/) }, status: { abort: true } },
      },
    ]);
    expect(preview.dryRun).toBe('server');
    expect(preview.diff).toContain('+status.abort: true');
  });

  it('is refused where somebody else told it something meanwhile, and names them', async () => {
    await created(namespace);
    const prepared = await orders().prepare({ order: 'promote' }, soon());
    await patchStatus(namespace, { abort: true });
    const before = await seen();
    await expect(prepared.execute(soon())).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/changed by somebody else meanwhile/),
    });
    expect(await seen()).toEqual(before);
    const observed = await traffic().driver.read(soon());
    expect(movedByOthers(observed, 10)).toMatch(/says 0 %, not 10 %: moved by kubectl\S* at 20\S+Z$/);
  });

  it('is no conflict with its controller, which writes the status all the time', async () => {
    await created(namespace);
    const prepared = await orders().prepare({ order: 'abort' }, soon());
    await patchStatus(namespace, { availableReplicas: 3, observedGeneration: '1' });
    await prepared.execute(soon());
    expect(fieldAt(await live(namespace), 'status')).toMatchObject({ abort: true, availableReplicas: 3 });
  });

  it('to one that is deleted in the middle is not sent to another', async () => {
    await created(namespace);
    const prepared = await orders().prepare({ order: 'abort' }, soon());
    await cluster.kubectl('-n', namespace, 'delete', 'rollout', 'models');
    await expect(prepared.execute(soon())).rejects.toMatchObject({
      ...{ code: 'not-found', message: expect.stringContaining('somebody deleted it meanwhile') },
    });
  });

  it('is not given by whoever lost the right to it in the middle', async () => {
    await created(namespace);
    const kubectl = (...args: string[]) => cluster.kubectl('-n', namespace, ...args);
    await kubectl(
      'create',
      'role',
      'mover',
      '--verb=get,patch',
      '--resource=rollouts.argoproj.io,rollouts.argoproj.io/status',
    );
    await kubectl('create', 'rolebinding', 'mover', '--role=mover', '--user=nobody');
    const prepared = await orders(cluster.nobody).prepare({ order: 'abort' }, soon());
    await prepared.rehearse?.(soon());
    await kubectl('delete', 'rolebinding', 'mover');
    const before = await seen();
    await expect(prepared.execute(soon())).rejects.toMatchObject({ code: 'forbidden' });
    expect(await seen()).toEqual(before);
  });
});
