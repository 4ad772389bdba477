import { type RedisConnection, redisFields, redisFigure } from '../../connect/redis.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { shownCommand } from './redis-words.ts';

/** A command that the slow log of Redis holds. */
export interface SlowCommand {
  /** Its name and the shape of its key; never a value. */
  command: string;
  durationMs: number;
  /** By Redis' clock, epoch milliseconds. */
  at: number;
  /** The name that its client gave itself; empty where it gave none. */
  client: string;
}

/** A spike that Redis' latency monitor saw. */
export interface LatencyEvent {
  event: string;
  at: number;
  lastMs: number;
  worstMs: number;
}

/** Something that Redis did not say, and what to do about it. */
export interface Unsaid {
  why: string;
  hint: string | null;
}

/** What Redis is busy with at this moment. Figures are null where it does not say. */
export interface CacheLoad {
  /** By its own clock, epoch milliseconds: what it logs is as old as that says. */
  now: number;
  /** Since it started. */
  counts: {
    hits: number | null;
    misses: number | null;
    evictedKeys: number | null;
    rejectedConnections: number | null;
  };
  uptimeSeconds: number | null;
  memoryUsedBytes: number | null;
  /** Null when no limit is set. */
  memoryMaxBytes: number | null;
  systemMemoryBytes: number | null;
  /** `noeviction`, `allkeys-lru` … */
  policy: string | null;
  clients: number | null;
  clientsMax: number | null;
  blockedClients: number | null;
  /** Memory taken from the system for each byte in use. */
  fragmentation: number | null;
  slow: SlowCommand[] | Unsaid;
  latency: LatencyEvent[] | Unsaid;
}

const MOST_SLOW = 64;

/** @throws OperatorError in words */
export async function readCacheLoad(connection: RedisConnection, now: () => number): Promise<CacheLoad> {
  const fields = redisFields(textOf(await connection.ask('INFO')));
  const number = (name: string) => redisFigure(fields, name);
  const ownMicros = number('server_time_usec');
  return {
    now: ownMicros === null ? now() : ownMicros / 1000,
    counts: {
      hits: number('keyspace_hits'),
      misses: number('keyspace_misses'),
      evictedKeys: number('evicted_keys'),
      rejectedConnections: number('rejected_connections'),
    },
    uptimeSeconds: number('uptime_in_seconds'),
    memoryUsedBytes: number('used_memory'),
    memoryMaxBytes: number('maxmemory') || null,
    systemMemoryBytes: number('total_system_memory') || null,
    policy: fields.get('maxmemory_policy') ?? null,
    clients: number('connected_clients'),
    clientsMax: number('maxclients'),
    blockedClients: number('blocked_clients'),
    fragmentation: number('mem_fragmentation_ratio'),
    slow: await slowCommands(connection),
    latency: await latencyEvents(connection),
  };
}

async function slowCommands(connection: RedisConnection): Promise<SlowCommand[] | Unsaid> {
  const answer = await allowed(connection.ask('SLOWLOG', 'GET', String(MOST_SLOW)), 'its slow log');
  if (!Array.isArray(answer)) return answer;
  return answer.flatMap((entry: unknown): SlowCommand[] => {
    if (!Array.isArray(entry)) return [];
    const [, seconds, micros, words, , client] = entry;
    if (typeof seconds !== 'number' || typeof micros !== 'number' || !Array.isArray(words)) return [];
    return [
      {
        command: shownCommand(words.map(String)),
        durationMs: micros / 1000,
        at: seconds * 1000,
        client: typeof client === 'string' ? client : '',
      },
    ];
  });
}

async function latencyEvents(connection: RedisConnection): Promise<LatencyEvent[] | Unsaid> {
  const answer = await allowed(connection.ask('LATENCY', 'LATEST'), 'its latency monitor');
  if (!Array.isArray(answer)) return answer;
  const events = answer.flatMap((entry: unknown): LatencyEvent[] => {
    if (!Array.isArray(entry)) return [];
    const [event, seconds, last, worst] = entry;
    if (typeof event !== 'string' || typeof seconds !== 'number') return [];
    return [{ event, at: seconds * 1000, lastMs: Number(last), worstMs: Number(worst) }];
  });
  if (events.length > 0) return events;
  // Nothing seen, or nobody looking? The setting tells; where it may not be read, that is not known.
  const setting = await allowed(
    connection.ask('CONFIG', 'GET', 'latency-monitor-threshold'),
    'whether its latency monitor is on',
  );
  if (!Array.isArray(setting)) return setting;
  if (Number(setting[1]) > 0) return [];
  return {
    why: 'the latency monitor of Redis is off',
    hint: 'CONFIG SET latency-monitor-threshold 100 makes it note what takes 100 ms or more.',
  };
}

/** The list that a command answers with; why not, where this user or this server has none. */
async function allowed(answer: Promise<unknown>, what: string): Promise<unknown[] | Unsaid> {
  try {
    const list = await answer;
    if (Array.isArray(list)) return list;
    return { why: `Redis does not show ${what} in a form that is known`, hint: null };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    if (error.code === 'forbidden') {
      return {
        why: `the user of the profile may not see ${what}`,
        hint: 'ACL SETUSER gives it +slowlog|get, +latency|latest and +config|get.',
      };
    }
    if (error.code === 'not-found') return { why: `this server does not have ${what}`, hint: null };
    throw error;
  }
}

function textOf(answer: unknown): string {
  if (typeof answer === 'string') return answer;
  throw new OperatorError('bad-answer', 'Redis answers INFO in an unknown shape');
}
