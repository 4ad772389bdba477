import type { Redis } from 'ioredis';
import { type Clock, stopwatch } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import { asNetworkError } from '../kernel/network-error.ts';
import type { Profile } from './profile/schema.ts';
import type { Secrets } from './secrets.ts';

export type RedisConfig = NonNullable<NonNullable<Profile['stores']>['redis']>;

export interface RedisStatus {
  version: string | null;
  role: string | null;
  /** Time of one PING, connecting not included. */
  responseTimeMs: number;
  /** 0 to 1 since the server started; null before the first lookup. */
  hitRatio: number | null;
  memoryUsedBytes: number | null;
  /** Null when no limit is set. */
  memoryMaxBytes: number | null;
  clients: number | null;
  /** Since the server started; null where it does not say. */
  counts: {
    hits: number | null;
    misses: number | null;
    evictedKeys: number | null;
    rejectedConnections: number | null;
    commands: number | null;
  };
  /** True while a replica has lost its primary. */
  primaryLost: boolean;
}

export interface RedisConnection {
  /** @throws OperatorError in words; never one of the driver's */
  status(): Promise<RedisStatus>;
  /** The answer to one command that reads, as the driver gives it, to be parsed by the caller. */
  ask(command: string, ...words: string[]): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Connects on first use and again on the first use after a failure: nothing retries in the background,
 * so a server that is away costs nothing between two questions.
 */
export function openRedis(
  config: RedisConfig,
  deps: { secrets: Secrets; clock: Clock; log: Log; timeoutMs: number },
): RedisConnection {
  const { secrets, clock, log, timeoutMs } = deps;
  const address = new URL(config.url);
  const what = `Redis at ${address.hostname}:${address.port || 6379}`;
  let current: Promise<Redis> | undefined;

  const connect = async (): Promise<Redis> => {
    const { Redis } = await import('ioredis');
    const password = config.password
      ? await secrets.resolve(config.password, 'the Redis password')
      : undefined;
    const client = new Redis({
      host: address.hostname.replace(/^\[|\]$/g, ''),
      port: Number(address.port || 6379),
      ...(address.username ? { username: decodeURIComponent(address.username) } : {}),
      ...(password === undefined ? {} : { password }),
      ...(/^\/\d+$/.test(address.pathname) ? { db: Number(address.pathname.slice(1)) } : {}),
      ...(address.protocol === 'rediss:' ? { tls: {} } : {}),
      connectionName: 'acgs-control-center',
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: timeoutMs,
      commandTimeout: timeoutMs,
    });
    // connect() only says that the connection is closed; why is told here.
    let lastError: unknown;
    client.on('error', (error) => {
      lastError = error;
      log.debug('redis connection failed', { error });
    });
    try {
      await client.connect();
    } catch (error) {
      client.disconnect();
      throw lastError ?? error;
    }
    return client;
  };

  const withClient = async <T>(work: (client: Redis) => Promise<T>): Promise<T> => {
    current ??= connect();
    const attempt = current;
    try {
      const client = await attempt;
      if (client.status === 'end' || client.status === 'close') throw new Error('Connection is closed.');
      return await work(client);
    } catch (error) {
      if (current === attempt) current = undefined;
      attempt.then((client) => client.disconnect()).catch(() => {});
      throw inWords(error, what, config);
    }
  };

  /** A connection that was cut between two questions is not the server's fault: once more, anew. */
  const letGoOfCut = async () => {
    const opened = await current?.catch(() => undefined);
    if (opened && opened.status !== 'ready') current = undefined;
  };

  return {
    async status() {
      await letGoOfCut();
      return withClient(async (client) => {
        const took = stopwatch(clock);
        await client.ping();
        const responseTimeMs = took();
        return { responseTimeMs, ...parseRedisInfo(await client.info()) };
      });
    },
    async ask(command, ...words) {
      await letGoOfCut();
      // A command that the server refuses is an answer: whoever else asks over this connection goes on.
      const answer = await withClient((client) =>
        client.call(command, ...words).catch((error: unknown) => {
          if (error instanceof Error && error.name === 'ReplyError') return { refused: error };
          throw error;
        }),
      );
      if (isRefusal(answer)) throw inWords(answer.refused, what, config);
      return answer;
    },
    async close() {
      const opened = current;
      current = undefined;
      (await opened?.catch(() => undefined))?.disconnect();
    },
  };
}

/** The fields of the `INFO` command by their names. */
export function redisFields(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split(/\r?\n/).flatMap((line): [string, string][] => {
      const colon = line.indexOf(':');
      return colon > 0 && !line.startsWith('#') ? [[line.slice(0, colon), line.slice(colon + 1)]] : [];
    }),
  );
}

/** A figure among them; null where there is none. */
export function redisFigure(fields: ReadonlyMap<string, string>, name: string): number | null {
  const value = fields.get(name);
  return value !== undefined && value !== '' && Number.isFinite(Number(value)) ? Number(value) : null;
}

/** What the `INFO` command says, as far as it is used here. */
export function parseRedisInfo(text: string): Omit<RedisStatus, 'responseTimeMs'> {
  const fields = redisFields(text);
  const number = (name: string) => redisFigure(fields, name);
  const hits = number('keyspace_hits');
  const misses = number('keyspace_misses');
  const lookups = (hits ?? 0) + (misses ?? 0);
  return {
    version: fields.get('redis_version') ?? null,
    role: fields.get('role') ?? null,
    hitRatio: hits !== null && lookups > 0 ? hits / lookups : null,
    memoryUsedBytes: number('used_memory'),
    memoryMaxBytes: number('maxmemory') || null,
    clients: number('connected_clients'),
    counts: {
      hits,
      misses,
      evictedKeys: number('evicted_keys'),
      rejectedConnections: number('rejected_connections'),
      commands: number('total_commands_processed'),
    },
    primaryLost: fields.get('master_link_status') === 'down',
  };
}

function isRefusal(answer: unknown): answer is { refused: Error } {
  return answer !== null && typeof answer === 'object' && 'refused' in answer;
}

function inWords(error: unknown, what: string, config: RedisConfig): OperatorError {
  if (error instanceof OperatorError) return error;
  const message = error instanceof Error ? error.message : '';
  if (/^NOAUTH/.test(message) && config.password === undefined) {
    return new OperatorError('unauthenticated', `${what}: wants a password and the profile names none`, {
      hint: 'Add stores.redis.password: { env: NAME } to the profile.',
      cause: error,
    });
  }
  if (/^(WRONGPASS|NOAUTH)|invalid password|without any password/.test(message)) {
    return new OperatorError('unauthenticated', `${what}: refuses this user or password`, {
      hint: 'Check the password that the profile names.',
      cause: error,
    });
  }
  if (/^NOPERM/.test(message)) {
    return new OperatorError('forbidden', `${what}: this user may not ask that`, { cause: error });
  }
  if (/^ERR unknown (sub)?command/i.test(message)) {
    return new OperatorError('not-found', `${what}: does not know this command`, { cause: error });
  }
  if (/^LOADING/.test(message)) {
    return new OperatorError('unreachable', `${what}: is still loading its data`, { cause: error });
  }
  if (/RESP type|Protocol error/.test(message)) {
    return new OperatorError('bad-answer', `${what}: does not answer as Redis does`, {
      hint: 'Check stores.redis.url in the profile.',
      cause: error,
    });
  }
  if (/timed out/i.test(message)) {
    return new OperatorError('timeout', `${what}: no answer in time`, { cause: error });
  }
  if (/Connection is closed|isn't writeable/.test(message)) {
    return new OperatorError('unreachable', `${what}: the connection was cut`, { cause: error });
  }
  return asNetworkError(error, what);
}
