import type { Cluster } from '../cluster/index.ts';
import type { Kubernetes } from '../connect/kubernetes/index.ts';
import type { PostgresConnection } from '../connect/postgres.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { type Threshold, type ThresholdId, thresholdOf } from '../connect/profile/thresholds.ts';
import type { PrometheusConnection } from '../connect/prometheus.ts';
import type { RedisConnection } from '../connect/redis.ts';
import type { openStores } from '../connect/stores.ts';
import { type Clock, sleep, stopwatch } from '../kernel/clock.ts';
import { problemOf } from '../kernel/errors.ts';
import { type CacheLoad, readCacheLoad } from '../observe/load/cache.ts';
import { readClusterLoad } from '../observe/load/containers.ts';
import { readDatabaseLoad, readStatements, statementCosts } from '../observe/load/database.ts';
import type { Route } from '../observe/load/routes.ts';
import type { Store } from '../store/index.ts';
import type { Samples } from '../store/samples/index.ts';
import { judgeCache } from './cache.ts';
import { judgeDatabase } from './database.ts';
import type { Area, AreaFindings } from './finding.ts';
import { type Increases, increasesBetween, recordedIncreases } from './increases.ts';
import type { AreaScout } from './index.ts';
import { judgeNetwork } from './network.ts';
import { judgePods } from './pods.ts';
import { deploymentOf, routesOf } from './routes.ts';
import { readThrottling } from './throttling.ts';
import { isTrouble, troubleSuspect } from './trouble.ts';
import { usualTime } from './usual.ts';

/** Counters that no record reaches back for are read twice, so far apart. */
const TWICE_MS = 2000;
/** So many ways are looked at beside each other: more would measure our own thread. */
const ROUTES_AT_ONCE = 4;

/** How each area is looked at, over the connections of a profile. */
export function scoutsOf(options: {
  profile: Profile;
  stores: ReturnType<typeof openStores>;
  prometheus: PrometheusConnection | null;
  cluster: Pick<Cluster, 'configured' | 'connect' | 'namespace'>;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  store: Pick<Store, 'samples'>;
  clock: Clock;
  timeoutMs: number;
}): AreaScout[] {
  const { profile, stores, prometheus, cluster, thresholds, clock, timeoutMs } = options;
  const { samples } = options.store;
  const connect = cluster.configured ? cluster.connect : null;
  const { warning, target } = thresholdOf(thresholds, 'memory');
  return [
    databaseScout(stores.postgres, { samples, clock }),
    cacheScout(stores.redis, warning ?? target, { samples, clock }),
    networkScout(routesOf({ profile, stores, connect, clock, timeoutMs }), {
      profile,
      response: thresholdOf(thresholds, 'response-time'),
      samples,
      clock,
    }),
    podScout({ connect, namespace: cluster.namespace, thresholds, prometheus, samples, clock }),
  ];
}

interface Tools {
  samples: Pick<Samples, 'series' | 'points'>;
  clock: Clock;
}

/** How PostgreSQL is looked at. */
export function databaseScout(connection: PostgresConnection | null, { samples, clock }: Tools): AreaScout {
  return {
    area: 'database',
    needs: 'PostgreSQL (stores.postgres)',
    configured: connection !== null,
    async scout(signal) {
      if (!connection) return nothing();
      const over = stopwatch(clock);
      try {
        const before = await readCounts(connection);
        const first = await readStatements(connection);
        const recorded = recordedIncreases(samples, {
          series: {
            blocksHit: 'pg_stat_database_blks_hit',
            blocksRead: 'pg_stat_database_blks_read',
            deadlocks: 'pg_stat_database_deadlocks',
            tempBytes: 'pg_stat_database_temp_bytes',
          },
          labels: { job: 'postgres' },
          now: before,
          at: clock.now(),
        });
        // What a statement costs now is the difference of two readings; so are counters without a record.
        if (!recorded || Array.isArray(first)) await sleep(clock, TWICE_MS, signal);
        const load = await readDatabaseLoad(connection);
        const overMs = over();
        const increases = recorded ?? increasesBetween(before, await readCounts(connection), overMs);
        const costs =
          Array.isArray(first) && Array.isArray(load.statements)
            ? statementCosts(first, load.statements)
            : null;
        return judgeDatabase(load, { increases, costs, costsOverMs: overMs, at: clock.now() });
      } catch (error) {
        return troubleOf(error, signal, clock, {
          area: 'database',
          about: 'PostgreSQL',
          source: 'pg_stat_activity',
        });
      }
    },
  };
}

async function readCounts(connection: PostgresConnection): Promise<Record<string, number | null>> {
  const { counts } = await connection.status();
  const { blocksHit, blocksRead, deadlocks, tempBytes } = counts;
  return { blocksHit, blocksRead, deadlocks, tempBytes };
}

/** How Redis is looked at. @param memoryWarning share of its limit that the profile warns at */
export function cacheScout(
  connection: RedisConnection | null,
  memoryWarning: number,
  { samples, clock }: Tools,
): AreaScout {
  return {
    area: 'cache',
    needs: 'Redis (stores.redis)',
    configured: connection !== null,
    async scout(signal) {
      if (!connection) return nothing();
      const over = stopwatch(clock);
      const countsOf = ({ counts }: CacheLoad): Record<string, number | null> => ({ ...counts });
      try {
        let load = await readCacheLoad(connection, clock.now);
        let increases: Increases | null = recordedIncreases(samples, {
          series: {
            hits: 'redis_keyspace_hits_total',
            misses: 'redis_keyspace_misses_total',
            evictedKeys: 'redis_evicted_keys_total',
            rejectedConnections: 'redis_rejected_connections_total',
          },
          labels: { job: 'redis' },
          now: countsOf(load),
          at: clock.now(),
        });
        if (!increases) {
          const before = countsOf(load);
          await sleep(clock, TWICE_MS, signal);
          load = await readCacheLoad(connection, clock.now);
          increases = increasesBetween(before, countsOf(load), over());
        }
        return judgeCache(load, { increases, memoryWarning, at: clock.now() });
      } catch (error) {
        return troubleOf(error, signal, clock, { area: 'cache', about: 'Redis', source: 'INFO' });
      }
    },
  };
}

/** How the ways to the systems are looked at. */
export function networkScout(
  routes: readonly Route[],
  options: Tools & { profile: Profile; response: Threshold },
): AreaScout {
  const { samples, clock, profile, response } = options;
  return {
    area: 'network',
    needs: 'system with an address',
    configured: routes.length > 0,
    alone: true,
    async scout(signal) {
      const waiting = [...routes.entries()];
      const looks = new Map<number, Awaited<ReturnType<Route['look']>>>();
      const worker = async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          looks.set(next[0], await next[1].look(signal));
        }
      };
      await Promise.all(Array.from({ length: ROUTES_AT_ONCE }, worker));
      const at = clock.now();
      return judgeNetwork(
        routes.flatMap((_, index) => looks.get(index) ?? []),
        {
          usual: (system) => usualTime(samples, system, at),
          deployment: (system) => deploymentOf(profile, system),
          response: { warning: response.warning, critical: response.critical },
          at,
        },
      );
    },
  };
}

/** How pods and nodes are looked at. */
export function podScout(options: {
  connect: (() => Promise<Kubernetes>) | null;
  namespace: string;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  prometheus: PrometheusConnection | null;
  samples: Tools['samples'];
  clock: Clock;
}): AreaScout {
  const { connect, namespace, thresholds, prometheus, samples, clock } = options;
  const limitOf = (id: 'cpu' | 'memory') => {
    const { warning, target } = thresholdOf(thresholds, id);
    return warning ?? target;
  };
  return {
    area: 'pods',
    needs: 'cluster',
    configured: connect !== null,
    async scout(signal) {
      if (!connect) return nothing();
      const [load, throttled] = await Promise.all([
        connect().then((kubernetes) => readClusterLoad(kubernetes, namespace, signal)),
        readThrottling({ samples, prometheus, namespace, at: clock.now(), signal }),
      ]);
      const limits = { cpu: limitOf('cpu'), memory: limitOf('memory') };
      return judgePods(load, { limits, throttled, at: clock.now() });
    },
  };
}

function nothing(): AreaFindings {
  return { suspects: [], fine: [], blind: [] };
}

/** What the other side did wrong is a finding; what keeps us from asking is none. */
function troubleOf(
  error: unknown,
  signal: AbortSignal,
  clock: Clock,
  of: { area: Area; about: string; source: string },
): AreaFindings {
  const problem = problemOf(error);
  if (signal.aborted || !isTrouble(problem)) throw error;
  const suspect = troubleSuspect(problem, { ...of, id: `${of.area}/unreachable`, observedAt: clock.now() });
  return { ...nothing(), suspects: [suspect] };
}
