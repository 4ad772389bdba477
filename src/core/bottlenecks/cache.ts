import type { CacheLoad, SlowCommand } from '../observe/load/cache.ts';
import { type AreaFindings, type Fine, figure, levelOfShare, type Suspect } from './finding.ts';
import type { Increases } from './increases.ts';
import { count, counted, percent, size, span } from './words.ts';

const LIMITS = {
  hitRate: { warning: 0.8, critical: 0.5, leastLookups: 100 },
  clients: { warning: 0.8, critical: 0.95 },
  /** Without an eviction policy a full cache refuses writes; with one it is what a cache is for. */
  memoryCritical: 0.95,
  fragmentation: { warning: 1.5, leastBytes: 64 * 1_048_576 },
  /** Redis does one thing at a time: what is slow keeps everybody waiting. */
  slowMs: { warning: 100, critical: 1000 },
  /** So many commands in the slow log within the time looked back are a habit. */
  slowHabit: 10,
};

/** What was slow longer ago says nothing of now. */
const BACK_MS = 10 * 60_000;
const ABOUT = 'Redis';

const CLEAR_CACHE = {
  says: 'Clear the cache (handover guide, Troubleshooting 1)',
  command: './scripts/clear_redis_cache.sh',
};

type Tell = (one: Omit<Suspect, 'area' | 'about' | 'explains' | 'observedAt'>) => void;
type TellFine = (one: Omit<Fine, 'area' | 'observedAt'>) => void;

/** What of it holds the system up. @param memoryWarning share of the memory limit that the profile warns at */
export function judgeCache(
  load: CacheLoad,
  measured: { increases: Increases; memoryWarning: number; at: number },
): AreaFindings {
  const { at, increases, memoryWarning } = measured;
  const found: AreaFindings = { suspects: [], fine: [], blind: [] };
  const suspect: Tell = (one) =>
    found.suspects.push({ ...one, area: 'cache', about: ABOUT, explains: null, observedAt: at });
  const fine: TellFine = (one) => found.fine.push({ ...one, area: 'cache', observedAt: at });
  const unsaid = (what: string, why: string, hint: string | null, essential: boolean) =>
    found.blind.push({ area: 'cache', what, why, hint, essential });

  const evicting = lookups(load, increases, suspect, fine, unsaid);
  memory(load, memoryWarning, evicting, suspect, fine, unsaid);
  clients(load, increases, suspect, fine, unsaid);
  if (Array.isArray(load.slow)) slowCommands(load.slow, load.now, suspect, fine);
  else unsaid('Slow commands', load.slow.why, load.slow.hint, true);
  if (Array.isArray(load.latency)) latency(load.latency, load.now, suspect, fine);
  else unsaid('Latency spikes', load.latency.why, load.latency.hint, false);
  return found;
}

type Unsay = (what: string, why: string, hint: string | null, essential: boolean) => void;

/** Hits and evictions over the time measured; true while keys are being evicted. */
function lookups(
  load: CacheLoad,
  { by, overMs, since }: Increases,
  suspect: Tell,
  fine: TellFine,
  unsaid: Unsay,
): boolean {
  const source = `INFO, ${since === 'record' ? 'as recorded' : 'read twice'} over ${span(overMs)}`;
  const { hits, misses, evictedKeys } = by;
  const { hitRate } = LIMITS;
  const asked = hits === undefined || misses === undefined ? null : hits + misses;
  const rate = asked === null || asked === 0 || hits === undefined ? null : hits / asked;
  const since0 =
    load.counts.hits === null || load.counts.misses === null || load.counts.hits + load.counts.misses === 0
      ? null
      : load.counts.hits / (load.counts.hits + load.counts.misses);
  if (asked === null) unsaid('Hit rate', 'this server does not count hits and misses', null, false);
  else if (rate === null || asked < hitRate.leastLookups) {
    fine({
      what: 'Hit rate',
      says: `only ${counted(asked, 'look-up')}, which says little${since0 === null ? '' : `; ${percent(since0)} since it started`}`,
      utilisation: null,
      source,
    });
  } else if (rate < hitRate.warning) {
    suspect({
      id: 'cache/hit-rate',
      kind: 'latency',
      level: rate < hitRate.critical ? 'critical' : 'warning',
      sentence: `Only ${percent(rate)} of ${count(asked)} look-ups over ${span(overMs)} were found in the cache; the others cost the services the way to the database.`,
      utilisation: null,
      delayMs: null,
      evidence: [
        figure('Hit rate', rate, 'ratio', source, { value: hitRate.warning, says: 'worth a look' }),
        figure('Hit rate since it started', since0, 'ratio', 'INFO'),
        figure('Look-ups', asked, 'count', source),
      ],
      advice: [
        {
          says: 'A cache that was cleared or restarted fills by itself; one that stays so is too small or its keys live too short',
          command: null,
        },
      ],
    });
  } else {
    fine({
      what: 'Hit rate',
      says: `${percent(rate)} of ${count(asked)} look-ups`,
      utilisation: null,
      source,
    });
  }
  if (evictedKeys === undefined) return false;
  if (evictedKeys === 0) {
    fine({ what: 'Evictions', says: 'none', utilisation: null, source });
    return false;
  }
  const isCostly = rate !== null && asked !== null && asked >= hitRate.leastLookups && rate < hitRate.warning;
  const share =
    load.memoryUsedBytes !== null && load.memoryMaxBytes !== null
      ? load.memoryUsedBytes / load.memoryMaxBytes
      : null;
  suspect({
    id: 'cache/evictions',
    kind: 'saturation',
    level: isCostly ? 'critical' : 'warning',
    sentence: `Redis threw away ${counted(evictedKeys, 'key')} over ${span(overMs)} to make room: its memory is full.`,
    utilisation: share,
    delayMs: null,
    evidence: [
      figure('Keys evicted', evictedKeys, 'count', source, { value: 0, says: 'none' }),
      figure('Memory in use', load.memoryUsedBytes, 'bytes', 'INFO', {
        value: load.memoryMaxBytes,
        says: 'maxmemory',
      }),
    ],
    advice: [{ says: 'More maxmemory, or keys that live shorter', command: null }, CLEAR_CACHE],
  });
  return true;
}

function memory(
  load: CacheLoad,
  warning: number,
  evicting: boolean,
  suspect: Tell,
  fine: TellFine,
  unsaid: Unsay,
): void {
  const { memoryUsedBytes: used, memoryMaxBytes: max, systemMemoryBytes, policy, fragmentation } = load;
  if (used === null) {
    unsaid('Memory', 'this server does not say what it uses', null, true);
    return;
  }
  const limit = max ?? systemMemoryBytes;
  const says = max === null ? 'memory of the machine' : 'maxmemory';
  const share = limit === null ? null : used / limit;
  const level = share === null ? null : levelOfShare(share, { warning, critical: LIMITS.memoryCritical });
  const refuses = policy === 'noeviction' || policy === null;
  if (share === null || level === null) {
    const of = limit === null ? 'no limit is set' : `of ${size(limit)} ${says}`;
    fine({ what: 'Memory', says: `${size(used)} in use, ${of}`, utilisation: share, source: 'INFO' });
  } else if (!evicting) {
    const isCritical = level === 'critical' && refuses;
    suspect({
      id: 'cache/memory',
      kind: 'utilisation',
      level: isCritical ? 'critical' : 'warning',
      sentence: `Redis uses ${percent(share)} of its memory (${size(used)} of ${size(limit ?? 0)}); when it is full it ${refuses ? 'refuses every write' : 'throws keys away'}.`,
      utilisation: share,
      delayMs: null,
      evidence: [
        figure('Memory in use', used, 'bytes', 'INFO', { value: limit, says }),
        figure('Warned from', warning, 'ratio', 'profile'),
      ],
      advice: [{ says: 'More maxmemory, or keys that live shorter', command: null }, CLEAR_CACHE],
    });
  }
  if (fragmentation === null) return;
  if (fragmentation > LIMITS.fragmentation.warning && used >= LIMITS.fragmentation.leastBytes) {
    suspect({
      id: 'cache/fragmentation',
      kind: 'utilisation',
      level: 'warning',
      sentence: `Redis holds ${fragmentation.toFixed(2)} times the memory that it uses: the rest lies in gaps.`,
      utilisation: null,
      delayMs: null,
      evidence: [
        figure('Memory taken for each byte in use', fragmentation, 'count', 'INFO', {
          value: LIMITS.fragmentation.warning,
          says: 'worth a look',
        }),
      ],
      advice: [{ says: 'Let Redis defragment while it runs', command: 'CONFIG SET activedefrag yes' }],
    });
  } else {
    const little = used < LIMITS.fragmentation.leastBytes ? ', of too little memory to say much' : '';
    fine({
      what: 'Fragmentation',
      says: `${fragmentation.toFixed(2)}${little}`,
      utilisation: null,
      source: 'INFO',
    });
  }
}

function clients(
  load: CacheLoad,
  { by, overMs }: Increases,
  suspect: Tell,
  fine: TellFine,
  unsaid: Unsay,
): void {
  const { clients: connected, clientsMax, blockedClients } = load;
  const { rejectedConnections } = by;
  if (rejectedConnections !== undefined && rejectedConnections > 0) {
    suspect({
      id: 'cache/rejected',
      kind: 'errors',
      level: 'critical',
      sentence: `Redis refused ${counted(rejectedConnections, 'connection')} over ${span(overMs)}: it has as many clients as it may have.`,
      utilisation: connected !== null && clientsMax !== null ? connected / clientsMax : null,
      delayMs: null,
      evidence: [
        figure('Connections refused', rejectedConnections, 'count', 'INFO', { value: 0, says: 'none' }),
        figure('Clients', connected, 'count', 'INFO', { value: clientsMax, says: 'maxclients' }),
      ],
      advice: [
        { says: 'Fewer connections in the pools of the services, or a higher maxclients', command: null },
      ],
    });
  }
  if (connected === null) {
    unsaid('Clients', 'this server does not say how many it has', null, false);
    return;
  }
  const share = clientsMax === null ? null : connected / clientsMax;
  const level = share === null ? null : levelOfShare(share, LIMITS.clients);
  const blocked = blockedClients
    ? `; ${count(blockedClients)} wait for a list or a stream, as clients of queues do`
    : '';
  if (level === null) {
    const of = clientsMax === null ? '' : ` of ${count(clientsMax)}`;
    fine({ what: 'Clients', says: `${count(connected)}${of}${blocked}`, utilisation: share, source: 'INFO' });
    return;
  }
  suspect({
    id: 'cache/clients',
    kind: 'utilisation',
    level,
    sentence: `Redis has ${count(connected)} of at most ${count(clientsMax ?? 0)} clients; whoever comes when it is full is refused.`,
    utilisation: share,
    delayMs: null,
    evidence: [
      figure('Clients', connected, 'count', 'INFO', { value: clientsMax, says: 'maxclients' }),
      figure('Of them blocked', blockedClients, 'count', 'INFO'),
    ],
    advice: [
      { says: 'Fewer connections in the pools of the services, or a higher maxclients', command: null },
    ],
  });
}

function slowCommands(slow: readonly SlowCommand[], now: number, suspect: Tell, fine: TellFine): void {
  const recent = slow.filter(({ at }) => now - at <= BACK_MS).sort((a, b) => b.durationMs - a.durationMs);
  const [worst] = recent;
  const isSuspect =
    worst !== undefined && (worst.durationMs >= LIMITS.slowMs.warning || recent.length >= LIMITS.slowHabit);
  if (!isSuspect) {
    const newest = slow.length === 0 ? null : now - Math.max(...slow.map(({ at }) => at));
    const says = worst
      ? `${counted(recent.length, 'slow command')} within ${span(BACK_MS)}, the longest took ${span(worst.durationMs)}`
      : newest === null
        ? 'the slow log is empty'
        : `none within ${span(BACK_MS)}; the newest is ${span(newest)} old`;
    fine({ what: 'Slow commands', says, utilisation: null, source: 'SLOWLOG GET' });
    return;
  }
  const byCommand = new Map<string, SlowCommand[]>();
  for (const one of recent) byCommand.set(one.command, [...(byCommand.get(one.command) ?? []), one]);
  const from = worst.client === '' ? '' : ` of ${worst.client}`;
  suspect({
    id: 'cache/slow-commands',
    kind: 'latency',
    level: worst.durationMs >= LIMITS.slowMs.critical ? 'critical' : 'warning',
    sentence: `${worst.command}${from} took ${span(worst.durationMs)}, ${span(Math.max(0, now - worst.at))} ago: while it ran, Redis answered nobody else.`,
    utilisation: null,
    delayMs: worst.durationMs,
    evidence: [...byCommand]
      .slice(0, 5)
      .map(([command, them]) =>
        figure(
          `${command}${them.length > 1 ? `, the longest of ${count(them.length)}` : ''}`,
          them[0]?.durationMs ?? null,
          'ms',
          'SLOWLOG GET',
          { value: LIMITS.slowMs.warning, says: 'worth a look' },
        ),
      ),
    advice: /^KEYS\b/.test(worst.command)
      ? [{ says: 'SCAN instead of KEYS goes through the keys in small steps', command: null }]
      : [{ says: 'Smaller values, or fewer of them at once', command: null }],
  });
}

function latency(
  events: readonly { event: string; at: number; lastMs: number; worstMs: number }[],
  now: number,
  suspect: Tell,
  fine: TellFine,
): void {
  const recent = events
    // What the slow log tells better.
    .filter(({ at, event }) => now - at <= BACK_MS && !/^(fast-)?command$/.test(event))
    .sort((a, b) => b.lastMs - a.lastMs);
  const [worst] = recent;
  if (!worst || worst.lastMs < LIMITS.slowMs.warning) {
    const says = worst ? `${worst.event} took ${span(worst.lastMs)}` : `none within ${span(BACK_MS)}`;
    fine({ what: 'Latency spikes', says, utilisation: null, source: 'LATENCY LATEST' });
    return;
  }
  suspect({
    id: `cache/latency/${worst.event}`,
    kind: 'latency',
    level: worst.lastMs >= LIMITS.slowMs.critical ? 'critical' : 'warning',
    sentence: `Redis stood still for ${span(worst.lastMs)}, ${span(Math.max(0, now - worst.at))} ago, with ${worst.event}.`,
    utilisation: null,
    delayMs: worst.lastMs,
    evidence: recent
      .slice(0, 5)
      .map(({ event, lastMs }) =>
        figure(event, lastMs, 'ms', 'LATENCY LATEST', { value: LIMITS.slowMs.warning, says: 'worth a look' }),
      ),
    advice: [{ says: 'LATENCY DOCTOR explains what its events mean', command: 'LATENCY DOCTOR' }],
  });
}
