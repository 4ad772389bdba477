import { lowerFirst } from '../operate/ending.ts';
import { judgeLoad, type LoadLimit, type LoadLimits, millisecondWords } from './judge.ts';
import type { LoadProgress, LoadTally } from './tally.ts';

/** What a load test found: what became of the requests, and what that says of the limits. */
export interface LoadReport extends LoadTally {
  system: string;
  path: string;
  /** That were under way at once. */
  workers: number;
  /** Every request of them was answered with 200 to 299, and the limits are kept. */
  successful: boolean;
  verdict: 'pass' | 'fail' | 'unknown';
  limits: readonly LoadLimit[];
  /** In one sentence. */
  words: string;
  /** With ✅, ❌ or ❔ in front. What is not wholly well is said first. */
  lines: readonly string[];
}

const MARKS = { pass: '✅', fail: '❌', unknown: '❔' } as const;
const LIMIT_MARKS = { met: '✅', missed: '❌', unknown: '❔' } as const;

export function reportOf(
  of: { system: string; path: string; requests: number; workers: number },
  tally: LoadTally,
  limits: LoadLimits,
): LoadReport {
  const judged = judgeLoad(tally, limits);
  const { verdict } = judged;
  const successful = verdict === 'pass' && tally.failed === 0;
  const words = wordsOf(of.requests, tally, judged.limits);
  return {
    ...tally,
    ...{ system: of.system, path: of.path, workers: Math.min(of.workers, of.requests) },
    ...{ successful, verdict, words, limits: judged.limits },
    lines: [
      ...(successful ? [] : [`${MARKS[verdict]} Load test: ${words}`]),
      ...judged.limits.map(
        (limit) => `${LIMIT_MARKS[limit.state]} ${limit.title}: ${limit.words}${besides(limit, tally)}`,
      ),
    ],
  };
}

function wordsOf(asked: number, tally: LoadTally, limits: readonly LoadLimit[]): string {
  const { ended, requests, succeeded } = tally;
  const why = causesOf(tally);
  if (ended === 'unanswered') return `not one of ${requests} requests was answered, no more were sent${why}`;
  const done = `${succeeded} of ${requests} requests succeeded${rateWords(tally)}`;
  const start =
    ended === 'stopped' ? `stopped when ${requests} of ${asked} requests had ended; ${done}` : done;
  const notMet = limits
    .filter(({ state }) => state !== 'met')
    .map(({ title, words }) => `${lowerFirst(title)} ${words}`);
  return [`${start}${why}`, ...notMet].join('; ');
}

/** `: HTTP 500 ×37`. */
function causesOf({ statuses, problems, failed }: LoadTally): string {
  if (failed === 0) return '';
  const others = Object.entries(statuses)
    .filter(([status]) => !status.startsWith('2'))
    .map(([status, count]) => ({ words: `HTTP ${status}`, count }));
  const causes = [...others, ...problems].toSorted((one, other) => other.count - one.count);
  return `: ${causes.map(({ words, count }) => `${words} ×${count}`).join(', ')}`;
}

function rateWords({ perSecond }: LoadTally): string {
  return perSecond === null ? '' : `, ${Math.round(perSecond)} a second`;
}

/** What else is known where a limit is told of. */
function besides({ id }: LoadLimit, { p50Ms, p90Ms, p99Ms, maxMs, perSecond }: LoadTally): string {
  if (id === 'error-rate') return perSecond === null ? '' : `; ${Math.round(perSecond)} answers a second`;
  const figures = Object.entries({ p50: p50Ms, p90: p90Ms, p99: p99Ms, max: maxMs }).flatMap(([name, ms]) =>
    ms === null ? [] : [`${name} ${millisecondWords(ms)}`],
  );
  return figures.length === 0 ? '' : `; ${figures.join(', ')}`;
}

/** A line for whoever looks on. */
export function progressWords(asked: number, { answered, failed, elapsedMs }: LoadProgress): string {
  const rate = elapsedMs > 0 ? `, ${Math.round((answered / elapsedMs) * 1000)} answers a second` : '';
  const lost = failed === 0 ? '' : `, ${failed} without an answer`;
  return `${answered + failed} of ${asked} requests done${lost}${rate}`;
}
