import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { startSandbox } from '../../../sandbox/index.ts';
import { fieldAt } from '../../connect/kubernetes/fields.ts';
import { type Kubernetes, openKubernetes } from '../../connect/kubernetes/index.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import type { ObjectName } from '../operations/target.ts';
import { createLeases } from './lease.ts';
import { openTrafficCluster } from './testing/traffic-cluster.ts';

const soon = () => AbortSignal.timeout(30_000);
const alice = { holder: 'alice at desk-1', signal: soon() };
const bob = { holder: 'bob at desk-2', signal: soon() };

interface Subject {
  kubernetes: Kubernetes;
  close(): Promise<void>;
}

async function practice(): Promise<Subject> {
  const sandbox = await startSandbox();
  const profile: unknown = parse(await readFile(sandbox.profilePath, 'utf8'));
  const { cluster } = z
    .object({ cluster: z.object({ kubeconfig: z.string(), context: z.string() }) })
    .parse(profile);
  const kubernetes = await openKubernetes({
    ...{ cluster, clock: systemClock(), log: silentLog, redactor: createRedactor() },
  });
  return {
    kubernetes,
    async close() {
      await kubernetes.close();
      await sandbox.close();
    },
  };
}

describe.each([
  ['a real API server', () => openTrafficCluster({ kubelet: false })],
  ["the sandbox's API server", practice],
])('the lease of a rollout on %s', (_name, open) => {
  let subject: Subject;
  let kubernetes: Kubernetes;
  let lease: ObjectName;
  let path = '';
  let spaces = 0;

  beforeAll(async () => {
    subject = await open();
    ({ kubernetes } = subject);
  });
  afterAll(() => subject?.close());
  beforeEach(async () => {
    spaces += 1;
    lease = { namespace: `lease-${spaces}`, name: 'acgs-rollout-mlops-manager' };
    path = `/apis/coordination.k8s.io/v1/namespaces/${lease.namespace}/leases/${lease.name}`;
    await kubernetes.request({
      ...{ method: 'POST', path: '/api/v1/namespaces', body: { metadata: { name: lease.namespace } } },
    });
  });

  const desk = () => createLeases({ connect: async () => kubernetes, clock: systemClock() });

  /** As if it had been renewed so long ago. */
  const renewedBefore = (seconds: number) => {
    const renewTime = new Date(Date.now() - seconds * 1000).toISOString().replace('Z', '000Z');
    return kubernetes.request({
      ...{ method: 'PATCH', path, contentType: 'application/merge-patch+json' },
      body: { spec: { renewTime } },
    });
  };

  it('is got by the first of two operators, and names them to the second', async () => {
    const held = await desk().acquire(lease, alice);
    expect(held.takenFrom).toBeNull();
    await expect(desk().acquire(lease, bob)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(
        /^alice at desk-1 drives this rollout since 20\S+, last heard of at 20\S+ \(lease \S+\/acgs-rollout-mlops-manager\)$/,
      ),
    });
    expect(await desk().look(lease, soon())).toMatchObject({ holder: 'alice at desk-1' });
  });

  it('is an object as the leader election of Kubernetes writes it', async () => {
    await desk().acquire(lease, alice);
    const spec = fieldAt(await kubernetes.request({ path }), 'spec');
    expect(spec).toEqual({
      holderIdentity: 'alice at desk-1',
      leaseDurationSeconds: 60,
      acquireTime: expect.stringMatching(/^20.*\.\d{6}Z$/),
      renewTime: fieldAt(spec, 'acquireTime'),
      leaseTransitions: 0,
    });
  });

  it('is got by exactly one of many who ask at once', async () => {
    const ends = await Promise.allSettled(
      Array.from({ length: 8 }, (_, index) =>
        desk()
          .acquire(lease, { holder: `desk-${index}`, signal: soon() })
          .then(() => `desk-${index}`),
      ),
    );
    const got = ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
    expect(got).toHaveLength(1);
    expect(await desk().look(lease, soon())).toMatchObject({ holder: got[0] });
    for (const end of ends) {
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ code: 'refused' });
    }
  });

  it('is got again by the same operator after a restart, since when they first had it', async () => {
    await desk().acquire(lease, alice);
    const before = await desk().look(lease, soon());
    const again = await desk().acquire(lease, alice);
    expect(again.takenFrom).toBeNull();
    expect(await desk().look(lease, soon())).toMatchObject({ since: before?.since });
  });

  it('that expired is taken over, which its holder before learns with the next renewal', async () => {
    await desk().acquire(lease, alice);
    await renewedBefore(50);
    await expect(desk().acquire(lease, bob)).rejects.toMatchObject({ code: 'refused' });
    await renewedBefore(120);
    const second = await desk().acquire(lease, bob);
    expect(second.takenFrom).toMatchObject({ holder: 'alice at desk-1' });
    await expect(desk().renew(lease, alice)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringContaining('bob at desk-2 drives this rollout'),
    });
    // What is not ours any more is not given back either.
    await desk().release(lease, alice);
    expect(await desk().look(lease, soon())).toMatchObject({ holder: 'bob at desk-2' });
    expect(fieldAt(await kubernetes.request({ path }), 'spec', 'leaseTransitions')).toBe(1);
  });

  it('that is renewed does not expire', async () => {
    await desk().acquire(lease, alice);
    await renewedBefore(120);
    await desk().renew(lease, alice);
    await expect(desk().acquire(lease, bob)).rejects.toMatchObject({ code: 'refused' });
  });

  it('that is taken by force says why to its holder before, and no more once another one has it', async () => {
    await desk().acquire(lease, alice);
    const why = 'for an emergency rollback: wrong predictions';
    expect(await desk().acquire(lease, { ...bob, byForce: why })).toMatchObject({
      takenFrom: { holder: 'alice at desk-1' },
    });
    await desk().renew(lease, bob);
    await expect(desk().renew(lease, alice)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(
        /^bob at desk-2 drives this rollout .*, taken by force for an emerg.*: wrong/,
      ),
    });
    await desk().release(lease, bob);
    await expect(desk().renew(lease, alice)).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(
        /^This rollout does not have its lease any more, taken by force by bob at desk-2 for an emerg.*: wrong .* given back at 20/,
      ),
    });
    await desk().acquire(lease, alice);
    await expect(desk().renew(lease, bob)).rejects.toMatchObject({
      message: expect.not.stringContaining('by force'),
    });
  });

  it('lasts a minute of life, also where the clock of the server runs faster', async () => {
    const clock = systemClock({ timeScale: 60 });
    await createLeases({ connect: async () => kubernetes, clock }).acquire(lease, alice);
    expect(fieldAt(await kubernetes.request({ path }), 'spec', 'leaseDurationSeconds')).toBe(3600);
    await renewedBefore(3000);
    await expect(desk().acquire(lease, bob)).rejects.toMatchObject({ code: 'refused' });
  });

  it('that is given back is free at once', async () => {
    await desk().acquire(lease, alice);
    await desk().release(lease, alice);
    expect(await desk().look(lease, soon())).toBeNull();
    expect((await desk().acquire(lease, bob)).takenFrom).toBeNull();
  });

  it('that somebody deleted is made again with the next renewal', async () => {
    await desk().acquire(lease, alice);
    await kubernetes.request({ method: 'DELETE', path });
    await desk().renew(lease, alice);
    expect(await desk().look(lease, soon())).toMatchObject({ holder: 'alice at desk-1' });
  });
});
