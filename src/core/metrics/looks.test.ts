import { afterEach, describe, expect, it } from 'vitest';
import type { Profile } from '../connect/profile/schema.ts';
import { silentLog } from '../kernel/log.ts';
import type { Reading } from '../observe/observation.ts';
import { openStore, type Store } from '../store/index.ts';
import { createLookSeries } from './looks.ts';

const stores: Store[] = [];
afterEach(() => {
  for (const store of stores.splice(0)) store.close();
});

const profile: Profile = {
  name: 'test',
  environment: 'staging',
  stores: { redis: { url: 'redis://cache.example/0' } },
};

function setup() {
  const store = openStore(':memory:', 60_000);
  stores.push(store);
  const { samples } = store;
  const looks = createLookSeries({ samples, profile, namespace: 'acgs', log: silentLog });
  const values = (name: string) =>
    samples.series(name).map((series) => {
      const points = samples.points(series, 0, 1e15);
      return { labels: series.labels, values: [...points.values.subarray(0, points.length)] };
    });
  return { looks, samples, values };
}

const reading: Reading = {
  ...{ status: 'operational', reason: null, reported: null, httpStatus: null, responseTimeMs: 1 },
  ...{ version: null, hash: 'unverified', hashSeen: [], parts: [], detail: null, figures: {} },
  series: [{ name: 'redis_keyspace_hits_total', value: 7 }],
};

describe('a look at a store', () => {
  it('is recorded under the names its exporter uses, and whether it could be looked at', async () => {
    const { looks, samples, values } = setup();
    const look = { subject: 'redis' as const, source: 'INFO', durationMs: 1 };
    looks.observed({ ...look, observedAt: 1000, result: { ok: true, value: reading } });
    const problem = { code: 'unreachable' as const, message: 'refused', hint: null, retryable: true };
    looks.observed({ ...look, observedAt: 2000, result: { ok: false, problem } });
    looks.observed({ ...look, subject: 'governance', observedAt: 2000, result: { ok: false, problem } });
    await looks.settled();
    const labels = { instance: 'cache.example:6379', job: 'redis' };
    expect(values('up')).toEqual([{ labels, values: [1, 0] }]);
    // While nobody can say, there is nothing: the series ends.
    expect(values('redis_keyspace_hits_total')).toEqual([{ labels, values: [7, Number.NaN] }]);
    expect(samples.series('redis_keyspace_hits_total')[0]?.isCounter).toBe(true);
  });
});

describe('what nodes and pods use', () => {
  it('is recorded of every node, and of the pods of our namespace for as long as they are', async () => {
    const { looks, values } = setup();
    const use = (cpuCores: number) => ({ cpuCores, memoryBytes: 1000, measuredAt: 0 });
    const nodes = new Map([['node-1', use(2)]]);
    looks.used(
      {
        nodes,
        pods: new Map([
          ['acgs/a', use(0.5)],
          ['other/b', use(1)],
        ]),
      },
      1000,
    );
    looks.used({ nodes, pods: new Map() }, 2000);
    await looks.settled();
    expect(values('node_cpu_usage_cores')).toEqual([
      { labels: { job: 'metrics.k8s.io', node: 'node-1' }, values: [2, 2] },
    ]);
    expect(values('pod_cpu_usage_cores')).toEqual([
      { labels: { job: 'metrics.k8s.io', namespace: 'acgs', pod: 'a' }, values: [0.5, Number.NaN] },
    ]);
    expect(values('pod_memory_working_set_bytes')).toHaveLength(1);
  });
});
