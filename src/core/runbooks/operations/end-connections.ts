import { z } from 'zod';
import type { PostgresConnection } from '../../connect/postgres.ts';
import { type Clock, sleep, stopwatch } from '../../kernel/clock.ts';
import { problemOf } from '../../kernel/errors.ts';
import { NotDone } from '../../operate/ending.ts';
import type { OperationKind } from '../../operate/operation.ts';

const parameters = z.strictObject({
  idleMs: z.int().min(0),
  /** The name that its client gave itself. Without it, those of every name. */
  application: z.string().optional(),
});

/** How long a session may take to go that was told to. */
const GONE_WITHIN_MS = 5000;
const LOOK_EVERY_MS = 200;

/** In the middle of a transaction nobody is ended, and never a control center. $1 in milliseconds. */
const IDLE = `
  FROM pg_stat_activity a JOIN pg_roles r ON r.oid = a.usesysid
 WHERE a.backend_type = 'client backend' AND a.datname = current_database() AND a.state = 'idle'
   AND a.pid <> pg_backend_pid() AND a.application_name <> 'acgs-control-center'
   AND clock_timestamp() - a.state_change >= $1::float8 * interval '1 millisecond'
   AND ($2::text IS NULL OR a.application_name = $2)`;
const ALLOWED = `(pg_has_role(a.usesysid, 'MEMBER') OR (pg_has_role('pg_signal_backend', 'MEMBER') AND NOT r.rolsuper))`;

const LOOK_SQL = `
  SELECT coalesce(nullif(a.application_name, ''), r.rolname::text) AS who, ${ALLOWED} AS allowed, count(*)::int AS count
  ${IDLE} GROUP BY 1, 2 ORDER BY 3 DESC, 1`;
const END_SQL = `SELECT a.pid, a.backend_start::text AS started, pg_terminate_backend(a.pid) AS ended ${IDLE} AND ${ALLOWED}`;
const LEFT_SQL = `
  SELECT count(*)::int AS count FROM pg_stat_activity a
    JOIN unnest($1::int[], $2::text[]) AS told (pid, started) ON told.pid = a.pid AND told.started = a.backend_start::text`;

const lookRow = z.object({ who: z.string(), allowed: z.boolean(), count: z.number() });
const endRow = z.object({ pid: z.number(), started: z.string(), ended: z.boolean() });

/** Ends connections that nobody uses, so that services open fresh ones. */
export function endConnectionsOperation(database: {
  connection: () => PostgresConnection;
  /** `PostgreSQL at 10.0.0.2:5432/acgs`. */
  name: string;
  clock: Clock;
}): OperationKind<z.infer<typeof parameters>> {
  const { name, clock } = database;
  return {
    kind: 'sql.terminate-connections',
    title: 'End idle connections to the database',
    risk: 'change',
    parameters,
    permissions: () => [],
    async prepare({ idleMs, application }) {
      const postgres = database.connection();
      let sessions: { pid: number; started: string }[] = [];
      const values = [idleMs, application ?? null];
      const rows = z.array(lookRow).parse(await postgres.query(LOOK_SQL, values));
      const allowed = rows.filter((row) => row.allowed);
      const found = sum(allowed);
      const others = sum(rows) - found;
      const whose = application === undefined ? '' : ` of ${application}`;
      const what = `connections${whose} to ${name} that have been idle for ${idleMs / 1000} s or longer`;
      return {
        target: name,
        summary: found === 0 ? `There are no ${what}` : `End the ${what}`,
        calls: found === 0 ? [] : [{ method: 'SQL', path: inOneLine(END_SQL), body: values }],
        diff: null,
        notes: [
          ...(found === 0
            ? []
            : [`${found} now: ${allowed.map(({ who, count }) => `${count} of ${who}`).join(', ')}`]),
          ...(others === 0 ? [] : [`${others} of users that this one may not end are left alone`]),
        ],
        permissions: [],
        author: null,
        rehearse: null,
        async execute() {
          try {
            const rows = z.array(endRow).parse(await postgres.query(END_SQL, values));
            sessions = rows.map(({ pid, started }) => ({ pid, started }));
            return { told: sessions.length, sessions };
          } catch (error) {
            const { code, message } = problemOf(error);
            // An answer of the server: a statement that failed has ended nobody it could not end.
            if (code === 'forbidden' || code === 'unauthenticated')
              throw new NotDone(code, message, { cause: error });
            throw error;
          }
        },
        async verify(_progress, signal) {
          const told = [sessions.map(({ pid }) => pid), sessions.map(({ started }) => started)];
          for (const took = stopwatch(clock); ; await sleep(clock.real, LOOK_EVERY_MS, signal)) {
            const left = Number((await postgres.query(LEFT_SQL, told))[0]?.count);
            const words = `${sessions.length - left} of ${sessions.length} idle connections were ended`;
            if (left === 0 || took() >= GONE_WITHIN_MS) return { ok: left === 0, words };
          }
        },
      };
    },
  };
}

function sum(rows: readonly { count: number }[]): number {
  return rows.reduce((total, { count }) => total + count, 0);
}

function inOneLine(sql: string): string {
  return sql.replace(/\s+/g, ' ').trim();
}
