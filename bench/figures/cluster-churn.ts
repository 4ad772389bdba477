import type { Benchmark } from '../benchmark.ts';
import { launch } from '../programs/child.ts';
import { CHANGES_PER_SECOND, type SentChange, startChurn } from '../programs/churn.ts';
import {
  keysInView,
  openBrowserFor,
  openClusterPage,
  showAll,
  watchRestarts,
} from '../programs/cluster-page.ts';
import { IDLE, openIdleLoop } from '../programs/loop.ts';
import type { FullCluster } from '../stage/full-cluster.ts';
import type { Stage } from '../stage/stage.ts';
import { summarize } from '../statistics.ts';

const WATCH_SECONDS = 30;
const WATCHED_ROWS = 20;
const LIMIT_P99_MS = 25;
const LIMIT_CHANGE_MS = 300;
const KUBECTL = 'kubectl get pods -A --watch prints it';
/** A floor: who watches can be told at that moment at the earliest. */
const TAKEN = 'the API server has taken it';

/** All 10,000 pods in the page, of which another process changes 200 a second; a tenth of the changes is on the screen. */
export const clusterChurn: Benchmark = {
  name: 'churn',
  figures: [
    {
      title: `pod change to its row in the page, ${CHANGES_PER_SECOND} a second, median`,
      unit: 'ms',
      peers: [KUBECTL, TAKEN],
    },
    { title: '95th percentile of the same', unit: 'ms', limit: LIMIT_CHANGE_MS, peers: [KUBECTL, TAKEN] },
    { title: 'event loop of the host, 99th percentile', unit: 'ms', limit: LIMIT_P99_MS, peers: [IDLE] },
    { title: 'longest block of the host', unit: 'ms', peers: [IDLE] },
    { title: 'longest task of the page, 0 when under 50 ms', unit: 'ms', peers: [] },
  ],
  rounds: 3,
  warmUps: 0,
  needs: ['control-plane', 'kubectl', 'chromium'],
  uses: 'cluster',
  async prepare(stage) {
    const cluster = await stage.cluster();
    const browser = await openBrowserFor(stage);
    const idle = await openIdleLoop(stage);
    const kubectl = await followWithKubectl(stage, cluster);
    return async () => {
      const { host, page, close } = await openClusterPage(stage, browser, cluster);
      try {
        await showAll(page, cluster.podCount);
        const churn = await startChurn(stage, cluster);
        churn.watch((await keysInView(page)).slice(0, WATCHED_ROWS));
        kubectl.clear();
        host.begin();
        idle.begin();
        const { sightings, longestTaskMs } = await watchRestarts(page, WATCH_SECONDS * 1000);
        const [delay, idleDelay] = await Promise.all([host.end(), idle.end()]);
        const seen = new Map(sightings.map(({ restarts, at }) => [restarts, at]));
        const { changes, perSecond } = await churn.stop();
        if (perSecond < CHANGES_PER_SECOND * 0.95) {
          throw new Error(`The API server took only ${Math.round(perSecond)} changes a second.`);
        }
        const ours = latencies(changes, seen);
        const peer = latencies(changes, kubectl);
        const taken = latencies(
          changes,
          new Map(changes.map(({ restarts, answeredAt }) => [restarts, answeredAt])),
        );
        return [
          { ours: ours.median, peers: [peer.median, taken.median] },
          { ours: ours.p95, peers: [peer.p95, taken.p95] },
          { ours: delay.p99Ms, peers: [idleDelay.p99Ms] },
          { ours: delay.maxMs, peers: [idleDelay.maxMs] },
          { ours: longestTaskMs, peers: [] },
        ];
      } finally {
        await close();
      }
    };
  },
};

/** From sending each change until it was seen. A screen may pass over one that another of the same pod followed. */
function latencies(changes: readonly SentChange[], seen: ReadonlyMap<number, number>) {
  const found = changes.flatMap(({ restarts, sentAt }) => {
    const at = seen.get(restarts);
    return at === undefined ? [] : [at - sentAt];
  });
  if (found.length < changes.length / 2) {
    throw new Error(`Only ${found.length} of ${changes.length} changes were seen.`);
  }
  return summarize(found);
}

/** When kubectl printed each restart count. Resolves when it has printed what was there before. */
async function followWithKubectl(
  stage: Stage,
  { kubectl, podCount }: FullCluster,
): Promise<Map<number, number>> {
  const words = kubectl('get', 'pods', '--all-namespaces', '--watch', '--no-headers');
  const watch = launch(...words, { signal: stage.signal });
  stage.defer(watch.stop);
  for (let printed = 0; printed < podCount; printed += 1) await watch.nextLine();
  const printedAt = new Map<number, number>();
  const follow = async () => {
    for (;;) {
      // NAMESPACE NAME READY STATUS RESTARTS AGE
      const [, , , , restarts] = (await watch.nextLine()).text.split(/\s+/);
      printedAt.set(Number(restarts), performance.timeOrigin + performance.now());
    }
  };
  // It ends when the benchmark is over.
  follow().catch(() => {});
  return printedAt;
}
