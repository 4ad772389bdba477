import { z } from 'zod';
import type { HttpAnswer, HttpClient } from '../../connect/http/client.ts';
import { type ServiceId, systemName } from '../../connect/profile/systems.ts';
import type { Clock } from '../../kernel/clock.ts';
import { asHash, type HashValidation, judgeHash } from '../constitutional-hash.ts';
import { readReportedFigures } from '../dashboard-metrics.ts';
import type { Reading } from '../observation.ts';
import type { PageFigures } from '../page-figures.ts';
import type { Scraped, Target } from '../scrape/target.ts';
import { parseServiceHealth } from '../service-health.ts';
import type { Probe } from './probe.ts';

/** Services that also validate the constitution themselves (real-system: ports 8001 and 8002). */
const VALIDATING: ReadonlySet<ServiceId> = new Set(['constitutional-ai', 'integrity']);

/** What comes beside the health answer may take this share of the time, so that it never costs it. */
const EXTRA_TIME_SHARE = 0.4;
const MAX_PAGE_BYTES = 4 * 1_048_576;

const validationSchema = z.object({
  constitutional_hash: z.string().nullish(),
  validation_status: z.string().nullish(),
});

/** Where a service is asked how it is; deployments whose dashboard has it elsewhere are asked at /health too. */
export function healthPathOf(id: ServiceId): string {
  return id === 'monitoring-dashboard' ? '/api/health' : '/health';
}

export interface ServiceProbeOptions {
  id: ServiceId;
  /** Base address, as in the profile. */
  url: string;
  hostHeader?: string | undefined;
  expectedHash: string;
  http: HttpClient;
  /** Its page of metrics, which is also read in a rhythm of its own. */
  metrics: Pick<Target, 'scrape' | 'latest'>;
  /** What such a page says. */
  figuresOf: PageFigures;
  /** How old a page may be to count for a look. */
  metricsMaxAgeMs: () => number;
  clock: Clock;
  /** For the health answer; a little less than the schedule's, so that the sentence is the service's. */
  timeoutMs: number;
}

/**
 * Asks a service how it is, and beside that for its metrics and its own validation of the hash. Only the
 * health answer is needed; a service without the others is none the worse.
 */
export function createServiceProbe(options: ServiceProbeOptions): Probe {
  const { id, expectedHash, http, clock, timeoutMs } = options;
  const base = options.url.replace(/\/+$/, '');
  const name = systemName(id);
  const what = `${name} at ${new URL(options.url).host}`;
  const isDashboard = id === 'monitoring-dashboard';

  const get = (path: string, signal: AbortSignal, limits: { timeoutMs: number; maxBytes?: number }) =>
    http.fetchText({
      url: `${base}${path}`,
      what,
      headers: { accept: 'application/json' },
      hostHeader: options.hostHeader,
      signal,
      ...limits,
    });

  /** A page that a service may or may not have; undefined for any reason it did not come. */
  const extra = (path: string, signal: AbortSignal): Promise<HttpAnswer | undefined> =>
    get(path, signal, { timeoutMs: timeoutMs * EXTRA_TIME_SHARE, maxBytes: MAX_PAGE_BYTES }).then(
      (answer) => (answer.status === 200 ? answer : undefined),
      () => undefined,
    );

  const health = async (signal: AbortSignal): Promise<HttpAnswer> => {
    const answer = await get(healthPathOf(id), signal, { timeoutMs });
    return isDashboard && answer.status === 404 ? get('/health', signal, { timeoutMs }) : answer;
  };

  /** The page of metrics, unless it takes too long. */
  const scraped = (): Promise<Scraped | undefined> => {
    const known = options.metrics.latest(options.metricsMaxAgeMs());
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const giveUp = clock.real.after(timeoutMs * EXTRA_TIME_SHARE, () => resolve(undefined));
      void options.metrics.scrape().then((page) => {
        giveUp();
        resolve(page);
      });
    });
  };

  return {
    subject: id,
    source: `GET ${healthPathOf(id)}`,
    async run(signal) {
      const [answer, metrics, validate, reported] = await Promise.all([
        health(signal),
        scraped(),
        VALIDATING.has(id) ? extra('/api/v1/constitutional/validate', signal) : undefined,
        isDashboard ? extra('/api/metrics', signal) : undefined,
      ]);
      const { document, ...parsed } = parseServiceHealth(answer);
      const validation = validate && validationOf(validate);
      const hashSeen: Reading['hashSeen'] = [
        ...parsed.hashSeen,
        ...(validation?.hash != null ? [{ value: validation.hash, where: 'validation' as const }] : []),
      ];
      const hash = judgeHash(hashSeen, expectedHash, validation);
      return {
        ...parsed,
        ...withHashReason(parsed, hash.reason),
        responseTimeMs: answer.durationMs,
        hash: hash.state,
        hashSeen,
        detail: null,
        figures: {
          ...readReportedFigures(document?.performance_metrics),
          ...(reported ? readReportedFigures(jsonOf(reported)) : {}),
          ...(metrics ? options.figuresOf(metrics) : {}),
          response_time_ms: answer.durationMs,
        },
      };
    },
  };
}

/** A service that carries the wrong hash is not operational, whatever it says about itself. */
function withHashReason(
  said: Pick<Reading, 'status' | 'reason'>,
  hashReason: string | null,
): Pick<Reading, 'status' | 'reason'> {
  if (hashReason === null) return said;
  return {
    status: said.status === 'operational' ? 'degraded' : said.status,
    reason: said.reason === null ? hashReason : `${said.reason}; ${hashReason}`,
  };
}

function validationOf(answer: HttpAnswer): HashValidation | undefined {
  const { data } = validationSchema.safeParse(jsonOf(answer));
  return data && { hash: asHash(data.constitutional_hash ?? ''), status: data.validation_status ?? null };
}

function jsonOf(answer: HttpAnswer): unknown {
  try {
    return JSON.parse(answer.body);
  } catch {
    return undefined;
  }
}
