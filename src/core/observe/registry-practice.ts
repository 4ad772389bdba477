import { z } from 'zod';
import type { PostgresConnection } from '../connect/postgres.ts';
import type { CheckLimits, Query } from './database-checks/check.ts';
import { columnOf, NEEDED, type Table, tableOf, tablesNamed } from './database-checks/tables.ts';

/** What the registry keeps of how its people and its pipeline work. Times are epoch milliseconds. */
export interface RegistryPractice {
  /** Deployments to production of the period; null where the registry does not keep who approved them. */
  deployments: {
    total: number;
    /** Approved, and by somebody else than whoever began them. */
    approved: number;
    approvers: string[];
    newestAt: number | null;
  } | null;
  /** The newest rollbacks of models with how long they took; null where the registry does not keep that. */
  rollbacks: { at: number; tookMs: number }[] | null;
  /** When compliance was validated last by the system itself; null: never, or nobody keeps it. */
  validatedAt: number | null;
  /** When the audit trail was written last; null: never, or there is none. */
  trailWrittenAt: number | null;
}

const OPERATIONS = 'mlops_operations';
const BEGINNERS = ['deployed_by', 'initiated_by', 'created_by', 'requested_by'] as const;
const MOST_ROLLBACKS = 20;
/** A drill a quarter is what the guides' routine asks for. */
export const ROLLBACK_PERIOD_MS = 92 * 86_400_000;

const time = z.date().nullable();
const deploymentRow = z.object({
  total: z.number(),
  approved: z.number(),
  approvers: z.array(z.string()),
  newest: time,
});
const rollbackRow = z.object({ at: z.date(), took: z.number() });

export function readRegistryPractice(
  connection: Pick<PostgresConnection, 'look'>,
  period: { since: number; until: number },
  limits: CheckLimits,
): Promise<RegistryPractice> {
  return connection.look(async (query) => {
    const tables = await tablesNamed(query, [
      ...[OPERATIONS],
      ...NEEDED.deployments.names,
      ...NEEDED.audit.names,
    ]);
    const operations = tables.get(OPERATIONS);
    const trail = tableOf(NEEDED.audit, tables);
    const until = new Date(period.until);
    return {
      deployments: await deploymentsIn(query, tableOf(NEEDED.deployments, tables), period),
      rollbacks: await rollbacksIn(query, operations, until),
      validatedAt: await newestIn(query, operations, {
        ...{ column: 'performed_at', where: "lower(operation::text) = 'compliance_validation' AND", until },
      }),
      trailWrittenAt: await newestIn(query, trail, {
        ...{ column: trail && columnOf(trail, ['recorded_at', 'created_at', 'timestamp']), where: '', until },
      }),
    };
  }, limits);
}

async function deploymentsIn(
  query: Query,
  table: Table | undefined,
  { since, until }: { since: number; until: number },
): Promise<RegistryPractice['deployments']> {
  const has = (column: string) => table?.columns.has(column) === true;
  if (table === undefined || !['approved_by', 'environment', 'started_at'].every(has)) return null;
  const beginner = columnOf(table, BEGINNERS);
  const another = beginner === undefined ? '' : `AND approved_by::text IS DISTINCT FROM ${beginner}::text`;
  const approved = `FILTER (WHERE nullif(approved_by::text, '') IS NOT NULL ${another})`;
  const [row] = z.array(deploymentRow).parse(
    await query(
      `SELECT count(*)::float8 AS total, count(*) ${approved}::float8 AS approved,
              coalesce(array_agg(DISTINCT approved_by::text) ${approved}, '{}') AS approvers,
              max(started_at)::timestamptz AS newest
         FROM ${table.name}
        WHERE lower(environment::text) = 'production' AND started_at >= $1 AND started_at <= $2`,
      [new Date(since), new Date(until)],
    ),
  );
  if (row === undefined) return null;
  const { total, approved: given, approvers, newest } = row;
  return { total, approved: given, approvers, newestAt: newest?.getTime() ?? null };
}

async function rollbacksIn(
  query: Query,
  table: Table | undefined,
  until: Date,
): Promise<RegistryPractice['rollbacks']> {
  const has = (column: string) => table?.columns.has(column) === true;
  if (table === undefined || !['operation', 'performed_at', 'completed_at'].every(has)) return null;
  const rows = z.array(rollbackRow).parse(
    await query(
      `SELECT performed_at::timestamptz AS at,
              (1000 * extract(epoch FROM completed_at - performed_at))::float8 AS took
         FROM ${table.name}
        WHERE lower(operation::text) = 'model_rollback' AND completed_at >= performed_at
          AND performed_at >= $1 AND performed_at <= $2
        ORDER BY performed_at DESC LIMIT ${MOST_ROLLBACKS}`,
      [new Date(until.getTime() - ROLLBACK_PERIOD_MS), until],
    ),
  );
  return rows.map(({ at, took }) => ({ at: at.getTime(), tookMs: took }));
}

async function newestIn(
  query: Query,
  table: Table | undefined,
  { column, where, until }: { column: string | undefined; where: string; until: Date },
): Promise<number | null> {
  if (table === undefined || column === undefined || !table.columns.has(column)) return null;
  if (where !== '' && !table.columns.has('operation')) return null;
  const [row] = z
    .array(z.object({ newest: time }))
    .parse(
      await query(
        `SELECT max(${column})::timestamptz AS newest FROM ${table.name} WHERE ${where} ${column} <= $1`,
        [until],
      ),
    );
  return row?.newest?.getTime() ?? null;
}
