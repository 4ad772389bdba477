import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ControlCenter } from '../control-center/capabilities.ts';
import { followRollout } from './testing/follow.ts';
import {
  LEASES,
  MOVING,
  openRealCluster,
  type RealCluster,
  type RealProduction,
} from './testing/real-cluster.ts';
import type { RolloutView } from './view.ts';

const PATIENCE_MS = 120_000;
const WANTED = { percentages: '10,50,100', monitor: '2m,2m,0s', driver: '' } as const;
const AGREED = { readOnly: false, yes: true } as const;
const signal = new AbortController().signal;

let cluster: RealCluster;

beforeAll(async () => {
  cluster = await openRealCluster();
}, 120_000);
afterAll(() => cluster?.close());

/** With all the rights that a rollout takes. */
const production = async (...of: Parameters<RealCluster['open']>): Promise<RealProduction> => {
  const opened = await cluster.open(...of);
  await opened.allow('mover', MOVING);
  await opened.allow('holder', LEASES);
  return opened;
};
const follow = ({ center }: RealProduction, id: string, until?: (view: RolloutView) => boolean) =>
  followRollout({ ...center, clock: cluster.clock }, id, until);
const isWatched = ({ endedAt, asks, watched }: RolloutView) =>
  endedAt !== null || asks !== null || watched !== null;
const begun = async (of: RealProduction) => {
  const { id } = await of.center.rollouts.start(WANTED, AGREED);
  expect(await follow(of, id, isWatched)).toMatchObject({ state: 'progressing', percentage: 10 });
  return id;
};
/** Turned back, with the pauses between tries passed over. */
const ended = async ({ center }: { center: ControlCenter }, id: string): Promise<RolloutView> =>
  vi.waitFor(
    () => {
      const view = center.rollouts.get(id);
      if (view.endedAt === null) cluster.clock.jump(30_000);
      expect(view.endedAt).not.toBeNull();
      return view;
    },
    { timeout: 60_000, interval: 200 },
  );
const lines = ({ report }: RolloutView) => report.map(({ line }) => line).join('\n');

describe('a whole rollout on a real control plane', () => {
  it('moves the weights of an HTTPRoute stage by stage, and gives its lease back', {
    timeout: PATIENCE_MS,
  }, async () => {
    const of = await production({ driver: 'gateway', name: 'traffic', target: 'mlops-manager' });
    await of.create('gateway.networking.k8s.io/v1', 'httproutes', {
      ...{ apiVersion: 'gateway.networking.k8s.io/v1', kind: 'HTTPRoute', metadata: { name: 'traffic' } },
      spec: { rules: [{ backendRefs: [backend('mlops-manager', 0), backend('legacy-optimizer', 100)] }] },
    });
    const { id } = await of.center.rollouts.start(WANTED, AGREED);
    const view = await follow(of, id);

    expect(view).toMatchObject({ state: 'completed', percentage: 100, driver: 'gateway' });
    expect(view.stages.map(({ state }) => state)).toEqual(['passed', 'passed', 'passed']);
    const path = '-o=jsonpath={.metadata.generation} {.spec.rules[0].backendRefs[*].weight}';
    // Three writes since it was made, and nothing else.
    expect(await of.kubectl('get', 'httproute/traffic', path)).toBe('4 100 0');
    await vi.waitFor(
      async () =>
        expect(
          await of.kubectl('get', 'lease/acgs-rollout-gateway-traffic', '-o=jsonpath={.spec.holderIdentity}'),
        ).toBe(''),
      10_000,
    );
  });

  it('waits for a person when its config map is deleted in the middle, and makes none', {
    timeout: PATIENCE_MS,
  }, async () => {
    const of = await production();
    const id = await begun(of);
    await of.kubectl('delete', 'configmap', 'mlops-production-config');
    const waiting = await follow(of, id);
    expect(waiting).toMatchObject({ state: 'inconclusive', asks: { kind: 'decision' } });
    expect(waiting.why).toContain('config map');

    of.center.rollouts.abort(id, 'it is gone');
    const view = await ended(of, id);
    expect(view).toMatchObject({ state: 'degraded' });
    expect(lines(view)).toMatch(/Take all traffic away: failed: There is no config map/);
    expect(await of.written()).toBeNull();
  });

  it('waits for a person when its rights are taken away in the middle, and goes on when they are back', {
    timeout: PATIENCE_MS,
  }, async () => {
    const of = await production();
    const id = await begun(of);
    await of.allow('mover', null);
    const waiting = await follow(of, id);
    expect(waiting).toMatchObject({ state: 'inconclusive', percentage: 10, asks: { kind: 'decision' } });
    expect(waiting.why).toMatch(/cannot (get|list) resource/);
    expect(await of.written()).toMatchObject({ traffic_percentage: '10' });

    await of.allow('mover', MOVING);
    await of.center.rollouts.answer(
      { id, step: waiting.asks?.step ?? '', choice: 'watch-on', note: 'they are back', typed: null },
      { ...AGREED, signal },
    );
    expect(await follow(of, id)).toMatchObject({ state: 'completed', percentage: 100 });
    expect(await of.written()).toMatchObject({ traffic_percentage: '100' });
  });

  it('that cannot be turned back for want of rights says so, and which', {
    timeout: PATIENCE_MS,
  }, async () => {
    const of = await production();
    const id = await begun(of);
    await of.allow(
      'mover',
      MOVING.map((it) => ({ ...it, verbs: 'get,list,watch' })),
    );
    of.center.rollouts.abort(id, 'not well');
    const view = await ended(of, id);
    expect(view).toMatchObject({ state: 'degraded', can: { retry: true } });
    expect(lines(view)).toMatch(
      /Take all traffic away: failed: .*patch configmaps "mlops-production-config"/,
    );
    expect(await of.written()).toMatchObject({ traffic_percentage: '10' });
  });

  it('waits for a person when somebody else moves the share, and writes nothing over', {
    timeout: PATIENCE_MS,
  }, async () => {
    const of = await production();
    const id = await begun(of);
    const patch = '{"data":{"traffic_percentage":"37"}}';
    await of.kubectl('patch', 'configmap/mlops-production-config', '-p', patch);
    const waiting = await follow(of, id);
    expect(waiting).toMatchObject({ state: 'inconclusive', asks: { kind: 'decision' } });
    expect(waiting.why).toMatch(/37, wanted at least 10 and at most 10; .*moved by kubectl/);
    expect(await of.written()).toMatchObject({ traffic_percentage: '37' });
  });

  it('does not start where the lease is forbidden, and 0 % is written all the same', {
    timeout: PATIENCE_MS,
  }, async () => {
    const of = await production();
    await of.kubectl(
      'patch',
      'configmap/mlops-production-config',
      '-p',
      '{"data":{"mlops_enabled":"true","traffic_percentage":"50"}}',
    );
    await of.allow('holder', null);
    await expect(of.center.rollouts.start(WANTED, AGREED)).rejects.toMatchObject({
      code: 'forbidden',
      message: expect.stringMatching(
        /you lack the permission to get leases\.coordination\.k8s\.io .*; create .*; patch /,
      ),
    });
    expect(of.center.rollouts.list()).toEqual([]);

    const { id } = await of.center.rollouts.emergencyRollback({ reason: 'wrong', monitor: '1s' }, AGREED);
    const step = (name: string) => of.center.processes.get(id).steps.find((it) => it.id === name);
    await vi.waitFor(() => expect(step('disable')?.status).toBe('succeeded'), 60_000);
    expect(step('end')?.words).toMatch(
      /The lease could not be taken, all traffic is taken away all the same: .*leases/,
    );
    expect(await of.written()).toMatchObject({ mlops_enabled: 'false', traffic_percentage: '0' });
  });
});

function backend(name: string, weight: number) {
  return { name, port: 8000, weight };
}
