import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../test/servers/postgres.ts';
import { openPostgres, type PostgresConnection } from '../connect/postgres.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { createModelRegistry } from './model-registry.ts';
import { createPostgresProbe } from './probes/stores.ts';

const NOW = Date.UTC(2025, 5, 27, 9);
const DAY = 86_400_000;

describe('the model registry in PostgreSQL', () => {
  let server: TestPostgres;
  let connection: PostgresConnection;

  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server?.close());
  beforeEach(() => {
    const secrets = createSecrets({ env: { PASSWORD: server.password }, redactor: createRedactor() });
    connection = openPostgres(
      { url: server.url, password: { env: 'PASSWORD' } },
      { secrets, clock: systemClock(), log: silentLog, timeoutMs: 5_000 },
    );
  });
  afterEach(async () => {
    for (const table of ['model_versions', 'deployments', 'mlops_model_versions', 'mlops_deployments']) {
      await connection.query(`DROP TABLE IF EXISTS ${table}`);
    }
    await connection.close();
  });

  const registry = () => createModelRegistry({ connection, clock: manualClock(NOW), timeoutMs: 60_000 });
  const run = async (...statements: string[]) => {
    for (const statement of statements) await connection.query(statement);
  };
  const daysAgo = (days: number) => `'${new Date(NOW - days * DAY).toISOString()}'`;

  it('tells what serves and how many deployments of the last month succeeded', async () => {
    await run(
      'CREATE TABLE model_versions (model_name text, version text, accuracy double precision, is_production boolean)',
      `INSERT INTO model_versions VALUES ('risk', '1.0.0', 0.80, false), ('risk', '1.1.0', 0.91, true),
         ('cost', '2.0.0', 0.95, true), ('cost', '2.0.1', 93.5, true)`,
      'CREATE TABLE deployments (status text, started_at timestamptz, completed_at timestamptz)',
      `INSERT INTO deployments VALUES ('deployed', ${daysAgo(3)}, ${daysAgo(3)}),
         ('deployed', ${daysAgo(20)}, ${daysAgo(20)}), ('Deployed', ${daysAgo(29)}, ${daysAgo(29)}),
         ('failed', ${daysAgo(5)}, NULL), ('rolled_back', ${daysAgo(6)}, ${daysAgo(5)}),
         ('failed', ${daysAgo(31)}, ${daysAgo(31)}), ('staging', ${daysAgo(1)}, NULL)`,
    );
    expect(await registry().read()).toEqual({
      serving: [
        { model: 'cost', accuracy: 0.935 },
        { model: 'risk', accuracy: 0.91 },
      ],
      deployments: { ended: 5, succeeded: 3 },
      problem: null,
      failed: false,
    });
    const { figures, status } = await createPostgresProbe(connection, registry()).run(
      new AbortController().signal,
    );
    expect(status).toBe('operational');
    expect(figures).toMatchObject({
      serving_models: 2,
      registered_accuracy: 0.91,
      deployments_ended: 5,
      deployment_success: 0.6,
    });
  });

  it('is read under other names and from metrics kept as JSON', async () => {
    await run(
      'CREATE TABLE mlops_model_versions (model_id text, is_production boolean, performance_metrics jsonb)',
      `INSERT INTO mlops_model_versions VALUES ('risk', true, '{"accuracy": 0.912}'), ('odd', true, '{"accuracy": "high"}')`,
      'CREATE TABLE mlops_deployments (status text, started_at timestamp)',
    );
    expect(await registry().read()).toEqual({
      serving: [{ model: 'risk', accuracy: 0.912 }],
      deployments: { ended: 0, succeeded: 0 },
      problem: null,
      failed: false,
    });
  });

  it('is missed in words, and found as soon as it is there', async () => {
    const looked = registry();
    expect(await looked.read()).toEqual({
      serving: [],
      deployments: null,
      problem: 'PostgreSQL holds no model registry',
      failed: false,
    });
    await run('CREATE TABLE deployments (status text, completed_at timestamptz)');
    expect(await looked.read()).toMatchObject({
      deployments: { ended: 0 },
      problem: 'the registry keeps no versions of models with their accuracy',
    });
    const { status, figures } = await createPostgresProbe(connection, looked).run(
      new AbortController().signal,
    );
    expect(status).toBe('operational');
    expect(figures).not.toHaveProperty('deployment_success');
  });

  it('that changes under its reader fails once, in words, and is then read anew', async () => {
    await run(
      'CREATE TABLE model_versions (model_name text, accuracy float8, is_production boolean)',
      'CREATE TABLE deployments (status text, completed_at timestamptz)',
    );
    const looked = registry();
    expect(await looked.read()).toMatchObject({ failed: false });
    await run('ALTER TABLE model_versions DROP COLUMN accuracy');
    expect(await looked.read()).toMatchObject({
      failed: true,
      problem: expect.stringMatching(/^the model registry cannot be read: /),
    });
    expect(await looked.read()).toMatchObject({ failed: false, deployments: { ended: 0 } });
  });

  it('that is locked keeps the look at its server waiting only so long', async () => {
    await run(
      'CREATE TABLE model_versions (model_name text, accuracy float8, is_production boolean)',
      'CREATE TABLE deployments (status text, completed_at timestamptz)',
    );
    const holding = connection.query(
      'DO $$ BEGIN LOCK TABLE model_versions IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(1.5); END $$',
    );
    const isHeld =
      "SELECT 1 FROM pg_locks WHERE relation = 'model_versions'::regclass AND mode = 'AccessExclusiveLock'";
    await vi.waitFor(async () => expect(await connection.query(isHeld)).toHaveLength(1));
    const clock = manualClock(NOW);
    const reading = createModelRegistry({ connection, clock, timeoutMs: 200 }).read();
    await clock.advance(200);
    expect(await reading).toMatchObject({ failed: true, problem: 'the model registry takes too long' });
    await holding;
  });
});
