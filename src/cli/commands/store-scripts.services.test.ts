import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/index.ts';
import { runHere } from '../testing/run-here.ts';

let sandbox: Sandbox;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-store-scripts-'));
  sandbox = await startSandbox();
});

afterAll(async () => {
  await sandbox?.close();
  await rm(folder, { recursive: true });
});

const acgs = (...words: string[]) => {
  const world = ['--profile', sandbox.profilePath, '--data', join(folder, 'data'), '--yes', '--json'];
  return runHere([...words, ...world], { folder, env: process.env });
};

/** The guides' scripts about the database, the cache and the artifact store, as the guides write them. */
it.each([
  './scripts/verify_mlops_schema.sh',
  './scripts/verify_database_integrity.sh',
  './scripts/check_artifact_storage.sh',
  './scripts/check_cache_performance.sh',
  './scripts/check_database_performance.sh',
  './scripts/clear_redis_cache.sh',
  './scripts/restart_db_connections.sh',
  './scripts/verify_mlops_infrastructure.sh',
  './scripts/test_mlops_integrations.sh',
])(
  '%s runs green in the practice system',
  async (script) => {
    const { code, json } = await acgs('script', script);
    const { status, why, steps } = json();
    const red = steps.filter((step: { status: string }) => !['succeeded', 'skipped'].includes(step.status));
    expect([code, status, why, red]).toEqual([0, 'succeeded', 'Every step was done or skipped', []]);
  },
  60_000,
);

it('the database is checked red while it is gone, with the step and the reason', async () => {
  await sandbox.setFault('database-down', true);
  const { code, json } = await acgs('script', './scripts/verify_database_integrity.sh');
  await sandbox.setFault('database-down', false);
  const { status, steps } = json();
  expect([code, status]).toEqual([1, 'failed']);
  const [failed] = steps.filter((step: { status: string }) => step.status === 'failed');
  expect(failed).toMatchObject({ words: expect.stringMatching(/connection refused/i) });
}, 60_000);
