import type { Kubernetes } from '../connect/kubernetes/index.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { isServiceId, SERVICE_IDS, type SystemId, systemName } from '../connect/profile/systems.ts';
import type { openStores } from '../connect/stores.ts';
import type { Clock } from '../kernel/clock.ts';
import { clusterRoute, httpRoute, type Route, storeRoute } from '../observe/load/routes.ts';

/** The ways from here to every system that the profile gives an address. */
export function routesOf(options: {
  profile: Profile;
  stores: ReturnType<typeof openStores>;
  connect: (() => Promise<Kubernetes>) | null;
  clock: Clock;
  timeoutMs: number;
}): Route[] {
  const { profile, stores, connect, clock, timeoutMs } = options;
  const shared = { clock, timeoutMs };
  const routes: Route[] = SERVICE_IDS.flatMap((system) => {
    const service = profile.services?.[system];
    if (service?.url === undefined) return [];
    const base = service.url.replace(/\/+$/, '');
    const isDashboard = system === 'monitoring-dashboard';
    return [
      httpRoute({
        ...shared,
        system,
        what: `${systemName(system)} at ${new URL(service.url).host}`,
        urls: isDashboard ? [`${base}/api/health`, `${base}/health`] : [`${base}/health`],
        hostHeader: service.hostHeader,
        source: isDashboard ? 'GET /api/health' : 'GET /health',
      }),
    ];
  });
  const named = profile.stores ?? {};
  const { postgres, redis, objects, influx } = stores;
  if (postgres && named.postgres) {
    const address = addressOf(named.postgres.url, 5432, false);
    const ask = () => postgres.status();
    routes.push(
      storeRoute({
        ...shared,
        system: 'postgres',
        what: whatOf('PostgreSQL', address),
        address,
        source: 'pg_stat_database',
        ask,
      }),
    );
  }
  if (redis && named.redis) {
    const address = addressOf(named.redis.url, 6379, named.redis.url.startsWith('rediss:'));
    const ask = () => redis.status();
    routes.push(
      storeRoute({
        ...shared,
        system: 'redis',
        what: whatOf('Redis', address),
        address,
        source: 'PING',
        ask,
      }),
    );
  }
  if (objects && named.objects) {
    const { objects: config } = named;
    const isTls = config.kind === 's3' && config.endpoint.startsWith('https:');
    const address = config.kind === 's3' ? addressOf(config.endpoint, isTls ? 443 : 80, isTls) : null;
    const what = address ? whatOf('Artifact store', address) : 'Artifact store';
    routes.push(
      storeRoute({
        ...shared,
        system: 'objects',
        what,
        address,
        source: 'artifact store listing',
        ask: objects.status,
      }),
    );
  }
  if (influx && named.influx) {
    const isTls = named.influx.url.startsWith('https:');
    const address = addressOf(named.influx.url, isTls ? 443 : 80, isTls);
    routes.push(
      storeRoute({
        ...shared,
        system: 'influx',
        what: whatOf('InfluxDB', address),
        address,
        source: 'GET /ping',
        ask: influx.status,
      }),
    );
  }
  if (connect) routes.push(clusterRoute({ ...shared, connect }));
  return routes;
}

/** The deployment of a service, where the profile names one. */
export function deploymentOf({ services }: Profile, system: SystemId): string | null {
  return isServiceId(system) ? (services?.[system]?.deployment ?? null) : null;
}

function addressOf(url: string, port: number, tls: boolean) {
  const { hostname, port: written } = new URL(url);
  return { host: hostname.replace(/^\[|\]$/g, ''), port: Number(written || port), tls };
}

function whatOf(name: string, { host, port }: { host: string; port: number }): string {
  return `${name} at ${host}:${port}`;
}
