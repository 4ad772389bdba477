import type { Kubernetes } from '../../connect/kubernetes/index.ts';
import type { SystemId } from '../../connect/profile/systems.ts';
import { type ExchangeTimes, timeConnect, timeExchange } from '../../connect/route-times.ts';
import { type Clock, stopwatch } from '../../kernel/clock.ts';
import { type Problem, problemUnlessStopped } from '../../kernel/errors.ts';

/** What a system says one of its own parts took. */
export interface PartTime {
  part: string;
  durationMs: number;
}

/** The way from here to one system, part by part, in milliseconds; null for a part there is none of. */
export interface RouteLoad {
  system: SystemId;
  /** Where the times come from: `GET /health`, `PING`. */
  source: string;
  dnsMs: number | null;
  connectMs: number | null;
  tlsMs: number | null;
  /** From the question to the first byte of the answer: mostly the system's own time. */
  firstByteMs: number | null;
  transferMs: number | null;
  /** What the health board shows as its response time, so that both can be compared. */
  responseMs: number | null;
  /** How often it was asked, and how often it answered with 5xx. */
  asked: number;
  failed: number;
  /** What it says of its own dependencies. */
  parts: PartTime[];
  /** Why it did not answer; null when it did. */
  problem: Problem | null;
}

/** One way that can be looked at. */
export interface Route {
  system: SystemId;
  look(signal: AbortSignal): Promise<RouteLoad>;
}

/** Of several exchanges the middle one counts: a single one may be chance. */
const EXCHANGES = { most: 5, withinMs: 1500 };

const NOTHING = {
  dnsMs: null,
  connectMs: null,
  tlsMs: null,
  firstByteMs: null,
  transferMs: null,
  responseMs: null,
  asked: 0,
  failed: 0,
  parts: [],
};

/** The way to a system that speaks HTTP: a connection for each exchange, as its probe makes them. */
export function httpRoute(options: {
  system: SystemId;
  /** As the operator knows it: `Governance at 10.0.0.7:8004`. */
  what: string;
  /** Pages in the order in which they are tried: the next one where the one before is not there (404). */
  urls: readonly [string, ...string[]];
  hostHeader?: string | undefined;
  source: string;
  timeoutMs: number;
  clock: Clock;
}): Route {
  const { system, source, clock, urls, what, hostHeader, timeoutMs } = options;
  let place = 0;
  const exchange = async (signal: AbortSignal): Promise<ExchangeTimes> => {
    const url = urls[place] ?? urls[0];
    const times = await timeExchange({ url, what, hostHeader, timeoutMs, clock, signal });
    if (times.status !== 404 || place >= urls.length - 1) return times;
    place += 1;
    return exchange(signal);
  };
  return {
    system,
    async look(signal) {
      const seen: ExchangeTimes[] = [];
      const took = stopwatch(clock);
      let asked = 0;
      let problem: Problem | null = null;
      while (asked < EXCHANGES.most && took() < EXCHANGES.withinMs && !problem) {
        asked += 1;
        try {
          seen.push(await exchange(signal));
        } catch (error) {
          problem = problemUnlessStopped(error);
        }
      }
      const failed = seen.filter(({ status }) => status >= 500).length;
      // What failed may have failed fast: it says nothing of how long an answer takes.
      const answered = seen.filter(({ status }) => status < 500);
      const middle = medianBy(answered.length > 0 ? answered : seen, ({ totalMs }) => totalMs);
      if (!middle) return { system, source, ...NOTHING, asked, failed, problem };
      const { dnsMs, connectMs, tlsMs, firstByteMs, transferMs, totalMs, body } = middle;
      const times = { dnsMs, connectMs, tlsMs, firstByteMs, transferMs, responseMs: totalMs };
      return { system, source, ...times, asked, failed, parts: partTimes(body), problem };
    },
  };
}

/** The way to a server that does not speak HTTP: a connection of its own, and one question over ours. */
export function storeRoute(options: {
  system: SystemId;
  what: string;
  /** Null where there is no network between: a folder. */
  address: { host: string; port: number; tls: boolean } | null;
  source: string;
  /** How long one question takes, connecting not included. */
  ask: (signal: AbortSignal) => Promise<{ responseTimeMs: number }>;
  timeoutMs: number;
  clock: Clock;
}): Route {
  const { system, what, address, source, ask, timeoutMs, clock } = options;
  return {
    system,
    async look(signal) {
      const known = { system, source, ...NOTHING };
      try {
        const way = address ? await timeConnect({ ...address, what, timeoutMs, clock, signal }) : null;
        const { responseTimeMs } = await ask(signal);
        return {
          ...known,
          dnsMs: way?.dnsMs ?? null,
          connectMs: way?.connectMs ?? null,
          tlsMs: way?.tlsMs ?? null,
          firstByteMs: responseTimeMs,
          responseMs: responseTimeMs,
          asked: 1,
          problem: null,
        };
      } catch (error) {
        return { ...known, asked: 1, problem: problemUnlessStopped(error) };
      }
    },
  };
}

/** The way to the Kubernetes API, over the connection that is there. */
export function clusterRoute(options: {
  connect: () => Promise<Pick<Kubernetes, 'request'>>;
  timeoutMs: number;
  clock: Clock;
}): Route {
  const { connect, timeoutMs, clock } = options;
  return {
    system: 'cluster',
    async look(signal) {
      const known = { system: 'cluster' as const, source: 'GET /version', ...NOTHING, asked: 1 };
      try {
        const kubernetes = await connect();
        const ask = () => kubernetes.request({ path: '/version', timeoutMs, signal });
        // The first may connect and log in; the second is the way alone.
        await ask();
        const took = stopwatch(clock);
        await ask();
        const responseMs = took();
        return { ...known, firstByteMs: responseMs, responseMs, problem: null };
      } catch (error) {
        return { ...known, problem: problemUnlessStopped(error) };
      }
    },
  };
}

const PART_LISTS = ['dependencies', 'components', 'services', 'checks'];
const PART_TIMES = ['response_time_ms', 'latency_ms', 'duration_ms'];

/** What a health report says its parts took; only figures that name their unit. */
export function partTimes(body: string): PartTime[] {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch {
    return [];
  }
  return PART_LISTS.flatMap((list) =>
    Object.entries(recordOf(recordOf(document)[list])).flatMap(([part, value]): PartTime[] => {
      const found = recordOf(value);
      for (const name of PART_TIMES) {
        const durationMs = found[name];
        if (typeof durationMs === 'number' && Number.isFinite(durationMs) && durationMs >= 0) {
          return [{ part: part.slice(0, 60), durationMs }];
        }
      }
      return [];
    }),
  );
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return value !== null && typeof value === 'object' && !Array.isArray(value) ? { ...value } : {};
}

function medianBy<T>(items: readonly T[], figure: (item: T) => number): T | undefined {
  return [...items].sort((a, b) => figure(a) - figure(b))[Math.floor((items.length - 1) / 2)];
}
