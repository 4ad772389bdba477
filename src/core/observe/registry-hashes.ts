import { z } from 'zod';
import type { PostgresConnection } from '../connect/postgres.ts';

/** What the rows of one table carry of the constitutional hash. */
export interface TableHashes {
  /** With its schema where the search path does not find it. */
  table: string;
  rows: number;
  /** Rows that carry another one, and one of those as an example; rows that carry none. */
  others: number;
  example: string | null;
  without: number;
  /** It may not be read. */
  isForbidden: boolean;
}

const MOST_TABLES = 100;
const MOST_CHARACTERS = 200;

/** Every table with a column of that name; what the server is to be asked for each is written by the server itself. */
const TABLES_SQL = `
  SELECT c.oid::regclass::text AS "table", has_table_privilege(c.oid, 'SELECT') AS readable,
         format('SELECT %L AS "table", count(*)::float8 AS rows,
                        count(*) FILTER (WHERE %2$I::text <> $1)::float8 AS others,
                        left(min(%2$I::text) FILTER (WHERE %2$I::text <> $1), ${MOST_CHARACTERS}) AS example,
                        count(*) FILTER (WHERE %2$I IS NULL)::float8 AS without FROM %1$s',
                c.oid::regclass, a.attname) AS statement
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
   WHERE a.attname = 'constitutional_hash' AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
     AND NOT c.relispartition AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
   ORDER BY 1 LIMIT ${MOST_TABLES}`;

const tableRow = z.object({ table: z.string(), readable: z.boolean(), statement: z.string() });
const countRow = z.object({
  table: z.string(),
  rows: z.number(),
  others: z.number(),
  example: z.string().nullable(),
  without: z.number(),
});

/** The constitutional hash in every table that has one: two statements, however many tables and rows there are. */
export function readRegistryHashes(
  connection: Pick<PostgresConnection, 'look'>,
  expected: string,
  limits: { timeoutMs: number; signal: AbortSignal },
): Promise<TableHashes[]> {
  return connection.look(async (query) => {
    const tables = z.array(tableRow).parse(await query(TABLES_SQL));
    const statements = tables.flatMap(({ readable, statement }) => (readable ? [statement] : []));
    const counts =
      statements.length === 0
        ? []
        : z.array(countRow).parse(await query(statements.join(' UNION ALL '), [expected]));
    return tables.map(({ table, readable }) => ({
      ...(counts.find((it) => it.table === table) ?? {
        ...{ table, rows: 0, others: 0, example: null, without: 0 },
      }),
      isForbidden: !readable,
    }));
  }, limits);
}
