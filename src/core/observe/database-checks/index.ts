import type { PostgresConnection } from '../../connect/postgres.ts';
import type { CheckLimits, DatabaseCheck } from './check.ts';
import { checkConnections } from './connections.ts';
import { checkIntegrity } from './integrity.ts';
import { checkSchema } from './schema.ts';

export type { DatabaseCheck } from './check.ts';

/** The checks that there are, by name: none takes a statement from outside, and none can write. */
export function checkDatabase(
  connection: PostgresConnection,
  check: 'connections' | 'schema' | 'integrity',
  options: CheckLimits & { expectedHash: string },
): Promise<DatabaseCheck> {
  const { expectedHash, ...limits } = options;
  switch (check) {
    case 'connections':
      return checkConnections(connection, limits);
    case 'schema':
      return checkSchema(connection, limits);
    case 'integrity':
      return checkIntegrity(connection, expectedHash, limits);
  }
}
