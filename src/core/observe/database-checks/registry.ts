import type { Finding, Query } from './check.ts';
import { columnOf, MODEL_NAMES, NEEDED, type Table, tableOf, tablesNamed } from './tables.ts';

const OPERATIONS = 'mlops_operations';

/** Whether the tables of the MLOps system agree with each other. Only names of known tables get into a statement. */
export async function registryFindings(query: Query, expectedHash: string): Promise<Finding[]> {
  const names = [...Object.values(NEEDED).flatMap((one) => one.names), OPERATIONS];
  const tables = await tablesNamed(query, names);
  const { models, artifacts, deployments, audit } = NEEDED;
  const [model, deployed, trail] = [models, deployments, audit].map((one) => tableOf(one, tables));
  const findings: Finding[] = [];
  const count = async (sql: string, values: readonly unknown[] = []) =>
    Number((await query(`SELECT count(*)::float8 AS count FROM ${sql}`, values))[0]?.count);
  const tell = (rows: number, bad: string, good: string) =>
    findings.push(rows > 0 ? { verdict: 'fail', says: bad } : { verdict: 'pass', says: good });

  for (const table of [models, artifacts, audit].flatMap((one) => tableOf(one, tables) ?? [])) {
    if (!table.columns.has('constitutional_hash')) continue;
    const other = await count(`${table.name} WHERE constitutional_hash IS DISTINCT FROM $1`, [expectedHash]);
    tell(
      other,
      `${table.name}: ${other} rows carry another constitutional hash than ${expectedHash}`,
      `${table.name}: every row carries the constitutional hash`,
    );
  }
  const lost = model && deployed && unknownVersions(model, deployed);
  if (lost !== undefined) {
    const rows = await count(lost);
    tell(
      rows,
      `${rows} deployments name a version that is not registered`,
      'Every deployment names a registered version',
    );
  }
  if (trail?.columns.has('operation_id') && tables.get(OPERATIONS)?.columns.has('id')) {
    const rows = await count(
      `${OPERATIONS} o WHERE NOT EXISTS (SELECT FROM ${trail.name} t WHERE t.operation_id = o.id)`,
    );
    tell(rows, `${rows} operations are not in the audit trail`, 'Every operation is in the audit trail');
  }
  return findings;
}

function unknownVersions(model: Table, deployed: Table): string | undefined {
  // The same way to name a model has to be in both, or nothing can be held against each other.
  const name = MODEL_NAMES.find((it) => model.columns.has(it) && deployed.columns.has(it));
  const version = columnOf(deployed, ['model_version', 'version']);
  if (name === undefined || version === undefined || !model.columns.has('version')) return undefined;
  return `${deployed.name} d WHERE NOT EXISTS (
    SELECT FROM ${model.name} m WHERE m.${name} = d.${name} AND m.version = d.${version})`;
}
