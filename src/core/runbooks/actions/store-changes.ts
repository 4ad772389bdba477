import type { PostgresConnection } from '../../connect/postgres.ts';
import type { Clock } from '../../kernel/clock.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import type { Door } from '../../operate/door.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { JsonObject } from '../../operate/processes/definition.ts';
import { endConnectionsOperation } from '../operations/end-connections.ts';
import { flushCacheOperation } from '../operations/flush-cache.ts';
import { postOperation } from '../operations/http-post.ts';
import { runCommandOperation } from '../operations/run-command.ts';
import { doneByTheDoor } from './done-by-the-door.ts';
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

/** A change whose step gives what its operation found out, beside what every change gives. */
function givingEvidence<Input>(action: ActionKind<Input>): ActionKind<Input> {
  return {
    ...action,
    async run(input, context) {
      const ending = await action.run(input, context);
      if (ending.end === 'asks' || ending.evidence === undefined) return ending;
      const { journal: _, ...found } = ending.evidence;
      return { ...ending, output: { ...objectIn(ending.output), ...found } };
    },
  };
}

/** The world does not tell whether it was done: nothing is asked of it. */
function unprobed<Input>({ probe: _, ...action }: ActionKind<Input>): ActionKind<Input> {
  return action;
}

function objectIn(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

/** Host, port and database of an address; nothing else of it. */
function placeIn(url: string | undefined): string {
  if (url === undefined) return 'no address';
  const { host, pathname } = new URL(url);
  return `${host}${pathname === '/' ? '' : pathname}`;
}
