import { z } from 'zod';
import type { Query } from './check.ts';

/** What kind of value a column holds, as far as it matters here. */
export type ColumnKind = 'text' | 'number' | 'time' | 'boolean' | 'json' | 'other';

export interface Table {
  name: string;
  columns: ReadonlyMap<string, ColumnKind>;
  /** Empty when it has none. */
  primaryKey: readonly string[];
}

/** A table that the MLOps system needs, under the names that are in use, with what it has to hold. */
export interface NeededTable {
  what: string;
  names: readonly string[];
  /** Each column under the names that are in use; `kind` left out: whatever it is. */
  columns: readonly { names: readonly string[]; kind?: ColumnKind }[];
}

const text = (...names: string[]) => ({ names, kind: 'text' as const });
const time = (...names: string[]) => ({ names, kind: 'time' as const });
const number = (...names: string[]) => ({ names, kind: 'number' as const });

/** How a model is named: by the first of these columns that is there. */
export const MODEL_NAMES = ['model_name', 'model_id', 'name'] as const;

export const NEEDED: Readonly<
  Record<'models' | 'artifacts' | 'deployments' | 'audit' | 'migrations', NeededTable>
> = {
  models: {
    what: 'versions of models',
    names: ['model_versions', 'mlops_model_versions'],
    columns: [
      text(...MODEL_NAMES),
      text('version'),
      { names: ['accuracy', 'performance_metrics'] },
      text('git_commit_hash'),
      text('constitutional_hash'),
      { names: ['is_production'], kind: 'boolean' },
      time('created_at'),
    ],
  },
  artifacts: {
    what: 'artifacts',
    names: ['artifacts', 'mlops_artifacts', 'model_artifacts'],
    columns: [
      { names: ['artifact_id', 'id'] },
      text('storage_path'),
      number('file_size_bytes'),
      text('checksum'),
      text('constitutional_hash'),
    ],
  },
  deployments: {
    what: 'deployments',
    names: ['deployments', 'mlops_deployments', 'model_deployments'],
    columns: [
      text(...MODEL_NAMES),
      text('model_version', 'version'),
      text('environment'),
      text('status'),
      time('started_at'),
      time('completed_at'),
    ],
  },
  audit: {
    what: 'the audit trail',
    names: ['audit_trail', 'mlops_audit_trail', 'audit_log'],
    columns: [text('constitutional_hash'), time('recorded_at', 'created_at', 'timestamp')],
  },
  migrations: {
    what: 'the migrations that were applied',
    names: ['schema_migrations', 'alembic_version'],
    columns: [text('version', 'version_num')],
  },
};

// By the search path, as the services themselves find them.
const TABLES_SQL = `
  SELECT c.relname::text AS "table", a.attname::text AS "column", t.typcategory::text AS category,
         t.typname::text AS type, a.attnum = ANY (coalesce(i.indkey::int2[], '{}')) AS key
    FROM unnest($1::text[]) AS wanted
    JOIN pg_class c ON c.oid = to_regclass(wanted)
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
   ORDER BY a.attnum`;

const columnRow = z.object({
  table: z.string(),
  column: z.string(),
  category: z.string(),
  type: z.string(),
  key: z.boolean(),
});

/** Those of these names that are there, with their columns. */
export async function tablesNamed(
  query: Query,
  names: readonly string[],
): Promise<ReadonlyMap<string, Table>> {
  const rows = z.array(columnRow).parse(await query(TABLES_SQL, [names]));
  const tables = Map.groupBy(rows, ({ table }) => table);
  return new Map(
    [...tables].map(([name, columns]) => [
      name,
      {
        name,
        columns: new Map(columns.map(({ column, category, type }) => [column, kindOf(category, type)])),
        primaryKey: columns.filter(({ key }) => key).map(({ column }) => column),
      },
    ]),
  );
}

export function tableOf(needed: NeededTable, tables: ReadonlyMap<string, Table>): Table | undefined {
  return needed.names.flatMap((name) => tables.get(name) ?? [])[0];
}

/** The column under the name that it has here. */
export function columnOf(table: Table, names: readonly string[]): string | undefined {
  return names.find((name) => table.columns.has(name));
}

const KINDS: Readonly<Record<string, ColumnKind>> = {
  S: 'text',
  N: 'number',
  D: 'time',
  B: 'boolean',
  E: 'text',
};

function kindOf(category: string, type: string): ColumnKind {
  if (type === 'json' || type === 'jsonb') return 'json';
  // A UUID is read as text wherever it names something.
  return type === 'uuid' ? 'text' : (KINDS[category] ?? 'other');
}
