import type { PostgresConnection } from '../../connect/postgres.ts';
import type { Clock } from '../../kernel/clock.ts';
import { readRegistryHashes } from '../../observe/registry-hashes.ts';
import type { Seen } from './evidence.ts';
import type { Source } from './source.ts';

/** For one statement over all rows. */
const STATEMENT_MS = { quick: 1000, whole: 60_000 };

/** The rows of the registry, of the artifacts and of the audit trail. */
export function databaseSource(options: {
  postgres: PostgresConnection | null;
  expectedHash: string;
  clock: Clock;
}): Source {
  const { postgres, expectedHash, clock } = options;
  return {
    ...{ id: 'database', title: 'Database', quick: 'if-unknown' },
    missing:
      postgres === null ? 'the profile names no database' : 'no table of it carries a constitutional hash',
    async look({ mode, signal = new AbortController().signal }) {
      if (postgres === null) return [];
      const timeoutMs = mode === 'quick' ? STATEMENT_MS.quick : STATEMENT_MS.whole;
      const tables = await readRegistryHashes(postgres, expectedHash, { timeoutMs, signal });
      const observedAt = clock.now();
      return tables.flatMap(({ table, rows, others, example, without, isForbidden }): Seen[] => {
        const of = { source: `table ${table}`, observedAt };
        if (isForbidden) return [{ ...of, observed: null, unverified: 'may not be read' }];
        const right = rows - others - without;
        const share = (count: number) => `${count} of ${rows} rows`;
        return [
          ...(right > 0 ? [{ ...of, observed: expectedHash, count: right }] : []),
          ...(others > 0 ? [{ ...of, observed: example, count: others, which: share(others) }] : []),
          ...(without > 0 ? [{ ...of, observed: null, count: without, which: share(without) }] : []),
        ];
      });
    },
  };
}
