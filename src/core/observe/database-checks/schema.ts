import type { PostgresConnection } from '../../connect/postgres.ts';
import { type CheckLimits, checkOf, type DatabaseCheck, type Finding, type Query } from './check.ts';
import { columnOf, NEEDED, type NeededTable, type Table, tableOf, tablesNamed } from './tables.ts';

/** Whether the tables of the MLOps system are there and hold what they have to. */
export function checkSchema(
  connection: Pick<PostgresConnection, 'look'>,
  limits: CheckLimits,
): Promise<DatabaseCheck> {
  return connection.look(async (query) => {
    const needed = Object.values(NEEDED);
    const tables = await tablesNamed(
      query,
      needed.flatMap(({ names }) => names),
    );
    const found = needed.map((one) => ({ one, table: tableOf(one, tables) }));
    const applied = await migrations(query, tableOf(NEEDED.migrations, tables));
    return checkOf([...found.map(({ one, table }) => findingOn(one, table)), ...applied.findings], {
      tables: found.filter(({ table }) => table !== undefined).length,
      missing: found.filter(({ table }) => table === undefined).length,
      migrations: applied.count,
    });
  }, limits);
}

function findingOn({ what, names, columns }: NeededTable, table: Table | undefined): Finding {
  if (table === undefined) {
    return { verdict: 'fail', says: `No table holds ${what} (${names.join(' or ')})` };
  }
  const flaws = columns.flatMap(({ names: alternatives, kind }) => {
    const column = columnOf(table, alternatives);
    if (column === undefined) return [`has no column ${alternatives.join(' or ')}`];
    const is = table.columns.get(column);
    return kind === undefined || is === kind ? [] : [`column ${column} holds ${is}, not ${kind}`];
  });
  if (table.primaryKey.length === 0) flaws.push('has no primary key');
  return flaws.length > 0
    ? { verdict: 'fail', says: `${table.name}: ${flaws.join('; ')}` }
    : { verdict: 'pass', says: `${table.name}: ${table.columns.size} columns, none is missing` };
}

async function migrations(
  query: Query,
  table: Table | undefined,
): Promise<{ count: number | null; findings: Finding[] }> {
  const column = table && columnOf(table, ['version', 'version_num']);
  if (table === undefined || column === undefined) return { count: null, findings: [] };
  // Both names are of the list above.
  const [row] = await query(`SELECT count(*)::int AS count, max(${column}::text) AS last FROM ${table.name}`);
  const count = Number(row?.count);
  const says =
    count === 0 ? 'No migration was applied' : `${count} migrations applied, up to ${String(row?.last)}`;
  return { count, findings: [{ verdict: count === 0 ? 'fail' : 'pass', says }] };
}
