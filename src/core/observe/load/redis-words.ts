/** Commands whose second word says what they do; what follows may be a secret (CONFIG SET requirepass …). */
const CONTAINERS = new Set(
  'ACL CLIENT CLUSTER COMMAND CONFIG DEBUG FUNCTION LATENCY MEMORY MODULE PUBSUB SCRIPT SLOWLOG'.split(' '),
);
/** Containers whose third word is a key. */
const KEYED_CONTAINERS = new Set(['OBJECT', 'XGROUP', 'XINFO']);
/** Commands whose first word is a key, or a pattern of keys. */
const KEYED = new Set(
  (
    'GET SET SETEX PSETEX SETNX GETSET GETDEL GETEX GETRANGE SETRANGE APPEND STRLEN INCR INCRBY INCRBYFLOAT DECR ' +
    'DECRBY MGET MSET MSETNX DEL UNLINK EXISTS TYPE EXPIRE PEXPIRE EXPIREAT PEXPIREAT PERSIST TTL PTTL DUMP RESTORE ' +
    'RENAME RENAMENX COPY TOUCH KEYS SORT HGET HSET HSETNX HMGET HMSET HGETALL HDEL HEXISTS HKEYS HVALS HLEN HINCRBY ' +
    'HINCRBYFLOAT HSCAN LPUSH RPUSH LPUSHX RPUSHX LPOP RPOP LRANGE LLEN LINDEX LSET LREM LTRIM LINSERT LPOS BLPOP ' +
    'BRPOP RPOPLPUSH LMOVE SADD SREM SMEMBERS SISMEMBER SCARD SPOP SRANDMEMBER SMOVE SINTER SUNION SDIFF SINTERSTORE ' +
    'SUNIONSTORE SDIFFSTORE SSCAN ZADD ZREM ZRANGE ZRANGEBYSCORE ZRANGEBYLEX ZREVRANGE ZREVRANGEBYSCORE ZRANK ZREVRANK ' +
    'ZSCORE ZCARD ZCOUNT ZINCRBY ZREMRANGEBYRANK ZREMRANGEBYSCORE ZPOPMIN ZPOPMAX ZSCAN XADD XLEN XRANGE XREVRANGE ' +
    'XTRIM XDEL XACK XCLAIM XPENDING SETBIT GETBIT BITCOUNT BITPOS PFADD PFCOUNT PFMERGE GEOADD GEOSEARCH GEORADIUS'
  ).split(' '),
);

/**
 * A Redis command as it is shown: its name and the shape of its first key, never a value. Of a command that is
 * not known only the name: its words may be anything.
 */
export function shownCommand(words: readonly string[]): string {
  const [name = '', first, second] = words;
  const upper = name.toUpperCase().replace(/[^A-Z0-9._-]/g, '');
  if (CONTAINERS.has(upper)) return first === undefined ? upper : `${upper} ${wordOf(first)}`;
  if (KEYED_CONTAINERS.has(upper) && first !== undefined) {
    return [upper, wordOf(first), ...(second === undefined ? [] : [keyShape(second)])].join(' ');
  }
  return KEYED.has(upper) && first !== undefined ? `${upper} ${keyShape(first)}` : upper;
}

const MOST_KEY = 80;

/**
 * A key with the parts that tell one thing from another left out: `session:8f3a…:cart` is `session:*:cart`. Parts
 * are plain words only where they have no digit and are not longer than words are.
 */
function keyShape(key: string): string {
  const shape = key
    .split(/([:/.|#-])/)
    .map((part) => (/^[A-Za-z_*?{}[\]]{0,24}$|^[:/.|#-]$/.test(part) ? part : '*'))
    .join('')
    .replace(/\*(?:-\*)+/g, '*');
  return shape.length > MOST_KEY ? `${shape.slice(0, MOST_KEY - 1)}…` : shape;
}

function wordOf(text: string): string {
  return /^[A-Za-z_-]{1,24}$/.test(text) ? text.toUpperCase() : '…';
}
