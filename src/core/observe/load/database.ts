import { z } from 'zod';
import type { PostgresConnection } from '../../connect/postgres.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { withoutLiterals } from './sql-text.ts';

/** A session of a client, as pg_stat_activity shows it. Times are milliseconds. */
export interface Session {
  pid: number;
  /** Who it is: the application's name, or the user's. */
  client: string;
  state: 'active' | 'idle' | 'idle in transaction' | 'other' | 'hidden';
  /** What it waits for: `Lock`, `IO`, `Client`; null when it works. */
  waitsFor: string | null;
  /** How long its statement has run, or ran. */
  statementMs: number | null;
  /** How long its transaction has been open. */
  transactionMs: number | null;
  /** How long it has been in this state. */
  stateMs: number | null;
  /** Its statement without the values in it. */
  query: string;
  /** Who keeps it waiting for a lock; 0 is a prepared transaction. */
  blockedBy: number[];
}

/** A statement with what it took between two readings. */
export interface StatementCost {
  query: string;
  calls: number;
  totalMs: number;
  meanMs: number;
}

export interface StatementTotals {
  id: string;
  query: string;
  calls: number;
  totalMs: number;
}

/** What PostgreSQL is busy with at this moment. */
export interface DatabaseLoad {
  sessions: Session[];
  connectionsUsed: number;
  connectionsMax: number;
  /** Of those, kept for superusers: others are refused before. */
  connectionsReserved: number;
  /** How many sessions of others this user may not look into. */
  hidden: number;
  /** The user of the profile. */
  user: string;
  /** What pg_stat_statements counted since its reset, most time first; or why it cannot be read. */
  statements: StatementTotals[] | { why: string; hint: string };
}

/** A pooler's idle sessions say nothing; those at work, and those that hold something, are few. */
const MOST_SESSIONS = 200;
const MOST_STATEMENTS = 500;

const sessionRow = z.object({
  pid: z.number(),
  client: z.string(),
  state: z.string().nullable(),
  wait_event_type: z.string().nullable(),
  statement_ms: z.number().nullable(),
  transaction_ms: z.number().nullable(),
  state_ms: z.number().nullable(),
  query: z.string().nullable(),
  blocked_by: z.array(z.number()),
});

// clock_timestamp(), not now(): the age is of this moment, not of the beginning of our own transaction.
const SESSIONS_SQL = `
  SELECT pid, coalesce(nullif(application_name, ''), usename, '') AS client, state, wait_event_type,
         (extract(epoch FROM clock_timestamp() - query_start) * 1000)::float8 AS statement_ms,
         (extract(epoch FROM clock_timestamp() - xact_start) * 1000)::float8 AS transaction_ms,
         (extract(epoch FROM clock_timestamp() - state_change) * 1000)::float8 AS state_ms,
         query,
         CASE WHEN wait_event_type = 'Lock' THEN pg_blocking_pids(pid) ELSE '{}' END AS blocked_by
    FROM pg_stat_activity
   WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
   ORDER BY (wait_event_type = 'Lock') DESC NULLS LAST, (state <> 'idle') DESC NULLS LAST, query_start
   LIMIT ${MOST_SESSIONS}`;

const limitsRow = z.object({
  used: z.number(),
  max: z.number(),
  reserved: z.number(),
  hidden: z.number(),
  user_name: z.string(),
});

const LIMITS_SQL = `
  SELECT (SELECT coalesce(sum(numbackends), 0)::int FROM pg_stat_database) AS used,
         current_setting('max_connections')::int AS max,
         current_setting('superuser_reserved_connections')::int
           + coalesce(current_setting('reserved_connections', true)::int, 0) AS reserved,
         (SELECT count(*)::int FROM pg_stat_activity
           WHERE query = '<insufficient privilege>') AS hidden,
         current_user::text AS user_name`;

const statementRow = z.object({
  id: z.string(),
  query: z.string(),
  calls: z.number(),
  total_ms: z.number(),
});

/** The columns were renamed in PostgreSQL 13; before, times had one name for planning and running. */
const STATEMENTS_SQL = (schema: string, isOld: boolean) => `
  SELECT concat_ws('/', userid, dbid, queryid) AS id, query, calls::float8 AS calls,
         ${isOld ? 'total_time' : 'total_exec_time'}::float8 AS total_ms
    FROM ${schema}.pg_stat_statements
   WHERE dbid = (SELECT oid FROM pg_database WHERE datname = current_database())
     AND query NOT LIKE '%pg_stat_%' AND query <> '<insufficient privilege>'
   ORDER BY 4 DESC LIMIT ${MOST_STATEMENTS}`;

const extensionRow = z.object({ schema: z.string(), version_number: z.number() });

const EXTENSION_SQL = `
  SELECT quote_ident(nspname) AS schema, current_setting('server_version_num')::int AS version_number
    FROM pg_extension JOIN pg_namespace ON pg_namespace.oid = extnamespace
   WHERE extname = 'pg_stat_statements'`;

/** @throws OperatorError in words */
export async function readDatabaseLoad(connection: PostgresConnection): Promise<DatabaseLoad> {
  // One after the other: one connection is enough, and the probe may need the other.
  const limits = limitsRow.parse((await connection.query(LIMITS_SQL))[0]);
  const sessions = (await connection.query(SESSIONS_SQL)).map((row) => sessionRow.parse(row));
  return {
    sessions: sessions.map((row) => ({
      pid: row.pid,
      client: row.client,
      state: stateOf(row.state, row.query),
      waitsFor: row.wait_event_type,
      statementMs: row.statement_ms,
      transactionMs: row.transaction_ms,
      stateMs: row.state_ms,
      query: withoutLiterals(row.query ?? ''),
      blockedBy: [...new Set(row.blocked_by)],
    })),
    connectionsUsed: limits.used,
    connectionsMax: limits.max,
    connectionsReserved: limits.reserved,
    hidden: limits.hidden,
    user: limits.user_name,
    statements: await readStatements(connection),
  };
}

/** What pg_stat_statements counted, or why nobody knows. */
export async function readStatements(connection: PostgresConnection): Promise<DatabaseLoad['statements']> {
  try {
    const extension = extensionRow.safeParse((await connection.query(EXTENSION_SQL))[0]);
    if (!extension.success) {
      return {
        why: 'the extension pg_stat_statements is not installed in this database',
        hint: "Add pg_stat_statements to shared_preload_libraries, restart PostgreSQL, then run CREATE EXTENSION pg_stat_statements in the profile's database.",
      };
    }
    const { schema, version_number } = extension.data;
    const rows = await connection.query(STATEMENTS_SQL(schema, version_number < 130_000));
    return rows
      .map((row) => statementRow.parse(row))
      .map(({ id, query, calls, total_ms }) => ({
        id,
        query: withoutLiterals(query),
        calls,
        totalMs: total_ms,
      }));
  } catch (error) {
    // Its view is there, but the server was not started with its library.
    const cause = error instanceof OperatorError ? error.cause : error;
    if (cause instanceof Error && /shared_preload_libraries/.test(cause.message)) {
      return {
        why: 'pg_stat_statements is installed, but the server was started without its library',
        hint: 'Add pg_stat_statements to shared_preload_libraries and restart PostgreSQL.',
      };
    }
    if (error instanceof OperatorError && error.code === 'forbidden') {
      return { why: 'this user may not read pg_stat_statements', hint: 'Grant pg_monitor to the user.' };
    }
    throw error;
  }
}

/** What statements took between two readings, most time first; one whose counts were reset counts from there. */
export function statementCosts(
  before: readonly StatementTotals[],
  now: readonly StatementTotals[],
): StatementCost[] {
  const earlier = new Map(before.map((statement) => [statement.id, statement]));
  // Of a list that was cut, one that is new may have stood below the cut.
  const isWhole = before.length < MOST_STATEMENTS;
  return now
    .map(({ id, query, calls, totalMs }) => {
      const known = earlier.get(id);
      const base = known && known.calls <= calls ? known : { calls: 0, totalMs: 0 };
      const isKnown = known !== undefined || isWhole;
      const made = isKnown ? calls - base.calls : 0;
      const took = isKnown ? totalMs - base.totalMs : 0;
      return { query, calls: made, totalMs: took, meanMs: made > 0 ? took / made : 0 };
    })
    .filter(({ calls }) => calls > 0)
    .sort((a, b) => b.totalMs - a.totalMs);
}

function stateOf(state: string | null, query: string | null): Session['state'] {
  if (query === '<insufficient privilege>') return 'hidden';
  if (state === null) return 'other';
  if (state === 'active' || state === 'idle') return state;
  return state.startsWith('idle in transaction') ? 'idle in transaction' : 'other';
}
