import type { Pool, PoolClient } from 'pg';
import { z } from 'zod';
import { type Clock, stopwatch } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { asNetworkError } from '../kernel/network-error.ts';
import type { Profile } from './profile/schema.ts';
import type { Secrets } from './secrets.ts';

export type PostgresConfig = NonNullable<NonNullable<Profile['stores']>['postgres']>;

export interface PostgresStatus {
  /** `15.6`, without the packager's suffix. */
  version: string;
  /** True for a standby that follows a primary. */
  inRecovery: boolean;
  connectionsUsed: number;
  connectionsMax: number;
  /** Name of the profile's database. */
  database: string;
  /** Of that database, since its statistics were last reset; the size is what it is. */
  counts: {
    sizeBytes: number | null;
    commits: number;
    rollbacks: number;
    blocksRead: number;
    blocksHit: number;
    deadlocks: number;
    /** What sorts and joins wrote to disk because their memory was too small. */
    tempBytes: number;
  };
  /** 0 to 1 since the statistics were last reset; null before the first block was read. */
  cacheHitRatio: number | null;
  /** How long the server took to answer, connecting not included. */
  responseTimeMs: number;
}

export interface PostgresConnection {
  /** @throws OperatorError in words; never one of the driver's */
  status(): Promise<PostgresStatus>;
  /** Rows as the driver gives them, to be parsed by the caller. */
  query(sql: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>;
  /**
   * Several statements that see one moment, in a transaction that can write nothing; it is rolled back.
   *
   * @param limits `timeoutMs` for each statement, kept by the server; `signal` has the server stop the one that runs
   */
  look<T>(
    work: (query: PostgresConnection['query']) => Promise<T>,
    limits: { timeoutMs: number; signal: AbortSignal },
  ): Promise<T>;
  close(): Promise<void>;
}

/** Enough for a probe beside an operator's question, and few enough not to starve the services. */
const MAX_CONNECTIONS = 2;
const IDLE_TIMEOUT_MS = 60_000;

const statusRow = z.object({
  version: z.string(),
  in_recovery: z.boolean(),
  connections_used: z.number(),
  connections_max: z.number(),
  database: z.string(),
  size_bytes: z.number().nullable(),
  commits: z.number(),
  rollbacks: z.number(),
  blocks_read: z.number(),
  blocks_hit: z.number(),
  deadlocks: z.number(),
  temp_bytes: z.number(),
});

// pg_stat_database shows its counts to every role; pg_stat_activity hides other roles' rows.
const STATUS_SQL = `
  SELECT split_part(current_setting('server_version'), ' ', 1) AS version,
         pg_is_in_recovery() AS in_recovery,
         (SELECT coalesce(sum(numbackends), 0)::int FROM pg_stat_database) AS connections_used,
         current_setting('max_connections')::int AS connections_max,
         datname AS database,
         CASE WHEN has_database_privilege(datid, 'CONNECT') THEN pg_database_size(datid)::float8 END AS size_bytes,
         xact_commit::float8 AS commits, xact_rollback::float8 AS rollbacks,
         blks_read::float8 AS blocks_read, blks_hit::float8 AS blocks_hit, deadlocks::float8 AS deadlocks,
         temp_bytes::float8 AS temp_bytes
    FROM pg_stat_database WHERE datname = current_database()`;

/**
 * Connects on first use and again after every failure; holds at most two connections. `timeoutMs`
 * bounds connecting and each statement, on the server too.
 */
export function openPostgres(
  config: PostgresConfig,
  deps: { secrets: Secrets; clock: Clock; log: Log; timeoutMs: number },
): PostgresConnection {
  const { secrets, clock, log, timeoutMs } = deps;
  const address = new URL(config.url);
  const what = `PostgreSQL at ${address.hostname}:${address.port || 5432}`;
  let pool: Promise<Pool> | undefined;

  const open = async (): Promise<Pool> => {
    const pg = (await import('pg')).default;
    const { password } = config;
    const opened = new pg.Pool({
      host: address.hostname.replace(/^\[|\]$/g, ''),
      port: Number(address.port || 5432),
      ...(address.username ? { user: decodeURIComponent(address.username) } : {}),
      ...(address.pathname.length > 1 ? { database: decodeURIComponent(address.pathname.slice(1)) } : {}),
      ...(password ? { password: () => secrets.resolve(password, 'the PostgreSQL password') } : {}),
      ssl: tlsOf(address.searchParams.get('sslmode')),
      application_name: 'acgs-control-center',
      max: MAX_CONNECTIONS,
      connectionTimeoutMillis: timeoutMs,
      statement_timeout: timeoutMs,
      query_timeout: timeoutMs,
      idleTimeoutMillis: IDLE_TIMEOUT_MS,
      allowExitOnIdle: true,
    });
    // An idle connection that the server cuts is reported here and nowhere else; unheard it would end
    // the process. The pool has already dropped it.
    const lost = (error: Error) => log.debug('postgres connection lost', { error });
    opened.on('error', lost);
    // One that is in use tells it by itself, beside its statement that fails.
    opened.on('connect', (client) => client.on('error', lost));
    return opened;
  };

  const withClient = async <T>(work: (client: PoolClient) => Promise<T>): Promise<T> => {
    try {
      pool ??= open();
      const client = await (await pool).connect();
      try {
        const result = await work(client);
        client.release();
        return result;
      } catch (error) {
        client.release(true);
        throw error;
      }
    } catch (error) {
      throw inWords(error, what, config);
    }
  };

  return {
    status: () =>
      withClient(async (client) => {
        const took = stopwatch(clock);
        const { rows } = await client.query(STATUS_SQL);
        const responseTimeMs = took();
        const row = statusRow.parse(rows[0]);
        return {
          version: row.version,
          inRecovery: row.in_recovery,
          connectionsUsed: row.connections_used,
          connectionsMax: row.connections_max,
          cacheHitRatio:
            row.blocks_hit + row.blocks_read > 0 ? row.blocks_hit / (row.blocks_hit + row.blocks_read) : null,
          database: row.database,
          counts: {
            sizeBytes: row.size_bytes,
            commits: row.commits,
            rollbacks: row.rollbacks,
            blocksRead: row.blocks_read,
            blocksHit: row.blocks_hit,
            deadlocks: row.deadlocks,
            tempBytes: row.temp_bytes,
          },
          responseTimeMs,
        };
      }),
    query: (sql, values) =>
      withClient(async (client) => {
        const { rows } = await client.query<Record<string, unknown>>(sql, values ? [...values] : undefined);
        return rows;
      }),
    look: (work, { timeoutMs: limitMs, signal }) =>
      withClient(async (client) => {
        signal.throwIfAborted();
        await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
        const { rows } = await client.query<{ pid: number }>(
          "SELECT pg_backend_pid() AS pid, set_config('statement_timeout', $1, true)",
          [String(limitMs)],
        );
        const cancel = async () => {
          await (await pool)?.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid]).catch(() => undefined);
        };
        signal.addEventListener('abort', cancel, { once: true });
        try {
          const result = await work(async (text, values = []) => {
            const query = { text, values: [...values], query_timeout: limitMs + timeoutMs };
            return (await client.query<Record<string, unknown>>(query)).rows;
          });
          await client.query('ROLLBACK');
          return result;
        } catch (error) {
          signal.throwIfAborted();
          throw error;
        } finally {
          signal.removeEventListener('abort', cancel);
        }
      }),
    async close() {
      const opened = pool;
      pool = undefined;
      await (await opened)?.end();
    },
  };
}

/** libpq's sslmode: only the verify modes check the certificate. */
function tlsOf(mode: string | null): boolean | { rejectUnauthorized: boolean } {
  if (mode === 'verify-full' || mode === 'verify-ca') return true;
  return mode === 'require' ? { rejectUnauthorized: false } : false;
}

function inWords(error: unknown, what: string, config: PostgresConfig): OperatorError {
  if (error instanceof OperatorError) return error;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const message = error instanceof Error ? error.message : '';
  const cause = error;
  if (/password must be a string/.test(message) && config.password === undefined) {
    return new OperatorError('unauthenticated', `${what}: wants a password and the profile names none`, {
      hint: 'Add stores.postgres.password: { env: NAME } to the profile.',
      cause,
    });
  }
  switch (code) {
    case '28P01':
    case '28000':
      return new OperatorError('unauthenticated', `${what}: refuses this user or password`, {
        hint: 'Check the user in the address and the password that the profile names.',
        cause,
      });
    case '3D000':
      return new OperatorError('not-found', `${what}: the database of the profile does not exist`, {
        hint: 'Check the last part of stores.postgres.url.',
        cause,
      });
    case '42501':
      return new OperatorError('forbidden', `${what}: this user may not do that`, { cause });
    case '53300':
      return new OperatorError('server-error', `${what}: has no free connection`, { cause });
    case '57P03':
      return new OperatorError('unreachable', `${what}: is starting up or shutting down`, { cause });
    case '57P01':
    case '57P02':
      return new OperatorError('unreachable', `${what}: the server was stopped`, { cause });
    case '57014':
      return new OperatorError('timeout', `${what}: the statement took too long`, { cause });
  }
  if (/timeout/i.test(message)) return new OperatorError('timeout', `${what}: no answer in time`, { cause });
  if (/Connection terminated|not queryable/.test(message)) {
    return new OperatorError('unreachable', `${what}: the connection was cut`, { cause });
  }
  return asNetworkError(error, what);
}
