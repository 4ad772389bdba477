import type { Conditions } from '../conditions.ts';
import type { SystemFigures } from '../load-curve.ts';
import { type Loopback, listenOnLoopback } from '../loopback.ts';
import type { Pace } from '../pace.ts';
import { type ServiceDefinition, type ServiceId, serviceCatalogue } from './catalogue.ts';
import { createServiceServer } from './server.ts';
import { createTraffic } from './traffic.ts';

/** One running service of the practice production. */
export interface RunningService {
  definition: ServiceDefinition;
  url: string;
  port: Loopback;
  /** Lets the counters follow what the conditions now say. */
  noteConditions(): void;
}

interface ServicesOptions {
  /** What pages of metrics tell besides what they always do. */
  besides?: (service: ServiceId) => string;
  conditions: Conditions;
  figures: () => SystemFigures;
  pace: Pace;
  /** How many times as many requests as usual. */
  traffic: number;
  onRead: (service: ServiceId, path: string) => void;
  now: () => number;
}

/** Counters look back on three weeks of traffic. */
const historyMs = 21 * 86_400_000;

export async function startServices(
  options: ServicesOptions,
): Promise<ReadonlyMap<ServiceId, RunningService>> {
  const running = await Promise.all(serviceCatalogue.map((definition) => startService(definition, options)));
  return new Map(running.map((service) => [service.definition.id, service]));
}

async function startService(
  definition: ServiceDefinition,
  { conditions, figures, pace, traffic: times, onRead, now, besides = () => '' }: ServicesOptions,
): Promise<RunningService> {
  const own = conditions.services[definition.id];
  const startedMs = now() - historyMs;
  const traffic = createTraffic(definition.requestsPerSecond * times, startedMs);
  let portNumber = 0;
  const server = createServiceServer({
    service: definition,
    conditions: own,
    traffic,
    figures,
    auditCoverage: () => (conditions.auditGap ? 0.871 : 0.994),
    metricsGone: () => conditions.metricsGone,
    onRead: (path) => onRead(definition.id, path),
    now,
    pace,
    startedMs,
    port: () => portNumber,
    besides: () => besides(definition.id),
  });
  const port = await listenOnLoopback(server);
  portNumber = port.port;
  return {
    definition,
    url: `http://127.0.0.1:${port.port}`,
    port,
    noteConditions: () => traffic.disturb(now(), own.slowMs, own.errorRate),
  };
}
