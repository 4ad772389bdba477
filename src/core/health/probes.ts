import type { HttpClient } from '../connect/http/client.ts';
import type { InfluxConnection } from '../connect/influx.ts';
import type { ObjectStore } from '../connect/objects/object-store.ts';
import type { PostgresConnection } from '../connect/postgres.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { SERVICE_IDS, type ServiceId } from '../connect/profile/systems.ts';
import type { RedisConnection } from '../connect/redis.ts';
import type { Clock } from '../kernel/clock.ts';
import { createModelRegistry } from '../observe/model-registry.ts';
import type { ServicePages } from '../observe/page-figures.ts';
import type { Probe } from '../observe/probes/probe.ts';
import { createServiceProbe } from '../observe/probes/service.ts';
import {
  createInfluxProbe,
  createObjectsProbe,
  createPostgresProbe,
  createRedisProbe,
} from '../observe/probes/stores.ts';
import type { Target } from '../observe/scrape/target.ts';

/** The stores the profile names, as connections; null where it names none. */
export interface StoreConnections {
  postgres: PostgresConnection | null;
  redis: RedisConnection | null;
  objects: ObjectStore | null;
  influx: InfluxConnection | null;
}

/** The registry may take this share of a look at its server, so that it never costs it. */
const REGISTRY_TIME_SHARE = 0.4;

/** One probe for each service with an address and for each store. */
export function probesOf(options: {
  profile: Profile;
  expectedHash: string;
  http: HttpClient;
  stores: StoreConnections;
  clock: Clock;
  timeoutMs: number;
  /** What pages of metrics say. */
  figuresOf: ServicePages['figuresOf'];
  /** The page of metrics of a service, and how old it may be to count for a look. */
  metricsOf: (id: ServiceId) => Target | undefined;
  metricsMaxAgeMs: () => number;
}): Probe[] {
  const { profile, expectedHash, http, stores, clock, timeoutMs } = options;
  const probes: Probe[] = SERVICE_IDS.flatMap((id) => {
    const service = profile.services?.[id];
    const metrics = options.metricsOf(id);
    if (service?.url === undefined || !metrics) return [];
    return [
      createServiceProbe({
        id,
        url: service.url,
        hostHeader: service.hostHeader,
        expectedHash,
        http,
        metrics,
        figuresOf: options.figuresOf(id),
        metricsMaxAgeMs: options.metricsMaxAgeMs,
        clock,
        timeoutMs,
      }),
    ];
  });
  if (stores.postgres) {
    const connection = stores.postgres;
    const registry = createModelRegistry({ connection, clock, timeoutMs: timeoutMs * REGISTRY_TIME_SHARE });
    probes.push(createPostgresProbe(connection, registry));
  }
  if (stores.redis) probes.push(createRedisProbe(stores.redis));
  if (stores.objects) probes.push(createObjectsProbe(stores.objects));
  if (stores.influx && profile.stores?.influx) {
    probes.push(createInfluxProbe(stores.influx, profile.stores.influx.database));
  }
  return probes;
}
