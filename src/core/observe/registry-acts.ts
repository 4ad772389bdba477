import { z } from 'zod';
import type { PostgresConnection } from '../connect/postgres.ts';
import type { CheckLimits, Query } from './database-checks/check.ts';
import { columnOf, NEEDED, type Table, tableOf, tablesNamed } from './database-checks/tables.ts';

/** Acts of one kind in the model registry, and how many of them its audit trail knows. */
export interface ActsOfKind {
  kind: string;
  acts: number;
  audited: number;
  /** The newest of those it does not know, a bounded number. */
  missing: { subject: string | null; who: string | null; at: number }[];
}

export type RegistryActs =
  | { kinds: ActsOfKind[]; problem: null }
  /** It keeps no acts, or no trail that they could be held against. */
  | { kinds: null; problem: string };

const OPERATIONS = { names: ['mlops_operations', 'operations'] } as const;
const ID = ['id', 'operation_id'] as const;
const KIND = ['operation', 'operation_type', 'kind'] as const;
const AT = ['performed_at', 'started_at', 'created_at', 'timestamp'] as const;
const ACTOR = ['actor', 'performed_by', 'user_id'] as const;
const SUBJECT = ['subject', 'target', 'resource'] as const;
/** Listed of each kind; all are counted. */
const MOST_MISSING = 20;
const MOST_KINDS = 200;

const kindRow = z.object({ kind: z.string(), acts: z.number(), audited: z.number() });
const missingRow = z.object({
  kind: z.string(),
  subject: z.string().nullable(),
  who: z.string().nullable(),
  at: z.date(),
});

/** What was done to the model registry in a period, held against its audit trail. */
export function readRegistryActs(
  connection: Pick<PostgresConnection, 'look'>,
  period: { since: number; until: number },
  limits: CheckLimits,
): Promise<RegistryActs> {
  return connection.look((query) => actsIn(query, period), limits);
}

async function actsIn(
  query: Query,
  { since, until }: { since: number; until: number },
): Promise<RegistryActs> {
  const tables = await tablesNamed(query, [...OPERATIONS.names, ...NEEDED.audit.names]);
  const operations = OPERATIONS.names.flatMap((name) => tables.get(name) ?? [])[0];
  const trail = tableOf(NEEDED.audit, tables);
  if (operations === undefined) return unread('PostgreSQL keeps no list of operations');
  if (!trail?.columns.has('operation_id')) return unread('no audit trail in PostgreSQL names its operations');
  const [id, kind, at] = [ID, KIND, AT].map((names) => columnOf(operations, names));
  if (id === undefined || kind === undefined || at === undefined) {
    return unread(`${operations.name} does not say which operation was done when`);
  }
  const within = `${operations.name} o WHERE o.${at} >= $1 AND o.${at} <= $2`;
  const isAudited = `EXISTS (SELECT FROM ${trail.name} t WHERE t.operation_id = o.${id})`;
  const range = [new Date(since), new Date(until)];
  const kinds = z.array(kindRow).parse(
    await query(
      `SELECT lower(o.${kind}::text) AS kind, count(*)::float8 AS acts,
              count(*) FILTER (WHERE ${isAudited})::float8 AS audited
         FROM ${within} GROUP BY 1 ORDER BY 1 LIMIT ${MOST_KINDS}`,
      range,
    ),
  );
  const missing = z.array(missingRow).parse(
    await query(
      `SELECT kind, subject, who, at FROM (
         SELECT lower(o.${kind}::text) AS kind, ${textOf(operations, SUBJECT)} AS subject,
                ${textOf(operations, ACTOR)} AS who, o.${at}::timestamptz AS at,
                row_number() OVER (PARTITION BY lower(o.${kind}::text) ORDER BY o.${at} DESC) AS place
           FROM ${within} AND NOT ${isAudited}) listed
        WHERE place <= ${MOST_MISSING} ORDER BY at DESC`,
      range,
    ),
  );
  const listed = Map.groupBy(missing, (row) => row.kind);
  return {
    kinds: kinds.map((row) => ({
      ...row,
      missing: (listed.get(row.kind) ?? []).map(({ subject, who, at: when }) => ({
        ...{ subject, who, at: when.getTime() },
      })),
    })),
    problem: null,
  };
}

function textOf(table: Table, names: readonly string[]): string {
  const column = columnOf(table, names);
  return column === undefined ? 'NULL::text' : `o.${column}::text`;
}

function unread(problem: string): RegistryActs {
  return { kinds: null, problem };
}
