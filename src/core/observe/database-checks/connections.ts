import { z } from 'zod';
import type { PostgresConnection } from '../../connect/postgres.ts';
import { type CheckLimits, checkOf, type DatabaseCheck } from './check.ts';

/** From this share on a burst of requests finds none left. */
const CROWDED = 0.8;

// The rows of other roles have no state for whoever may not see them.
const ACTIVITY_SQL = `
  SELECT count(*) FILTER (WHERE state = 'idle')::int AS idle,
         count(*) FILTER (WHERE state LIKE 'idle in transaction%')::int AS in_transaction,
         count(*) FILTER (WHERE state IS NULL)::int AS hidden
    FROM pg_stat_activity WHERE backend_type = 'client backend' AND datname = current_database()`;

const activityRow = z.object({ idle: z.number(), in_transaction: z.number(), hidden: z.number() });

/** Whether it answers as a primary and has connections to give. */
export async function checkConnections(
  connection: Pick<PostgresConnection, 'status' | 'look'>,
  limits: CheckLimits,
): Promise<DatabaseCheck> {
  const { connectionsUsed, connectionsMax, inRecovery, version, responseTimeMs } = await connection.status();
  const [row] = await connection.look((query) => query(ACTIVITY_SQL), limits);
  const { idle, in_transaction: inTransaction, hidden } = activityRow.parse(row);
  const share = connectionsUsed / connectionsMax;
  const seen = `${idle} idle, ${inTransaction} idle in a transaction`;
  const unseen = hidden > 0 ? `, ${hidden} of other users that cannot be seen` : '';
  return checkOf(
    [
      inRecovery
        ? { verdict: 'fail', says: `PostgreSQL ${version} is a standby: it cannot be written to` }
        : { verdict: 'pass', says: `PostgreSQL ${version} answers in ${Math.round(responseTimeMs)} ms` },
      {
        verdict: share >= CROWDED ? 'fail' : 'pass',
        says: `${connectionsUsed} of ${connectionsMax} connections in use; in this database ${seen}${unseen}`,
      },
    ],
    { used: connectionsUsed, max: connectionsMax, idle, inTransaction, hidden, responseTimeMs },
  );
}
