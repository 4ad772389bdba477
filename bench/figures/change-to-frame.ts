import { setTimeout as delay } from 'node:timers/promises';
import { createRouterClient } from '@orpc/server';
import { loadProfile } from '../../src/core/connect/profile/load.ts';
import { openControlCenter } from '../../src/core/control-center.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { createRouter } from '../../src/core/router.ts';
import type { Json, KubernetesObject } from '../../test/servers/kubernetes-api.ts';
import type { Benchmark } from '../benchmark.ts';
import { launch } from '../programs/child.ts';
import type { FullCluster } from '../stage/full-cluster.ts';
import type { Stage } from '../stage/stage.ts';

/** Tables give at most ten frames a second: changes that are meant to be seen one by one are further apart. */
const BETWEEN_CHANGES_MS = 150;
const GIVE_UP_MS = 15_000;
const PEERS = ['kubectl get pods -A --watch prints it'];

/**
 * From sending one pod's new restart count to the API server until it is in a frame of the contract, on a screen with
 * 10,000 pods. kubectl watches the same pods and sees the same change.
 */
export const changeToFrame: Benchmark = {
  name: 'change',
  figures: [
    { title: 'pod change to frame, 10,000 pods on screen', unit: 'ms', peers: PEERS },
    { title: '95th percentile of the same', unit: 'ms', statistic: 'p95', peers: PEERS },
  ],
  rounds: 40,
  warmUps: 3,
  needs: ['control-plane', 'kubectl'],
  uses: 'cluster',
  async prepare(stage) {
    const cluster = await stage.cluster();
    const ours = createSightings();
    const peer = createSightings();
    await followOnScreen(stage, cluster, ours.saw);
    await followWithKubectl(stage, cluster, peer.saw);
    const change = await restarter(cluster);
    let restarts = 0;
    return async () => {
      await delay(BETWEEN_CHANGES_MS, undefined, { signal: stage.signal });
      restarts += 1;
      const seen = Promise.all([ours.of(restarts), peer.of(restarts)]);
      const sentAt = performance.now();
      await change(restarts);
      const late = AbortSignal.any([stage.signal, AbortSignal.timeout(GIVE_UP_MS)]);
      const [oursAt, peerAt] = await orAborted(seen, late);
      const reading = { ours: oursAt - sentAt, peers: [peerAt - sentAt] };
      return [reading, reading];
    };
  },
};

/** When each restart count of the pod was first seen. */
function createSightings() {
  const expected = new Map<number, (at: number) => void>();
  return {
    of: (restarts: number) => new Promise<number>((resolve) => expected.set(restarts, resolve)),
    saw(restarts: number) {
      expected.get(restarts)?.(performance.now());
      expected.delete(restarts);
    },
  };
}

/** Resolves when all pods are there. */
async function followOnScreen(
  stage: Stage,
  { profilePath, pod, podCount }: FullCluster,
  saw: (restarts: number) => void,
): Promise<void> {
  const center = await openControlCenter({
    profile: await loadProfile(profilePath),
    dataDirectory: ':memory:',
    clock: systemClock(),
    log: silentLog,
    redactor: createRedactor(),
  });
  stage.defer(() => center.close());
  center.start();
  const router = createRouter(center, { kind: 'browser', version: '0', sandboxNotice: null });
  const leave = new AbortController();
  const frames = await createRouterClient(router).cluster.pods(
    { namespaces: 'all' },
    { signal: leave.signal },
  );
  const complete = Promise.withResolvers<void>();
  const follow = async () => {
    let arrived = 0;
    for await (const frame of frames) {
      arrived += frame.rows.length;
      if (arrived >= podCount) complete.resolve();
      const row = frame.rows.find(({ key }) => key === `${pod.namespace}/${pod.name}`);
      if (row) saw(row.restarts);
    }
  };
  const following = follow().catch(complete.reject);
  stage.defer(async () => {
    leave.abort();
    await following;
  });
  await orAborted(complete.promise, stage.signal);
}

/** Resolves when kubectl has printed what was there before. */
async function followWithKubectl(
  stage: Stage,
  { kubectl, pod, podCount }: FullCluster,
  saw: (restarts: number) => void,
): Promise<void> {
  const words = kubectl('get', 'pods', '--all-namespaces', '--watch', '--no-headers');
  const watch = launch(...words, { signal: stage.signal });
  stage.defer(watch.stop);
  for (let printed = 0; printed < podCount; printed += 1) await watch.nextLine();
  const follow = async () => {
    for (;;) {
      // NAMESPACE NAME READY STATUS RESTARTS AGE
      const [namespace, name, , , restarts] = (await watch.nextLine()).text.split(/\s+/);
      if (namespace === pod.namespace && name === pod.name) saw(Number(restarts));
    }
  };
  // It ends when the benchmark is over; a change it then misses is reported by the round that waits for it.
  follow().catch(() => {});
}

/** Reports the pod's first container as restarted so often, as its kubelet would. */
async function restarter({
  control: { api },
  pod,
}: FullCluster): Promise<(restarts: number) => Promise<void>> {
  const path = `/api/v1/namespaces/${pod.namespace}/pods/${pod.name}`;
  const { status } = await api.get<KubernetesObject & { status: { containerStatuses: Json[] } }>(path);
  const [first] = status.containerStatuses;
  return async (restartCount) => {
    const containerStatuses = [{ ...Object(first), restartCount }];
    await api.patch(`${path}/status`, { status: { containerStatuses } });
  };
}

function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return Promise.race([promise, aborted]);
}
