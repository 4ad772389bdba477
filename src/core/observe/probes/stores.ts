import type { InfluxConnection } from '../../connect/influx.ts';
import type { ObjectStore } from '../../connect/objects/object-store.ts';
import type { PostgresConnection } from '../../connect/postgres.ts';
import type { RedisConnection } from '../../connect/redis.ts';
import type { ModelRegistry, RegistryReading } from '../model-registry.ts';
import { knownFigures, knownSeries, type Probe, storeReading } from './probe.ts';

/** @param registry read after its server, whose answer is not kept waiting by it; left out: none is looked for */
export function createPostgresProbe(connection: PostgresConnection, registry?: ModelRegistry): Probe {
  return {
    subject: 'postgres',
    source: 'pg_stat_database',
    async run() {
      const status = await connection.status();
      const registered = await registry?.read();
      const { connectionsUsed, connectionsMax, cacheHitRatio, responseTimeMs } = status;
      const exhausted = connectionsUsed >= connectionsMax;
      // The guide's S15 is the primary: a standby in its place answers, but every write fails.
      const reason = status.inRecovery
        ? 'is a standby: it cannot be written to'
        : exhausted
          ? `all ${connectionsMax} connections are in use`
          : null;
      return storeReading({
        status: reason === null ? 'operational' : 'degraded',
        reason,
        responseTimeMs,
        version: status.version,
        detail: `${status.inRecovery ? 'standby' : 'primary'}, ${connectionsUsed} of ${connectionsMax} connections`,
        figures: knownFigures({
          response_time_ms: responseTimeMs,
          connections_used: connectionsUsed,
          connections_max: connectionsMax,
          cache_hit_ratio: cacheHitRatio,
          ...(registered ? registryFigures(registered) : {}),
        }),
        ...(registered ? { registry: registered } : {}),
        series: [
          ...knownSeries({
            pg_settings_max_connections: connectionsMax,
            pg_stat_database_numbackends: connectionsUsed,
          }),
          ...knownSeries(
            {
              pg_database_size_bytes: status.counts.sizeBytes,
              pg_stat_database_xact_commit: status.counts.commits,
              pg_stat_database_xact_rollback: status.counts.rollbacks,
              pg_stat_database_blks_read: status.counts.blocksRead,
              pg_stat_database_blks_hit: status.counts.blocksHit,
              pg_stat_database_deadlocks: status.counts.deadlocks,
              pg_stat_database_temp_bytes: status.counts.tempBytes,
            },
            { datname: status.database },
          ),
        ],
      });
    },
  };
}

function registryFigures({ serving, deployments }: RegistryReading): Record<string, number | null> {
  const rate =
    deployments === null || deployments.ended === 0 ? null : deployments.succeeded / deployments.ended;
  return {
    serving_models: serving.length,
    registered_accuracy: serving.length === 0 ? null : Math.min(...serving.map(({ accuracy }) => accuracy)),
    deployments_ended: deployments?.ended ?? null,
    deployment_success: rate,
  };
}

export function createRedisProbe(connection: RedisConnection): Probe {
  return {
    subject: 'redis',
    source: 'PING and INFO',
    async run() {
      const status = await connection.status();
      return storeReading({
        status: status.primaryLost ? 'degraded' : 'operational',
        reason: status.primaryLost ? 'is a replica that has lost its primary' : null,
        responseTimeMs: status.responseTimeMs,
        version: status.version,
        detail:
          status.hitRatio === null ? 'no lookups yet' : `hit rate ${(status.hitRatio * 100).toFixed(1)} %`,
        figures: knownFigures({
          response_time_ms: status.responseTimeMs,
          cache_hit_ratio: status.hitRatio,
          memory_used_bytes: status.memoryUsedBytes,
          memory_max_bytes: status.memoryMaxBytes,
          clients: status.clients,
        }),
        series: knownSeries({
          redis_memory_used_bytes: status.memoryUsedBytes,
          redis_memory_max_bytes: status.memoryMaxBytes,
          redis_connected_clients: status.clients,
          redis_keyspace_hits_total: status.counts.hits,
          redis_keyspace_misses_total: status.counts.misses,
          redis_evicted_keys_total: status.counts.evictedKeys,
          redis_rejected_connections_total: status.counts.rejectedConnections,
          redis_commands_processed_total: status.counts.commands,
        }),
      });
    },
  };
}

export function createObjectsProbe(store: ObjectStore): Probe {
  return {
    subject: 'objects',
    source: 'artifact store listing',
    async run(signal) {
      const status = await store.status(signal);
      const readOnly = status.writable === false;
      return storeReading({
        status: readOnly ? 'degraded' : 'operational',
        reason: readOnly ? 'cannot be written to by this user' : null,
        responseTimeMs: status.responseTimeMs,
        version: null,
        detail: status.detail,
        figures: knownFigures({
          response_time_ms: status.responseTimeMs,
          free_bytes: status.freeBytes,
          size_bytes: status.sizeBytes,
          used_bytes: status.usedBytes,
        }),
        series: knownSeries({
          artifact_store_free_bytes: status.freeBytes,
          artifact_store_size_bytes: status.sizeBytes,
          artifact_store_used_bytes: status.usedBytes,
        }),
      });
    },
  };
}

export function createInfluxProbe(connection: InfluxConnection, database: string): Probe {
  return {
    subject: 'influx',
    source: 'GET /ping and SHOW DATABASES',
    async run(signal) {
      const status = await connection.status(signal);
      return storeReading({
        status: status.hasDatabase ? 'operational' : 'degraded',
        reason: status.hasDatabase ? null : `there is no database ${database}`,
        responseTimeMs: status.responseTimeMs,
        version: status.version,
        detail: status.hasDatabase ? `database ${database}` : null,
        figures: knownFigures({ response_time_ms: status.responseTimeMs }),
      });
    },
  };
}
