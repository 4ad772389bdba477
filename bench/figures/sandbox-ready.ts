import { startControlPlane } from '../../test/servers/control-plane.ts';
import { startInflux } from '../../test/servers/influx.ts';
import { startObjectStore } from '../../test/servers/object-store.ts';
import { startPostgres } from '../../test/servers/postgres.ts';
import { startRedis } from '../../test/servers/redis.ts';
import { type Benchmark, inTurn } from '../benchmark.ts';
import { openPracticeSandbox } from '../stage/practice-sandbox.ts';

const PEER = 'control plane + PostgreSQL + Redis + InfluxDB + S3, started at once';

/**
 * The peer is what a practice production would otherwise be made of: the real servers, started side by side as fast
 * as they go. It is the lighter side: no fourteen services, no pods, no data in its stores.
 */
export const sandboxReady: Benchmark = {
  name: 'sandbox',
  figures: [
    { title: 'acgs sandbox up, start to ready line', unit: 'ms', limit: 4000, peers: [PEER] },
    { title: 'the same on a machine that never ran it', unit: 'ms', limit: 4000, peers: [PEER] },
  ],
  rounds: 5,
  needs: ['control-plane', 'postgres', 'redis', 'influx', 'objects'],
  uses: 'nothing',
  async prepare(stage) {
    const ready = async (env: Readonly<Record<string, string>>) => {
      const sandbox = await openPracticeSandbox(stage.signal, env);
      await sandbox.close();
      return sandbox.readyMs;
    };
    const warm = inTurn(() => ready({}), startServers);
    return async () => {
      const usual = await warm();
      // Neither Node's compile cache nor PostgreSQL's template: both are in the user's cache folder.
      const first = await ready({ XDG_CACHE_HOME: await stage.folder() });
      return [usual, { ours: first, peers: usual.peers }];
    };
  },
};

async function startServers(): Promise<number> {
  const startedAt = performance.now();
  const servers = await Promise.allSettled([
    startControlPlane(),
    startPostgres(),
    startRedis(),
    startInflux(),
    startObjectStore(),
  ]);
  const elapsedMs = performance.now() - startedAt;
  for (const server of servers) if (server.status === 'fulfilled') await server.value.close();
  const broken = servers.find((server) => server.status === 'rejected');
  if (broken) throw broken.reason;
  return elapsedMs;
}
