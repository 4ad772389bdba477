import type { HttpClient } from '../connect/http/client.ts';
import type { Profile } from '../connect/profile/schema.ts';
import { SERVICE_IDS, type ServiceId, systemName } from '../connect/profile/systems.ts';
import type { Secrets } from '../connect/secrets.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { letOthersRun } from '../kernel/slices.ts';
import { createTarget, type Target, type TargetOptions } from '../observe/scrape/target.ts';
import type { Samples } from '../store/samples/index.ts';

export interface MetricsTarget {
  target: Target;
  intervalMs: number;
}

export interface MetricsTargets {
  all: readonly MetricsTarget[];
  /** The page of a service that has an address. */
  ofService(id: ServiceId): Target | undefined;
}

/** What is scraped: every service with an address, InfluxDB, and the pages the profile names. */
export function createTargets(options: {
  profile: Profile;
  secrets: Secrets;
  http: HttpClient;
  samples: Samples;
  clock: Clock;
  log: Log;
  redactor: Redactor;
  intervalMs: number;
  timeoutMs: number;
}): MetricsTargets {
  const { profile, secrets, http, samples, clock, log, intervalMs, timeoutMs } = options;
  const shared = {
    http,
    samples,
    clock,
    pause: letOthersRun,
    redact: options.redactor.text,
    onMistake: (sentence: string) => log.warn(sentence),
  };
  const services = new Map(
    SERVICE_IDS.flatMap((id): [ServiceId, MetricsTarget][] => {
      const service = profile.services?.[id];
      if (service?.url === undefined) return [];
      const { host } = new URL(service.url);
      const name = systemName(id);
      const target = createTarget({
        ...shared,
        job: id,
        instance: host,
        url: `${service.url.replace(/\/+$/, '')}/metrics`,
        what: `${name} at ${host}`,
        hostHeader: service.hostHeader,
        timeoutMs: Math.min(timeoutMs, intervalMs),
      });
      return [[id, { target, intervalMs }]];
    }),
  );
  // Versions 1 and 2 show what they do to everybody who asks; those that do not are none that is down.
  const { influx } = profile.stores ?? {};
  const ofInflux = influx
    ? [influxTarget(influx.url, { ...shared, timeoutMs: Math.min(timeoutMs, intervalMs) })]
    : [];
  const named = (profile.scrape ?? []).map(({ job, url, token, intervalSeconds, timeoutSeconds }) => {
    const { host } = new URL(url);
    const everyMs = intervalSeconds === undefined ? intervalMs : intervalSeconds * 1000;
    const target = createTarget({
      ...shared,
      job,
      instance: host,
      url,
      what: `${job} at ${host}`,
      timeoutMs: Math.min(timeoutSeconds === undefined ? timeoutMs : timeoutSeconds * 1000, everyMs),
      ...(token
        ? {
            authorization: async () => ({
              authorization: `Bearer ${await secrets.resolve(token, `the token for ${job}`)}`,
            }),
          }
        : {}),
    });
    return { target, intervalMs: everyMs };
  });
  return {
    all: [...services.values(), ...ofInflux.map((target) => ({ target, intervalMs })), ...named],
    ofService: (id) => services.get(id)?.target,
  };
}

function influxTarget(
  address: string,
  shared: Omit<TargetOptions, 'job' | 'instance' | 'url' | 'what'>,
): Target {
  const { host } = new URL(address);
  const url = `${address.replace(/\/+$/, '')}/metrics`;
  return createTarget({ ...shared, job: 'influxdb', instance: host, url, what: `InfluxDB at ${host}` });
}
