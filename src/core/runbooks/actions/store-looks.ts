import type { ObjectStore } from '../../connect/objects/object-store.ts';
import type { PostgresConnection } from '../../connect/postgres.ts';
import { type RedisConnection, redisFields } from '../../connect/redis.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import { checkDatabase } from '../../observe/database-checks/index.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import { percent, size } from './figures.ts';
import { type Found, foundOut, lookAction, MARKS, worstOf } from './look-action.ts';

/** For each statement of a check; what takes longer is not known. */
const STATEMENT_MS = 60_000;
/** A cache that evicts nothing refuses writes when it is full. */
const FULL = 0.95;

export interface Stores {
  postgres: PostgresConnection | null;
  redis: RedisConnection | null;
  objects: ObjectStore | null;
}

/** What runbooks look at in the stores. */
export function storeLooks(options: { stores: Stores; expectedHash: string }): ActionKind[] {
  const { stores, expectedHash } = options;
  return [
    lookAction({
      name: 'sql.check',
      look: ({ check, require }, { signal }) =>
        orUnknown({ require, signal, output: { verdict: 'unknown', figures: {} } }, async () => {
          const connection = there(stores.postgres, 'database', 'postgres');
          const limits = { timeoutMs: STATEMENT_MS, signal };
          const found = await checkDatabase(connection, check, { ...limits, expectedHash });
          const { verdict, figures, findings } = found;
          const lines = findings.map((one) => `${MARKS[one.verdict]} ${one.says}`);
          const telling = findings.filter((one) => one.verdict === verdict);
          const words = telling.map(({ says }) => says).join('; ');
          return foundOut({ verdict, words, output: { verdict, figures, lines }, require });
        }),
    }),
    lookAction({
      name: 'redis.info',
      look: ({ require }, { signal }) =>
        orUnknown(
          {
            require,
            signal,
            output: { hitRate: null, keys: null, usedBytes: null, evicted: null, clients: null },
          },
          async () => cacheFound(there(stores.redis, 'cache', 'redis'), require),
        ),
    }),
    lookAction({
      name: 'objects.check',
      look: ({ require }, { signal }) =>
        orUnknown(
          { require, signal, output: { verdict: 'unknown', objects: null, sizeBytes: null } },
          async () => {
            const store = there(stores.objects, 'artifact store', 'objects');
            const { detail, writable, responseTimeMs } = await store.status(signal);
            const { objects, sizeBytes, isWhole } = await store.count(signal);
            const verdict = writable === false ? 'fail' : 'pass';
            const counted = `${isWhole ? '' : 'more than '}${objects} objects, ${size(sizeBytes)}`;
            const words = `Artifact store: ${writable === false ? `cannot be written to (${detail})` : 'answers'}, ${counted}`;
            const lines = [`${MARKS[verdict]} ${words}, ${Math.round(responseTimeMs)} ms`];
            const known = isWhole ? { objects, sizeBytes } : { objects: null, sizeBytes: null };
            return foundOut({ verdict, words, output: { verdict, ...known, lines }, require });
          },
        ),
    }),
  ];
}

/** @throws OperatorError `not-configured` */
export function there<T>(store: T | null, what: string, key: string): T {
  if (store !== null) return store;
  throw new OperatorError('not-configured', `The profile names no ${what}`, {
    hint: `Add stores.${key} to the profile.`,
  });
}

async function cacheFound(connection: RedisConnection, require: boolean): Promise<Found> {
  const status = await connection.status();
  const keys = Number(await connection.ask('DBSIZE'));
  const policy = redisFields(String(await connection.ask('INFO', 'memory'))).get('maxmemory_policy') ?? null;
  const { hitRatio, memoryUsedBytes, memoryMaxBytes, clients, counts, primaryLost, responseTimeMs } = status;
  const isFull =
    policy === 'noeviction' &&
    memoryUsedBytes !== null &&
    memoryMaxBytes !== null &&
    memoryUsedBytes / memoryMaxBytes >= FULL;
  const used = memoryUsedBytes === null ? 'not said' : size(memoryUsedBytes);
  const most = memoryMaxBytes === null ? 'no limit' : `of ${size(memoryMaxBytes)}`;
  const findings = [
    primaryLost
      ? ({ verdict: 'fail', says: 'Cache: is a replica that has lost its primary' } as const)
      : ({
          verdict: 'pass',
          says: `Cache: answers in ${Math.round(responseTimeMs)} ms, ${keys} keys`,
        } as const),
    {
      verdict: isFull ? ('fail' as const) : ('pass' as const),
      says: `Cache memory: ${used}, ${most}${isFull ? ': it is full and evicts nothing' : ''}, ${counts.evictedKeys ?? 'unknown'} keys evicted`,
    },
    {
      verdict: 'pass' as const,
      says: `Cache hit rate since it started: ${hitRatio === null ? 'nothing was looked up yet' : percent(hitRatio)}`,
    },
  ];
  const verdict = worstOf(findings.map((one) => one.verdict));
  return foundOut({
    verdict,
    words: findings
      .filter((one) => one.verdict === verdict)
      .map(({ says }) => says)
      .join('; '),
    output: {
      hitRate: hitRatio,
      keys,
      usedBytes: memoryUsedBytes,
      evicted: counts.evictedKeys,
      clients,
      lines: findings.map((one) => `${MARKS[one.verdict]} ${one.says}`),
    },
    require,
  });
}

/** What cannot be looked at is not known: that is an answer, and no good one. */
async function orUnknown(
  of: { require: boolean; signal: AbortSignal; output: { [name: string]: JsonValue } },
  look: () => Promise<Found>,
): Promise<Found> {
  const { require, signal, output } = of;
  try {
    return await look();
  } catch (error) {
    signal.throwIfAborted();
    const { message } = problemOf(error);
    const lines = [`${MARKS.unknown} ${message}`];
    return foundOut({ verdict: 'unknown', words: message, output: { ...output, lines }, require });
  }
}
