import type { PostgresConnection } from '../connect/postgres.ts';
import type { Clock } from '../kernel/clock.ts';
import { problemOf } from '../kernel/errors.ts';
import { MODEL_NAMES, NEEDED } from './database-checks/tables.ts';
import { asRatio } from './ratio.ts';

/** What the registry in PostgreSQL says of the models that serve and of what was deployed. */
export interface RegistryReading {
  /** The accuracy (0 to 1) each serving model was registered with; the lowest where several versions serve. */
  serving: { model: string; accuracy: number }[];
  /** Deployments that ended within the last 30 days; null where the registry keeps none. */
  deployments: { ended: number; succeeded: number } | null;
  /** Why it says nothing, or not all; null when there is nothing to say. */
  problem: string | null;
  /** It is there, or may be, and could not be read this time. */
  failed: boolean;
}

export interface ModelRegistry {
  /** Never fails: that there is no registry is an answer. */
  read(): Promise<RegistryReading>;
}

/** A few deployments in a week say little: a success rate is one of a month, as an error budget is. */
export const DEPLOYMENTS_WINDOW_MS = 30 * 86_400_000;
const MOST_MODELS = 500;

/** How a deployment ends; one that is under way says nothing of success yet. */
const SUCCEEDED = 'deployed';
const ENDED = [SUCCEEDED, 'failed', 'rolled_back'] as const;

interface Layout {
  models: string | null;
  deployments: string | null;
}

/**
 * Reads the registry with what its tables have: names and columns differ between deployments. Only known names
 * ever get into a statement.
 *
 * @param timeoutMs what the registry may take beside the look at its server
 */
export function createModelRegistry(options: {
  connection: Pick<PostgresConnection, 'query'>;
  clock: Clock;
  timeoutMs: number;
}): ModelRegistry {
  const { connection, clock, timeoutMs } = options;
  /** Kept once both tables are there, until a statement fails. */
  let known: Layout | null = null;

  const layout = async (): Promise<Layout> => {
    if (known !== null) return known;
    const names = [...NEEDED.models.names, ...NEEDED.deployments.names];
    const rows = await connection.query(
      `SELECT c.relname::text AS "table", a.attname::text AS "column"
         FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.oid IN (SELECT to_regclass(name) FROM unnest($1::text[]) AS name)
          AND a.attnum > 0 AND NOT a.attisdropped`,
      [names],
    );
    const columns = new Map<string, Set<string>>();
    for (const { table, column } of rows) {
      const of = columns.get(String(table)) ?? new Set();
      columns.set(String(table), of.add(String(column)));
    }
    const found = { models: modelsStatement(columns), deployments: deploymentsStatement(columns) };
    if (found.models !== null && found.deployments !== null) known = found;
    return found;
  };

  const read = async (): Promise<RegistryReading> => {
    const { models, deployments } = await layout();
    const serving = models === null ? [] : servingOf(await connection.query(models));
    const from = new Date(clock.now() - DEPLOYMENTS_WINDOW_MS);
    const counted = deployments === null ? null : countsOf(await connection.query(deployments, [from]));
    return { serving, deployments: counted, problem: problemIn(models, deployments, serving), failed: false };
  };

  return {
    async read() {
      let giveUp = () => {};
      const late = new Promise<RegistryReading>((resolve) => {
        giveUp = clock.real.after(timeoutMs, () => resolve(unread('the model registry takes too long')));
      });
      const reading = read().catch((error: unknown) => {
        known = null;
        return unread(`the model registry cannot be read: ${problemOf(error).message}`);
      });
      return Promise.race([reading, late]).finally(() => giveUp());
    },
  };
}

type Columns = ReadonlyMap<string, ReadonlySet<string>>;

function modelsStatement(columns: Columns): string | null {
  const table = NEEDED.models.names.find((name) => columns.get(name)?.has('is_production'));
  const has = (column: string) => table !== undefined && columns.get(table)?.has(column) === true;
  const name = MODEL_NAMES.find(has);
  const figures = [
    ...(has('accuracy') ? ['accuracy::text'] : []),
    ...(has('performance_metrics') ? ["performance_metrics::jsonb ->> 'accuracy'"] : []),
  ];
  if (table === undefined || name === undefined || figures.length === 0) return null;
  return (
    `SELECT ${name}::text AS model, coalesce(${figures.join(', ')}) AS accuracy ` +
    `FROM ${table} WHERE is_production ORDER BY 1 LIMIT ${MOST_MODELS}`
  );
}

function deploymentsStatement(columns: Columns): string | null {
  const table = NEEDED.deployments.names.find((name) => columns.get(name)?.has('status'));
  const has = (column: string) => table !== undefined && columns.get(table)?.has(column) === true;
  // What failed early may never have got a time of completion.
  const times = ['completed_at', 'started_at'].filter(has);
  if (table === undefined || times.length === 0) return null;
  const ended = ENDED.map((status) => `'${status}'`).join(', ');
  return (
    `SELECT lower(status::text) AS status, count(*)::float8 AS count FROM ${table} ` +
    `WHERE lower(status::text) IN (${ended}) AND coalesce(${times.join(', ')}) > $1 GROUP BY 1`
  );
}

function servingOf(rows: readonly Record<string, unknown>[]): RegistryReading['serving'] {
  const lowest = new Map<string, number>();
  for (const row of rows) {
    const accuracy = asRatio(Number(row.accuracy ?? Number.NaN));
    if (!(accuracy >= 0 && accuracy <= 1)) continue;
    const model = String(row.model);
    lowest.set(model, Math.min(accuracy, lowest.get(model) ?? accuracy));
  }
  return [...lowest].map(([model, accuracy]) => ({ model, accuracy }));
}

function countsOf(rows: readonly Record<string, unknown>[]): { ended: number; succeeded: number } {
  const counts = new Map(rows.map(({ status, count }) => [status, Number(count)]));
  return {
    ended: [...counts.values()].reduce((sum, count) => sum + count, 0),
    succeeded: counts.get(SUCCEEDED) ?? 0,
  };
}

function problemIn(
  models: string | null,
  deployments: string | null,
  serving: RegistryReading['serving'],
): string | null {
  if (models === null && deployments === null) return 'PostgreSQL holds no model registry';
  if (models === null) return 'the registry keeps no versions of models with their accuracy';
  if (deployments === null) return 'the registry keeps no deployments';
  return serving.length === 0 ? 'no model of the registry serves' : null;
}

function unread(problem: string): RegistryReading {
  return { serving: [], deployments: null, problem, failed: true };
}
