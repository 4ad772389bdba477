import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { HttpClient } from './http/client.ts';
import { openInflux } from './influx.ts';
import { openObjects } from './objects/object-store.ts';
import { openPostgres } from './postgres.ts';
import type { Profile } from './profile/schema.ts';
import { openRedis } from './redis.ts';
import type { Secrets } from './secrets.ts';

/** The stores that a profile names; null for those it does not. Nothing is connected before it is asked for. */
export function openStores(
  { postgres, redis, objects, influx }: NonNullable<Profile['stores']>,
  reach: { secrets: Secrets; clock: Clock; log: Log; http: HttpClient; timeoutMs: number },
) {
  return {
    postgres: postgres ? openPostgres(postgres, reach) : null,
    redis: redis ? openRedis(redis, reach) : null,
    objects: objects ? openObjects(objects, reach) : null,
    influx: influx ? openInflux(influx, reach) : null,
  };
}
