import { createServer, type Server, type Socket } from 'node:net';
import { loadAt, loadSecondsBetween } from '../load-curve.ts';
import { noise } from '../noise.ts';
import { RespReader, type RespValue, renderResp, respError } from './resp.ts';

interface RedisOptions {
  seed: number;
  now: () => number;
  /** Told of a command that changed something, and how many keys it did. */
  onChange?: (command: string, keys: string) => void;
}

interface Entry {
  value: string;
  expiresAtMs: number | undefined;
}

interface Connection {
  id: number;
  name: string;
}

const maxMemoryBytes = 256 * 2 ** 20;
const hitShare = 0.943;
const readsPerSecond = 85;

/**
 * A Redis stand-in that speaks RESP2: strings, expiry, INFO, SLOWLOG and CONFIG GET, seeded with a cache
 * that has been in use for weeks. It never listens itself; a loopback port feeds it connections.
 */
export function createRedisServer({ seed, now, onChange = () => {} }: RedisOptions): Server {
  const entries = seedCache(seed, now());
  const startedMs = now();
  const bornMs = startedMs - 12 * 86_400_000;
  const own = { hits: 0, misses: 0, commands: 0, connections: 0 };
  const clients = new Set<Socket>();

  const live = (key: string): Entry | undefined => {
    const entry = entries.get(key);
    if (entry?.expiresAtMs !== undefined && entry.expiresAtMs <= now()) {
      entries.delete(key);
      return undefined;
    }
    return entry;
  };
  const matching = (pattern: string) => {
    const expression = new RegExp(
      `^${pattern
        .replace(/[.+^${}()|\\]/g, '\\$&')
        .replaceAll('*', '.*')
        .replaceAll('?', '.')}$`,
    );
    return [...entries.keys()].filter((key) => live(key) !== undefined && expression.test(key));
  };
  const noted = (command: string, keys: number): number => {
    if (keys > 0) onChange(command.toUpperCase(), `${keys} keys`);
    return keys;
  };
  const dropped = (keys: readonly string[]) =>
    keys.filter((key) => live(key) !== undefined && entries.delete(key)).length;

  const info = () => {
    const at = now();
    const reads = Math.floor(readsPerSecond * loadSecondsBetween(bornMs, at));
    const usedBytes = 38 * 2 ** 20 + entries.size * 92_000;
    const sections: Record<string, Record<string, string | number>> = {
      Server: {
        redis_version: '7.2.5',
        redis_mode: 'standalone',
        tcp_port: 6379,
        uptime_in_seconds: Math.floor((at - bornMs) / 1000),
      },
      Clients: { connected_clients: 18 + clients.size, blocked_clients: 0, maxclients: 10_000 },
      Memory: {
        used_memory: usedBytes,
        used_memory_human: `${(usedBytes / 2 ** 20).toFixed(2)}M`,
        used_memory_peak: usedBytes + 9 * 2 ** 20,
        maxmemory: maxMemoryBytes,
        maxmemory_policy: 'allkeys-lru',
        mem_fragmentation_ratio: 1.12,
      },
      Persistence: { loading: 0, rdb_last_bgsave_status: 'ok', aof_enabled: 0 },
      Stats: {
        total_connections_received: 4100 + own.connections,
        total_commands_processed: reads * 2 + own.commands,
        instantaneous_ops_per_sec: Math.round(readsPerSecond * 2 * loadAt(at)),
        keyspace_hits: Math.floor(reads * hitShare) + own.hits,
        keyspace_misses: reads - Math.floor(reads * hitShare) + own.misses,
        evicted_keys: 0,
        expired_keys: Math.floor(reads / 90),
      },
      Replication: { role: 'master', connected_slaves: 0 },
      Keyspace:
        entries.size === 0 ? {} : { db0: `keys=${entries.size},expires=${entries.size},avg_ttl=1800000` },
    };
    return sections;
  };

  const run = (words: readonly string[], connection: Connection): RespValue => {
    const [name = '', ...args] = words;
    const [first = '', second = ''] = args;
    own.commands += 1;
    switch (name.toUpperCase()) {
      case 'PING':
        return args.length > 0 ? first : { simple: 'PONG' };
      case 'ECHO':
        return first;
      case 'AUTH':
        return respError(
          'ERR AUTH <password> called without any password configured for the default user. Are you sure your configuration is correct?',
        );
      case 'HELLO':
        return first === '3'
          ? respError('NOPROTO unsupported protocol version')
          : [
              'server',
              'redis',
              'version',
              '7.2.5',
              'proto',
              2,
              'id',
              connection.id,
              'mode',
              'standalone',
              'role',
              'master',
              'modules',
              [],
            ];
      case 'SELECT':
        return first === '0' ? { simple: 'OK' } : respError('ERR DB index is out of range');
      case 'CLIENT':
        return runClient(first, second, connection);
      case 'COMMAND':
        return [];
      case 'INFO':
        return renderInfo(info(), first);
      case 'CONFIG':
        return first.toUpperCase() === 'GET' ? configured(second) : { simple: 'OK' };
      case 'SLOWLOG':
        return slowLog(first, now());
      case 'DBSIZE':
        return matching('*').length;
      case 'GET': {
        const value = live(first)?.value;
        own[value === undefined ? 'misses' : 'hits'] += 1;
        return value ?? null;
      }
      case 'SET':
        noted(name, 1);
        return set(args);
      case 'DEL':
      case 'UNLINK':
        return noted(name, dropped(args));
      case 'EXISTS':
        return args.filter((key) => live(key) !== undefined).length;
      case 'TTL': {
        const entry = live(first);
        return entry === undefined
          ? -2
          : entry.expiresAtMs === undefined
            ? -1
            : Math.ceil((entry.expiresAtMs - now()) / 1000);
      }
      case 'EXPIRE': {
        const entry = live(first);
        if (entry === undefined) {
          return 0;
        }
        entries.set(first, { ...entry, expiresAtMs: now() + Number(second) * 1000 });
        return noted(name, 1);
      }
      case 'KEYS':
        return matching(first);
      case 'SCAN': {
        const pattern = args[args.findIndex((word) => word.toUpperCase() === 'MATCH') + 1];
        return ['0', matching(args.some((word) => word.toUpperCase() === 'MATCH') ? (pattern ?? '*') : '*')];
      }
      case 'FLUSHDB':
      case 'FLUSHALL':
        noted(name, entries.size);
        entries.clear();
        return { simple: 'OK' };
      default:
        return respError(`ERR unknown command '${name}', with args beginning with: `);
    }
  };

  const set = (args: readonly string[]): RespValue => {
    const [key = '', value = '', option = '', amount = ''] = args;
    const unit = { EX: 1000, PX: 1 }[option.toUpperCase()];
    entries.set(key, { value, expiresAtMs: unit === undefined ? undefined : now() + Number(amount) * unit });
    return { simple: 'OK' };
  };

  return createServer((socket) => {
    own.connections += 1;
    clients.add(socket);
    const connection = { id: own.connections, name: '' };
    const reader = new RespReader();
    socket.on('data', (chunk) => {
      for (const words of reader.push(chunk)) {
        if (words[0]?.toUpperCase() === 'QUIT') {
          socket.end(renderResp({ simple: 'OK' }));
          return;
        }
        socket.write(renderResp(run(words, connection)));
      }
    });
    socket.on('close', () => clients.delete(socket));
    socket.on('error', () => socket.destroy());
  });
}

function runClient(subcommand: string, argument: string, connection: Connection): RespValue {
  switch (subcommand.toUpperCase()) {
    case 'SETNAME':
      connection.name = argument;
      return { simple: 'OK' };
    case 'GETNAME':
      return connection.name === '' ? null : connection.name;
    case 'ID':
      return connection.id;
    case 'SETINFO':
      return { simple: 'OK' };
    default:
      return respError(`ERR unknown subcommand '${subcommand}'. Try CLIENT HELP.`);
  }
}

function renderInfo(sections: Record<string, Record<string, string | number>>, wanted: string): string {
  return Object.entries(sections)
    .filter(([title]) =>
      ['', 'all', 'default', 'everything', title.toLowerCase()].includes(wanted.toLowerCase()),
    )
    .map(
      ([title, values]) =>
        `# ${title}\r\n${Object.entries(values)
          .map(([key, value]) => `${key}:${value}\r\n`)
          .join('')}`,
    )
    .join('\r\n');
}

function configured(pattern: string): RespValue {
  const settings: Record<string, string> = {
    maxmemory: String(maxMemoryBytes),
    'maxmemory-policy': 'allkeys-lru',
    'slowlog-log-slower-than': '10000',
    save: '',
    appendonly: 'no',
  };
  return Object.entries(settings).flatMap(([key, value]) =>
    pattern === '*' || pattern === key ? [key, value] : [],
  );
}

function slowLog(subcommand: string, nowMs: number): RespValue {
  const entries: RespValue[] = [
    [
      2,
      Math.floor(nowMs / 1000) - 5400,
      14_210,
      ['KEYS', 'prediction:*'],
      '10.244.3.17:51234',
      'mlops-manager',
    ],
    [1, Math.floor(nowMs / 1000) - 40_120, 11_873, ['FLUSHDB'], '10.244.1.8:40112', 'gs-service'],
  ];
  return { GET: entries, LEN: entries.length }[subcommand.toUpperCase()] ?? { simple: 'OK' };
}

function seedCache(seed: number, nowMs: number): Map<string, Entry> {
  const kinds = ['prediction', 'policy', 'session', 'validation'];
  const keys = Array.from({ length: 420 }, (_, index) => `${kinds[index % kinds.length]}:${1000 + index}`);
  return new Map(
    keys.map((key) => [
      key,
      {
        value: JSON.stringify({ score: noise(seed, key) }),
        expiresAtMs: nowMs + 86_400_000 * (1 + noise(seed, 'ttl', key)),
      },
    ]),
  );
}
