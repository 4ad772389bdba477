import { z } from 'zod';
import type { RedisConnection } from '../../connect/redis.ts';
import { OperatorError, problemOf } from '../../kernel/errors.ts';
import { NotDone } from '../../operate/ending.ts';
import type { OperationKind } from '../../operate/operation.ts';

const parameters = z.strictObject({ pattern: z.string().min(1).max(200) });

/** Of one SCAN: Redis serves nobody else meanwhile. */
const BATCH = 1000;

/**
 * Removes the keys that match a pattern, batch by batch, so that nobody waits long for Redis. What is written
 * meanwhile may stay.
 */
export function flushCacheOperation(cache: {
  connection: () => RedisConnection;
  /** `Redis at 10.0.0.3:6379`. */
  name: string;
}): OperationKind<z.infer<typeof parameters>> {
  return {
    kind: 'redis.flush',
    title: 'Clear the cache',
    risk: 'destructive',
    parameters,
    permissions: () => [],
    async prepare({ pattern }, signal) {
      const redis = cache.connection();
      const found = await countKeys(redis, pattern, signal);
      const scan = `SCAN 0 MATCH ${JSON.stringify(pattern)} COUNT ${BATCH}`;
      return {
        target: cache.name,
        summary:
          found === 0
            ? `${cache.name} has no key that matches ${pattern}`
            : `Remove every key that matches ${pattern} from ${cache.name}`,
        calls:
          found === 0
            ? []
            : [
                { method: 'REDIS', path: `${scan}, until the cursor is 0 again` },
                { method: 'REDIS', path: 'UNLINK with the keys of each answer' },
              ],
        diff: null,
        // Not in the summary: a cache in use has another number at every look, and what is agreed to is the pattern.
        notes: found === 0 ? [] : [`${found} keys match now; nothing brings them back`],
        permissions: [],
        author: null,
        rehearse: null,
        async execute(stop, progress) {
          let removed = 0;
          try {
            for await (const keys of scanned(redis, pattern, stop)) {
              if (keys.length === 0) continue;
              removed += Number(await redis.ask('UNLINK', ...keys));
              progress?.(`${removed} keys removed`);
            }
          } catch (error) {
            throw cutShort(error, removed);
          }
          return { pattern, removed };
        },
        async verify(_progress, look) {
          const left = await countKeys(redis, pattern, look);
          return left === 0
            ? { ok: true, words: `No key matches ${pattern} any more` }
            : {
                ok: left < found,
                words: `${left} keys match ${pattern} again; before it were ${found}`,
              };
        },
      };
    },
  };
}

async function countKeys(redis: RedisConnection, pattern: string, signal: AbortSignal): Promise<number> {
  if (pattern === '*') return Number(await redis.ask('DBSIZE'));
  const keys = new Set<string>();
  for await (const some of scanned(redis, pattern, signal)) for (const key of some) keys.add(key);
  return keys.size;
}

async function* scanned(
  redis: RedisConnection,
  pattern: string,
  signal: AbortSignal,
): AsyncGenerator<string[], void> {
  let cursor = '0';
  do {
    signal.throwIfAborted();
    const answer = await redis.ask('SCAN', cursor, 'MATCH', pattern, 'COUNT', String(BATCH));
    if (!Array.isArray(answer) || !Array.isArray(answer[1])) {
      throw new OperatorError('bad-answer', 'Redis does not answer SCAN as it should');
    }
    cursor = String(answer[0]);
    yield answer[1].map(String);
  } while (cursor !== '0');
}

/** A refusal of the first command leaves everything as it was; a connection that was cut tells nothing. */
function cutShort(error: unknown, removed: number): OperatorError {
  const { code, message } = problemOf(error);
  if (removed === 0 && (code === 'forbidden' || code === 'unauthenticated' || code === 'bad-answer')) {
    return new NotDone(code, message, { cause: error });
  }
  return new OperatorError(code, `${message}, after ${removed} keys were removed`, { cause: error });
}
