import type { Profile } from '../connect/profile/schema.ts';
import type { SystemId } from '../connect/profile/systems.ts';
import type { Log } from '../kernel/log.ts';
import { letOthersRun } from '../kernel/slices.ts';
import type { Observation, Reading } from '../observe/observation.ts';
import { createSeriesWriter, type SeriesWriter, type WrittenSample } from '../observe/series-writer.ts';
import type { Usage } from '../observe/usage.ts';
import type { Samples } from '../store/samples/index.ts';
import { createKnownSeriesMemory } from './known-series.ts';

/**
 * What is looked at without a page of metrics, as series under the names that the field's exporters use:
 * postgres_exporter's for PostgreSQL, redis_exporter's for Redis, the kubelet's for what nodes and pods use.
 */
export interface LookSeries {
  /** One look at a store. */
  observed(observation: Observation<Reading>): void;
  /** What nodes and pods use, as metrics.k8s.io said it at a moment. */
  used(usage: Usage, at: number): void;
  /** Resolves when all that was seen is recorded. */
  settled(): Promise<void>;
}

/** Pods of other namespaces are shown, not recorded: there may be tens of thousands. */
const USAGE_SOURCE = 'metrics.k8s.io';

export function createLookSeries(options: {
  samples: Samples;
  profile: Profile;
  /** The profile's namespace. */
  namespace: string;
  log: Log;
}): LookSeries {
  const { samples, profile, namespace, log } = options;
  const writers = new Map<
    string,
    { writer: SeriesWriter; memory: ReturnType<typeof createKnownSeriesMemory> }
  >();
  let writing: Promise<unknown> = Promise.resolve();

  const writerOf = (source: string, labels: Readonly<Record<string, string>>) => {
    let known = writers.get(source);
    if (!known) {
      const writer = createSeriesWriter({ samples, source, labels, pause: letOthersRun });
      known = { writer, memory: createKnownSeriesMemory() };
      writers.set(source, known);
    }
    return known;
  };

  const write = (
    at: number,
    { writer, memory }: ReturnType<typeof writerOf>,
    values: readonly { name: string; labels?: Readonly<Record<string, string>>; value: number }[],
  ) => {
    const shown = values.map(
      ({ name, labels = {}, value }): WrittenSample => ({ series: memory.of(name, labels), value }),
    );
    memory.next();
    writing = writing
      .then(() => writer.write(at, shown))
      .catch((error: unknown) => log.error('what was seen could not be recorded', { error }));
  };

  return {
    observed({ subject, observedAt, result }) {
      const instance = instanceOf(profile, subject);
      if (instance === null) return;
      const up = result.ok && result.value.status !== 'down' ? 1 : 0;
      const shown = result.ok ? (result.value.series ?? []) : [];
      write(observedAt, writerOf(`${subject} at ${instance}`, { job: subject, instance }), [
        { name: 'up', value: up },
        ...shown,
      ]);
    },
    used(usage, at) {
      const nodes = [...usage.nodes].flatMap(([node, { cpuCores, memoryBytes }]) => [
        { name: 'node_cpu_usage_cores', labels: { node }, value: cpuCores },
        { name: 'node_memory_working_set_bytes', labels: { node }, value: memoryBytes },
      ]);
      const pods = [...usage.pods].flatMap(([key, { cpuCores, memoryBytes }]) => {
        if (!key.startsWith(`${namespace}/`)) return [];
        const labels = { namespace, pod: key.slice(namespace.length + 1) };
        return [
          { name: 'pod_cpu_usage_cores', labels, value: cpuCores },
          { name: 'pod_memory_working_set_bytes', labels, value: memoryBytes },
        ];
      });
      write(at, writerOf(USAGE_SOURCE, { job: USAGE_SOURCE }), [...nodes, ...pods]);
    },
    settled: () => writing.then(() => {}),
  };
}

/** `host:port` of a store with an address; null for what has a page of metrics, or none of these. */
function instanceOf({ stores }: Profile, subject: SystemId): string | null {
  switch (subject) {
    case 'postgres':
      return stores?.postgres ? hostOf(stores.postgres.url, '5432') : null;
    case 'redis':
      return stores?.redis ? hostOf(stores.redis.url, '6379') : null;
    case 'influx':
      return stores?.influx ? hostOf(stores.influx.url, '') : null;
    case 'objects':
      return stores?.objects?.kind === 's3'
        ? hostOf(stores.objects.endpoint, '')
        : stores?.objects
          ? 'directory'
          : null;
    default:
      return null;
  }
}

function hostOf(address: string, port: string): string {
  const { hostname, host, port: written } = new URL(address);
  return written !== '' || port === '' ? host : `${hostname}:${port}`;
}
