import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';

const LAUNCHER = new URL('../../../bin/acgs', import.meta.url).pathname;

let sandbox: Sandbox;
let data: string;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'acgs-metrics-'));
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox.close();
  await rm(data, { recursive: true });
});

function acgs(...args: string[]): Promise<{ exit: number; out: string; err: string }> {
  const env = { ...process.env, ACGS_PROFILE: sandbox.profilePath, ACGS_DATA: data };
  return new Promise((resolve) => {
    execFile(LAUNCHER, args, { env }, (error, out, err) => {
      resolve({ exit: error ? Number(error.code) : 0, out, err });
    });
  });
}

describe('acgs metrics', () => {
  it('reads every page of a production, and says which systems have none', async () => {
    const { exit, out } = await acgs('metrics', 'targets', '--json');
    expect(exit).toBe(0);
    const states = JSON.parse(out).items.map(({ job, state }: { job: string; state: string }) => [
      job,
      state,
    ]);
    expect(states).toContainEqual(['governance', 'up']);
    expect(states).toContainEqual(['feature-validation', 'none']);
    // The practice InfluxDB has none, either.
    expect(states).toContainEqual(['influxdb', 'none']);
    expect(states).toHaveLength(15);
  });

  it('records them with the stores, nodes and pods, and another process reads what is recorded', async () => {
    expect((await acgs('metrics', 'series', '--look', '--json')).exit).toBe(0);
    const ask = async (expression: string) => {
      const { exit, out } = await acgs('metrics', 'query', expression, '--json');
      return { exit, items: exit === 0 ? JSON.parse(out).items : [] };
    };
    expect(await ask('count(up == 1) >= 12')).toMatchObject({ exit: 0 });
    expect((await ask('pg_stat_database_blks_hit{job="postgres"}')).items).toHaveLength(1);
    expect((await ask('redis_memory_used_bytes / redis_memory_max_bytes')).items[0].value).toBeGreaterThan(0);
    expect(
      (await ask('count(pod_memory_working_set_bytes{namespace="acgs-production"})')).items[0].value,
    ).toBeGreaterThan(5);
    expect(await ask('no_such_metric')).toEqual({ exit: 1, items: [] });
    const range = await acgs('metrics', 'query', 'up{job="governance"}', '--range', '1h');
    expect(range.out).toMatch(/SERIES +TREND +MIN +MAX +LAST +POINTS\nup\{instance=.*, job="governance"\} /);
  });

  it('refuses what is no PromQL, in the words of Prometheus', async () => {
    const { exit, err } = await acgs('metrics', 'query', 'sum(up');
    expect(exit).toBe(2);
    expect(err).toMatch(/parse error: unclosed left parenthesis/);
  });
});
