import type { KnownSeries, Samples } from '../../store/samples/index.ts';
import type { Collector } from '../collector.ts';
import { itemOf, type PrincipleRecord } from './item.ts';

/** The score that a service gives itself, 0 to 1, by principle. */
const SCORE_SERIES = 'acgs_constitutional_compliance_score';
/** As far back as an expression of PromQL looks: what is older speaks for the present no more. */
const FRESH_MS = 300_000;
const HOUR_MS = 3_600_000;

/** A page of metrics, as far as it matters who was to be read there. */
export interface ScorePage {
  /** Of the service whose page it is. */
  job: string;
  state: 'not-looked' | 'up' | 'down' | 'none';
  /** Why it could not be read, in one sentence. */
  problem: string | null;
  /** Lines of it that were left out, a sentence each. */
  mistakes: readonly string[];
}

/**
 * The scores that the services report of themselves. Expected is every service that reported one within the period,
 * and every one that was never read, since nobody knows whether it would.
 */
export function createReportedScores(options: {
  samples: Pick<Samples, 'series' | 'newest' | 'buckets' | 'asOf'>;
  pages: () => readonly ScorePage[];
  title: (job: string) => string;
  /** Has every page read now. */
  read: (signal: AbortSignal | undefined) => Promise<unknown>;
}): Collector {
  const { samples, pages, title, read } = options;

  const recordOf = (series: KnownSeries, since: number, now: number): PrincipleRecord | null => {
    const hours = Math.max(1, Math.ceil((now - since) / HOUR_MS));
    const { counts, sums, mins, maxs } = samples.buckets(series, { from: since, to: now + 1, count: hours });
    const newest = samples.newest(series, { from: now - FRESH_MS, at: now }) ?? null;
    let [count, sum, outside] = [0, 0, 0];
    let firstHour: number | null = null;
    for (const [hour, found] of counts.entries()) {
      if (found === 0) continue;
      firstHour ??= hour;
      if ((mins[hour] ?? 0) < 0 || (maxs[hour] ?? 0) > 1) outside += found;
      else {
        count += found;
        sum += sums[hour] ?? 0;
      }
    }
    if (count + outside === 0 && newest === null) return null;
    const lastSeen = newest ?? samples.newest(series, { from: since, at: now }) ?? null;
    return {
      principle: series.labels.policy_type ?? 'all principles',
      newest,
      lastSeenAt: lastSeen?.at ?? null,
      period: { mean: count > 0 ? sum / count : null, count, outside },
      hours: firstHour === null ? 0 : hours - firstHour,
    };
  };

  return {
    part: 'compliance',
    quick: false,
    async collect({ now: begunAt, since, signal }) {
      await read(signal);
      const now = Math.max(
        begunAt,
        ...samples.asOf('up', { from: since, at: begunAt + FRESH_MS }).map(({ at }) => at),
      );
      const known = new Map<string, PrincipleRecord[]>();
      for (const series of samples.series(SCORE_SERIES)) {
        const record = recordOf(series, since, now);
        const service = series.labels.job ?? series.labels.service ?? '';
        if (record !== null) known.set(service, [...(known.get(service) ?? []), record]);
      }
      const everRead = new Set(
        samples.series('up').flatMap((series) => {
          const { counts, maxs } = samples.buckets(series, { from: since, to: now + 1, count: 1 });
          return (counts[0] ?? 0) > 0 && maxs[0] === 1 ? [series.labels.job ?? ''] : [];
        }),
      );
      const expected = pages().filter(
        ({ job, state, mistakes }) =>
          known.has(job) ||
          isAboutScores(mistakes) ||
          (!everRead.has(job) && state !== 'none' && state !== 'up'),
      );
      const byJob = new Map(pages().map((page) => [page.job, page]));
      const services = [...new Set([...known.keys(), ...expected.map(({ job }) => job)])];
      return services.map((service) => {
        const page = byJob.get(service);
        const why = page?.mistakes.find((mistake) => mistake.includes(SCORE_SERIES)) ?? page?.problem ?? null;
        return itemOf({ id: service, title: title(service), records: known.get(service) ?? [], why, now });
      });
    },
  };
}

function isAboutScores(mistakes: readonly string[]): boolean {
  return mistakes.some((mistake) => mistake.includes(SCORE_SERIES));
}
