import type { Benchmark } from '../benchmark.ts';
import { runTimed } from '../programs/child.ts';
import { openBrowserFor, openClusterPage, showAll } from '../programs/cluster-page.ts';
import { IDLE, openIdleLoop } from '../programs/loop.ts';

/** More would be felt (RAIL asks for 50 ms a task, and a host has other windows and commands to serve). */
const LIMIT_P99_MS = 25;
const LIMIT_BYTES = 3000;

/**
 * A page that shows one of ten namespaces is asked for all of them: its host has the other pods yet to list, and has
 * loaded everything else. kubectl is a whole process with its discovery cache warm.
 */
export const clusterLoad: Benchmark = {
  name: 'load',
  figures: [
    {
      title: '10,000 pods, from asking to the complete table in the page',
      unit: 'ms',
      limit: 'peer',
      peers: ['kubectl get pods -A'],
    },
    {
      title: 'event loop of the host meanwhile, 99th percentile',
      unit: 'ms',
      limit: LIMIT_P99_MS,
      peers: [IDLE],
    },
    { title: 'longest block of the host meanwhile', unit: 'ms', peers: [IDLE] },
    { title: 'longest task of the page meanwhile, 0 when under 50 ms', unit: 'ms', peers: [] },
    { title: 'retained of each pod by the host', unit: 'B', limit: LIMIT_BYTES, peers: [] },
    { title: 'retained of each pod by the page', unit: 'B', limit: LIMIT_BYTES, peers: [] },
  ],
  rounds: 5,
  needs: ['control-plane', 'kubectl', 'chromium'],
  uses: 'cluster',
  async prepare(stage) {
    const cluster = await stage.cluster();
    const { podCount, podsPerNamespace } = cluster;
    const browser = await openBrowserFor(stage);
    const idle = await openIdleLoop(stage);
    return async () => {
      const { host, page, weigh, close } = await openClusterPage(stage, browser, cluster);
      try {
        const before = { host: await host.weigh(), page: await weigh() };
        host.begin();
        idle.begin();
        const { completeMs, longestTaskMs } = await showAll(page, podCount);
        const [delay, idleDelay] = await Promise.all([host.end(), idle.end()]);
        const after = { host: await host.weigh(), page: await weigh() };
        const words = cluster.kubectl('get', 'pods', '--all-namespaces', '--no-headers');
        const { elapsedMs, stdout } = await runTimed(...words, { signal: stage.signal });
        if (stdout.trim().split('\n').length !== podCount) throw new Error('kubectl did not list every pod.');
        return [
          { ours: completeMs, peers: [elapsedMs] },
          { ours: delay.p99Ms, peers: [idleDelay.p99Ms] },
          { ours: delay.maxMs, peers: [idleDelay.maxMs] },
          { ours: longestTaskMs, peers: [] },
          { ours: (after.host - before.host) / podCount, peers: [] },
          // The page had the own namespace's rows before, and has them no more.
          { ours: (after.page - before.page) / (podCount - podsPerNamespace), peers: [] },
        ];
      } finally {
        await close();
      }
    };
  },
};
