import { errorOfStatus } from '../../connect/http/answer.ts';
import type { HttpAnswer, HttpClient } from '../../connect/http/client.ts';
import { type Clock, stopwatch } from '../../kernel/clock.ts';
import { OperatorError, type Problem, problemOf } from '../../kernel/errors.ts';
import type { Samples } from '../../store/samples/index.ts';
import {
  type ExposedSeries,
  type Exposition,
  expositionMemory,
  formatOf,
  readExposition,
} from '../exposition/index.ts';
import { createSeriesWriter, type WriteReport, type WrittenSample } from '../series-writer.ts';

export interface TargetOptions {
  /** Which part of the system it is; a label of all its series. */
  job: string;
  /** Which of them: `host:port`; a label, too. */
  instance: string;
  /** The page itself. */
  url: string;
  /** As the operator knows it: `Governance at 10.0.0.7:8004`. */
  what: string;
  hostHeader?: string | undefined;
  /** What is sent to be let in. */
  authorization?: () => Promise<Readonly<Record<string, string>>>;
  /** How long a page may take. */
  timeoutMs: number;
  http: HttpClient;
  samples: Pick<Samples, 'resolve' | 'append' | 'drop' | 'describe'>;
  clock: Clock;
  pause: () => Promise<void>;
  /** Takes secrets out of what a page says. */
  redact: (text: string) => string;
  /** Told once of each thing that is wrong, until it is not any more. */
  onMistake: (sentence: string) => void;
}

/** What the last look at a target came to. */
export interface TargetState {
  job: string;
  instance: string;
  /** `none`: it answers, but has no metrics. */
  state: 'not-looked' | 'up' | 'down' | 'none';
  problem: Problem | null;
  /** Epoch milliseconds. */
  lookedAt: number | null;
  durationMs: number | null;
  /** How many samples its page had, and how many of them were kept. */
  samples: number;
  kept: number;
  /** What is wrong with the page, a sentence each. */
  mistakes: string[];
}

/** A page that was read. */
export interface Scraped {
  page: Exposition;
  /** Of the kernel's monotonic clock. */
  readAt: number;
}

/** A page of metrics that is read and recorded, as Prometheus does it. */
export interface Target {
  /** Reads and records the page; joins a look that is under way. @param dueAt the time it is to count for */
  scrape(dueAt?: number): Promise<Scraped | undefined>;
  /** The last page, when it was read within so many milliseconds. */
  latest(maxAgeMs: number): Scraped | undefined;
  state(): TargetState;
  /** Cuts what is under way; nothing is recorded after it. */
  stop(): void;
}

/** A thousand times what a service of this system shows; its reading is sliced. */
const MOST_BYTES = 16 * 1_048_576;
const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.1';

const REPORTED = [
  'up',
  'scrape_duration_seconds',
  'scrape_samples_scraped',
  'scrape_samples_post_metric_relabeling',
  'scrape_series_added',
] as const;

export function createTarget(options: TargetOptions): Target {
  const { job, instance, what, http, clock, samples, pause } = options;
  const labels = { job, instance };
  const source = `${job} at ${instance}`;
  let memory = expositionMemory(options.redact);
  const writer = createSeriesWriter({
    samples,
    source,
    labels,
    isCounter: (series) => memory.counters.has(series),
    pause,
  });
  const reports = createSeriesWriter({ samples, source, labels, isCounter: () => false, pause });
  const reportSeries: ExposedSeries[] = REPORTED.map((name) => ({ name, labels: {} }));
  const stopping = new AbortController();
  let flight: Promise<Scraped | undefined> | undefined;
  let last: Scraped | undefined;
  let everUp = false;
  let state: TargetState = {
    job,
    instance,
    state: 'not-looked',
    problem: null,
    lookedAt: null,
    durationMs: null,
    samples: 0,
    kept: 0,
    mistakes: [],
  };

  const fetchPage = async (): Promise<HttpAnswer> => {
    const answer = await http.fetchText({
      url: options.url,
      what,
      headers: {
        accept: ACCEPT,
        'x-prometheus-scrape-timeout-seconds': String(options.timeoutMs / 1000),
        ...(await options.authorization?.()),
      },
      hostHeader: options.hostHeader,
      timeoutMs: options.timeoutMs,
      maxBytes: MOST_BYTES,
      signal: stopping.signal,
    });
    const refusal = errorOfStatus(answer, `the metrics of ${what}`);
    if (refusal) throw refusal;
    return answer;
  };

  const record = async (at: number, durationMs: number, figures: readonly number[]) => {
    // To the microsecond: what a clock says beyond that is noise, and takes room.
    const values = [figures[0] ?? 0, Math.round(durationMs * 1000) / 1e6, ...figures.slice(1)];
    await reports.write(
      at,
      reportSeries.map((series, index): WrittenSample => ({ series, value: values[index] ?? 0 })),
    );
  };

  const say = (mistakes: string[]) => {
    for (const sentence of mistakes) if (!state.mistakes.includes(sentence)) options.onMistake(sentence);
    return mistakes;
  };

  const keep = async (page: Exposition, at: number): Promise<WriteReport> => {
    const report = await writer.write(
      at,
      page.series.map((series, index) => ({
        series,
        value: page.values[index] ?? Number.NaN,
        at: page.times[index] ?? null,
      })),
    );
    samples.describe(page.families);
    // What a page showed long ago is not remembered for ever.
    if (memory.series.size > 2 * page.series.length + 1000) memory = forgetful(memory, page.series);
    return report;
  };

  const look = async (dueAt: number | undefined): Promise<Scraped | undefined> => {
    const startedAt = clock.monotonic();
    const took = stopwatch(clock);
    const at = dueAt ?? clock.now();
    let answer: HttpAnswer | undefined;
    let problem: Problem | null = null;
    let none = false;
    try {
      answer = await fetchPage();
      const read = await readExposition(answer.body, {
        format: formatOf(answer.headers['content-type']),
        memory,
        pause,
      });
      if (stopping.signal.aborted) return undefined;
      const durationMs = took();
      if (read.kind === 'samples') {
        const { page } = read;
        const report = await keep(page, at);
        await record(at, durationMs, [1, page.values.length, report.written, report.added]);
        everUp = true;
        last = { page, readAt: startedAt };
        const mistakes = say(mistakesOf(what, page, report));
        state = { ...state, state: 'up', problem: null, mistakes };
        state = { ...state, lookedAt: at, durationMs, samples: page.values.length, kept: report.written };
        return last;
      }
      none = true;
      problem = problemOf(new OperatorError('bad-answer', `${what}: ${read.reason}`));
    } catch (error) {
      if (stopping.signal.aborted) return undefined;
      problem = problemOf(error);
      none = problem.code === 'not-found';
    }
    // A service that has no metrics is no target that is down; one that had some is.
    const isDown = !none || everUp;
    writer.end(at);
    const durationMs = took();
    if (isDown) await record(at, durationMs, [0, 0, 0, 0]);
    state = { ...state, state: isDown ? 'down' : 'none', problem, lookedAt: at, durationMs };
    state = { ...state, samples: 0, kept: 0, mistakes: [] };
    last = undefined;
    return undefined;
  };

  return {
    scrape(dueAt) {
      flight ??= look(dueAt).finally(() => {
        flight = undefined;
      });
      return flight;
    },
    latest: (maxAgeMs) => (last && clock.monotonic() - last.readAt <= maxAgeMs ? last : undefined),
    state: () => state,
    stop: () => stopping.abort(),
  };
}

function forgetful(memory: ReturnType<typeof expositionMemory>, kept: readonly ExposedSeries[]) {
  const alive = new Set(kept);
  return {
    ...memory,
    series: new Map([...memory.series].filter(([, series]) => alive.has(series))),
  };
}

/** What the operator is told of a page, a sentence for each kind of mistake. */
function mistakesOf(what: string, page: Exposition, report: WriteReport): string[] {
  const mistakes: string[] = [];
  const [first] = page.bad;
  if (first) {
    const others = page.badLines > 1 ? ` (and ${page.badLines - 1} more lines)` : '';
    mistakes.push(`Line ${first.line} of the metrics of ${what} is left out, ${first.says}${others}`);
  }
  const { duplicates, future, refused, tooLong } = report;
  if (duplicates.count > 0) {
    mistakes.push(`The metrics of ${what} show ${duplicates.example} more than once; the first counts`);
  }
  if (future.count > 0) {
    mistakes.push(
      `The metrics of ${what} are of a time more than 10 minutes ahead and left out: ${future.example}; check its clock`,
    );
  }
  if (refused > 0) {
    mistakes.push(
      `The metrics of ${what} are more series than are kept: ${refused} of ${page.series.length} are left out`,
    );
  }
  if (tooLong.count > 0) {
    const others = tooLong.count > 1 ? ` (and ${tooLong.count - 1} more)` : '';
    mistakes.push(
      `The metrics of ${what} have longer labels than are kept, left out: ${tooLong.example}${others}; look what they hold`,
    );
  }
  return mistakes;
}
