import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startPostgres, type TestPostgres } from '../../../test/servers/postgres.ts';
import { openPostgres, type PostgresConnection } from '../connect/postgres.ts';
import { createSecrets } from '../connect/secrets.ts';
import { systemClock } from '../kernel/clock.ts';
import { silentLog } from '../kernel/log.ts';
import { createRedactor } from '../kernel/redaction.ts';
import type { Samples } from '../store/samples/index.ts';
import { type AreaFindings, ranked } from './finding.ts';
import { databaseScout } from './scouts.ts';

const nothingRecorded: Pick<Samples, 'series' | 'points'> = {
  series: () => [],
  points: () => ({ times: new Float64Array(0), values: new Float64Array(0), length: 0 }),
};

describe('what holds a real PostgreSQL up', () => {
  let server: TestPostgres;
  const clients: pg.Client[] = [];
  const connections: PostgresConnection[] = [];

  beforeAll(async () => {
    server = await startPostgres({ settings: ['shared_preload_libraries=pg_stat_statements'] });
    const admin = await client('admin');
    await admin.query('CREATE EXTENSION pg_stat_statements');
    await admin.query('CREATE TABLE models (id int PRIMARY KEY, owner text)');
    await admin.query("INSERT INTO models VALUES (1, 'ada'), (2, 'bob')");
    await admin.query("CREATE ROLE plain LOGIN PASSWORD 'plain-1234'");
    await admin.query('GRANT SELECT, UPDATE ON models TO plain');
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((one) => one.end().catch(() => {})));
    await Promise.all(connections.splice(0).map((one) => one.close()));
  });
  afterAll(() => server?.close());

  const client = async (name: string, user = 'acgs', password = server.password): Promise<pg.Client> => {
    const one = new pg.Client({
      host: '127.0.0.1',
      port: server.port,
      user,
      password,
      database: 'acgs',
      application_name: name,
    });
    // Sessions are ended here on purpose.
    one.on('error', () => {});
    await one.connect();
    clients.push(one);
    return one;
  };
  const open = (user = 'acgs', password = server.password): PostgresConnection => {
    const connection = openPostgres(
      { url: server.url.replace('//acgs@', `//${user}@`), password: { env: 'PASSWORD' } },
      {
        secrets: createSecrets({ env: { PASSWORD: password }, redactor: createRedactor() }),
        clock: systemClock(),
        log: silentLog,
        timeoutMs: 20_000,
      },
    );
    connections.push(connection);
    return connection;
  };
  const look = (connection = open(), clock = systemClock({ timeScale: 10 })): Promise<AreaFindings> =>
    databaseScout(connection, { samples: nothingRecorded, clock }).scout(new AbortController().signal);
  const first = ({ suspects }: AreaFindings) => ranked(suspects)[0];

  it('is nothing while nobody does a thing, and all that was looked at is said', async () => {
    const found = await look();
    expect(found.suspects).toEqual([]);
    expect(found.blind).toEqual([]);
    expect(found.fine.map(({ what }) => what)).toEqual([
      'Locks',
      'Running statements',
      'Open transactions',
      'Connections',
      'Cache hits',
      'Deadlocks',
      'Temporary files',
      'Cost of statements',
    ]);
    expect(found.fine.find(({ what }) => what === 'Connections')?.utilisation).toBeGreaterThan(0);
  });

  it('is the session at the head of the queue for a lock, with what it and those behind it run, and no value', async () => {
    const holder = await client('mlops-manager');
    const [{ pid = 0 } = {}] = (await holder.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows;
    await holder.query('BEGIN');
    await holder.query("UPDATE models SET owner = 'geheim-eins' WHERE id = 1");
    const waiters = await Promise.all(['policy', 'governance'].map((name) => client(name)));
    const waiting = waiters.map((one) =>
      one.query("UPDATE models SET owner = 'geheim-zwei' WHERE id = 1").catch(() => {}),
    );
    const found = await vi.waitFor(
      async () => {
        const seen = await look();
        expect(first(seen)).toMatchObject({ id: `database/lock/${pid}`, kind: 'saturation' });
        expect(first(seen)?.sentence).toContain('2 sessions wait for');
        return seen;
      },
      { timeout: 15_000, interval: 200 },
    );
    const suspect = first(found);
    expect(suspect?.sentence).toMatch(
      new RegExp(`^Session ${pid} \\(mlops-manager\\), idle in its transaction for .*, holds a lock`),
    );
    expect(suspect?.delayMs).toBeGreaterThanOrEqual(1000);
    expect(suspect?.evidence).toContainEqual(
      expect.objectContaining({ text: 'UPDATE models SET owner = ? WHERE id = ?' }),
    );
    expect(suspect?.advice[0]?.command).toBe(`SELECT pg_terminate_backend(${pid});`);
    expect(JSON.stringify(found)).not.toContain('geheim');

    const admin = await client('admin');
    await admin.query('SELECT pg_terminate_backend($1)', [pid]);
    await Promise.all(waiting);
    expect((await look()).suspects).toEqual([]);
  });

  it('is a statement that runs too long', async () => {
    const slow = await client('evolution-control');
    const running = slow.query("SELECT pg_sleep(60), 'geheim'").catch(() => {});
    const found = await vi.waitFor(
      async () => {
        const seen = await look();
        expect(first(seen)).toMatchObject({ id: 'database/long-query', kind: 'latency', level: 'warning' });
        return seen;
      },
      { timeout: 20_000, interval: 500 },
    );
    expect(first(found)?.sentence).toMatch(/^A statement of evolution-control has been running for \d/);
    expect(first(found)?.delayMs).toBeGreaterThanOrEqual(5000);
    expect(JSON.stringify(found)).not.toContain('geheim');
    const command = first(found)?.advice[0]?.command ?? '';
    await (await client('admin')).query(command);
    await running;
  });

  it('is what statements cost between two readings', async () => {
    const connection = open();
    const busy = await client('integrity');
    const scout = look(connection, systemClock({ timeScale: 0.7 }));
    await busy.query("SELECT pg_sleep(1.2), 'geheim'");
    const found = await scout;
    const suspect = found.suspects.find(({ id }) => id === 'database/slow-statements');
    expect(suspect?.delayMs).toBeGreaterThan(1000);
    expect(suspect?.evidence[0]?.text).toBe('SELECT pg_sleep($1), $2');
  });

  it('is a flood of connections, named by who holds most, and at the end the refusal itself', async () => {
    const asPlain = open('plain', 'plain-1234');
    await asPlain.status();
    await Promise.all(Array.from({ length: 40 }, () => client('artifact-storage', 'plain', 'plain-1234')));
    const nearly = await look();
    expect(first(nearly)).toMatchObject({
      id: 'database/connections',
      kind: 'utilisation',
      level: 'warning',
    });
    expect(first(nearly)?.sentence).toContain('artifact-storage holds 40 of them');
    expect(first(nearly)?.utilisation).toBeGreaterThan(0.8);

    await asPlain.close();
    for (let refused = false; !refused; ) {
      refused = await client('artifact-storage', 'plain', 'plain-1234').then(
        () => false,
        () => true,
      );
    }
    const full = await look(open('plain', 'plain-1234'));
    expect(full.suspects).toEqual([
      expect.objectContaining({
        id: 'database/unreachable',
        kind: 'saturation',
        level: 'critical',
        utilisation: 1,
      }),
    ]);
    expect(full.suspects[0]?.sentence).toBe(
      `PostgreSQL at 127.0.0.1:${server.port}: has no free connection.`,
    );
  });

  it('is not known where the user may not see the sessions of others', async () => {
    await client('governance');
    const found = await look(open('plain', 'plain-1234'));
    expect(found.suspects).toEqual([]);
    const missing = found.blind.filter(({ essential }) => essential);
    expect(missing).toEqual([
      expect.objectContaining({
        why: 'the user plain may not see the sessions of others',
        hint: 'GRANT pg_monitor TO "plain";',
      }),
    ]);
  });

  it('says how to get what statements cost where the extension is missing', async () => {
    const admin = await client('admin');
    await admin.query('DROP EXTENSION pg_stat_statements');
    const found = await look();
    expect(found.blind).toEqual([
      expect.objectContaining({
        what: 'What statements cost',
        essential: false,
        hint: expect.stringContaining('CREATE EXTENSION pg_stat_statements'),
      }),
    ]);
    await admin.query('CREATE EXTENSION pg_stat_statements');
  });

  it('counts deadlocks and what sorts write to disk', async () => {
    const [one, two] = await Promise.all([client('one'), client('two')]);
    const connection = open();
    const scout = look(connection, systemClock({ timeScale: 0.5 }));
    await one.query('BEGIN; UPDATE models SET owner = owner WHERE id = 1');
    await two.query('BEGIN; UPDATE models SET owner = owner WHERE id = 2');
    const outcomes = await Promise.allSettled([
      one.query('UPDATE models SET owner = owner WHERE id = 2'),
      two.query('UPDATE models SET owner = owner WHERE id = 1'),
    ]);
    expect(outcomes.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    await Promise.all([one.query('ROLLBACK'), two.query('ROLLBACK')]);
    await one.query("SET work_mem = '64kB'");
    await one.query(
      'SELECT count(*) FROM (SELECT md5(n::text) AS m FROM generate_series(1, 600000) n ORDER BY m) s',
    );
    await Promise.all(clients.splice(0).map((session) => session.end()));
    const { suspects } = await scout;
    const ids = suspects.map(({ id }) => id);
    expect(ids).toContain('database/deadlocks');
    expect(ids).toContain('database/temp-files');
  });
});
