import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../test/servers/postgres.ts';
import { seedDatabase, setAuditGap } from '../../sandbox/stores/postgres-seed.ts';
import { openPostgres, type PostgresConnection } from '../connect/postgres.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import { readRegistryActs } from './registry-acts.ts';

const NOW = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
let server: TestPostgres;
let admin: pg.Client;
let connection: PostgresConnection;

beforeAll(async () => {
  server = await startPostgres();
  const { port, password } = server;
  admin = new pg.Client({ host: '127.0.0.1', port, user: 'acgs', password, database: 'acgs' });
  await admin.connect();
  connection = openPostgres(
    { url: server.url, password: { env: 'P' } },
    {
      secrets: createSecrets({ env: { P: password }, redactor: createRedactor() }),
      ...{ clock: systemClock(), log: silentLog, timeoutMs: 10_000 },
    },
  );
});
afterAll(async () => {
  await Promise.all([admin?.end(), connection?.close()]);
  await server?.close();
});
beforeEach(async () => {
  await admin.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
  await seedDatabase(admin, 7, NOW);
});

const read = (since = NOW - 720 * HOUR) =>
  readRegistryActs(
    connection,
    { since, until: NOW },
    { timeoutMs: 5000, signal: new AbortController().signal },
  );

describe('acts of the model registry', () => {
  it('are all in the audit trail of a healthy one', async () => {
    const { kinds } = await read();
    expect(kinds?.map(({ kind }) => kind)).toContain('model_rollback');
    expect(
      kinds?.every(({ acts, audited, missing }) => acts > 0 && acts === audited && missing.length === 0),
    ).toBe(true);
  });

  it('are named when the trail lacks them: what, who, when', async () => {
    await setAuditGap(admin, true);
    const rollbacks = (await read()).kinds?.find(({ kind }) => kind === 'model_rollback');
    expect(rollbacks?.audited).toBe(0);
    expect(rollbacks?.missing).toHaveLength(Math.min(20, rollbacks?.acts ?? 0));
    expect(rollbacks?.missing[0]).toEqual({
      ...{ subject: expect.stringMatching(/-v\d/), who: expect.any(String), at: expect.any(Number) },
    });
    await setAuditGap(admin, false);
    expect((await read()).kinds?.every(({ acts, audited }) => acts === audited)).toBe(true);
  });

  it('are those of the period alone', async () => {
    const whole = (await read()).kinds?.reduce((sum, { acts }) => sum + acts, 0);
    const last = (await read(NOW - 24 * HOUR)).kinds?.reduce((sum, { acts }) => sum + acts, 0);
    expect(last).toBeGreaterThan(0);
    expect(last).toBeLessThan(whole ?? 0);
  });

  it('cannot be told without a list of them, or a trail that names them', async () => {
    await admin.query('ALTER TABLE audit_trail RENAME COLUMN operation_id TO operation_ref');
    expect(await read()).toEqual({
      kinds: null,
      problem: 'no audit trail in PostgreSQL names its operations',
    });
    await admin.query('DROP TABLE mlops_operations CASCADE');
    expect(await read()).toEqual({ kinds: null, problem: 'PostgreSQL keeps no list of operations' });
  });
});
