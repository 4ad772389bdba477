import type { PostgresConnection } from '../../connect/postgres.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { endConnectionsOperation } from '../operations/end-connections.ts';
import { flushCacheOperation } from '../operations/flush-cache.ts';
import { postOperation } from '../operations/http-post.ts';
import { runCommandOperation } from '../operations/run-command.ts';
import { doneByTheDoor, givingEvidence, unprobed } from './done-by-the-door.ts';
import type { HttpGround } from './http-looks.ts';
import { type Stores, there } from './store-looks.ts';
import { durationMs } from './values.ts';

/** What runbooks change in stores, send to services, and run. */
export function storeChanges(
  options: {
    stores: Stores;
    door: Door;
    clock: Clock;
    redactor: Redactor;
  } & HttpGround,
): ActionKind[] {
  const { profile, stores, door, clock, redactor } = options;
  const { postgres, redis } = profile.stores ?? {};
  const end = endConnectionsOperation({
    connection: (): PostgresConnection => there(stores.postgres, 'database', 'postgres'),
    name: `PostgreSQL at ${placeIn(postgres?.url)}`,
    clock,
  });
  const flush = flushCacheOperation({
    connection: () => there(stores.redis, 'cache', 'redis'),
    name: `Redis at ${placeIn(redis?.url)}`,
  });
  const run = runCommandOperation({ commands: profile.commands ?? {}, clock, redactor });
  return [
    doneByTheDoor(door, end, 'sql.terminate-connections', async ({ idleFor, application }) => ({
      idleMs: durationMs(idleFor) ?? 0,
      ...(application === undefined ? {} : { application }),
    })),
    doneByTheDoor(door, flush, 'redis.flush', async (input) => input),
    unprobed(
      givingEvidence(doneByTheDoor(door, postOperation(options), 'http.post', async (input) => input)),
    ),
    unprobed(givingEvidence(doneByTheDoor(door, run, 'exec', async (input) => input))),
  ];
}

/** Host, port and database of an address; nothing else of it. */
function placeIn(url: string | undefined): string {
  if (url === undefined) return 'no address';
  const { host, pathname } = new URL(url);
  return `${host}${pathname === '/' ? '' : pathname}`;
}
