import type { InfluxConnection } from '../connect/influx.ts';
import type { PrometheusConnection } from '../connect/prometheus.ts';
import { type Clock, instantOf, toIso } from '../kernel/clock.ts';
import { OperatorError, problemUnlessStopped } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import type { Redactor } from '../kernel/redaction.ts';
import { createSlices, inSlices, type Stepwise } from '../kernel/slices.ts';
import {
  type Expression,
  evaluatingInstant,
  evaluatingRange,
  type InstantValue,
  type Labels,
  parseExpression,
  type SeriesSource,
  withoutParentheses,
} from '../promql/index.ts';
import { type MetricVersion, readInflux } from './influx/index.ts';
import { type Verdict, verdictOn } from './verdict.ts';
import { type Witness, witnessed } from './witness.ts';

/** A value as it leaves the core: JSON knows neither NaN nor infinities. */
export type Figure = number | 'NaN' | '+Inf' | '-Inf';

export type LabelRecord = Readonly<Record<string, string>>;

export interface InstantAnswer {
  type: InstantValue['type'];
  at: string;
  /** Of the newest sample it was made of; null where it was made of none. */
  newestAt: string | null;
  /**
   * Of a vector or scalar one value each; of a matrix the samples in its range. `at` is when a value was measured:
   * what is calculated of several has no time of its own.
   */
  items: { labels: LabelRecord; value: Figure | null; at: string | null; points: [number, Figure][] }[];
  /** Of a string. */
  text: string | null;
}

export interface RangeAnswer {
  from: string;
  to: string;
  stepMs: number;
  /** Where the values come from, in words, and why not from where they were looked for first. */
  source: string;
  /** Of the newest sample it was made of, or of the newest point where Prometheus was asked; null where there is none. */
  newestAt: string | null;
  /** A point for each step that has a value: epoch milliseconds, value. */
  items: { labels: LabelRecord; points: [number, Figure][] }[];
}

/**
 * PromQL over what is recorded. It is evaluated in slices, so that nothing else waits for it; what is recorded
 * meanwhile may be in the answer. An aborted `signal` ends it and rejects with its reason.
 */
export interface MetricsQuery {
  /** What is wrong with an expression, without evaluating it. */
  check(expression: string): Verdict;
  /** Fails with a PromqlError, a usage error, in Prometheus' words. */
  instant(expression: string, atMs: number, signal?: AbortSignal): Promise<InstantAnswer>;
  /**
   * At `fromMs`, and every step up to `toMs`. What is older than our own record is asked of Prometheus, else of
   * InfluxDB, where the profile names one. Where neither has it, our own is what there is, and `source` says why.
   */
  range(
    expression: string,
    range: { fromMs: number; toMs: number; stepMs: number; signal?: AbortSignal | undefined },
  ): Promise<RangeAnswer>;
}

/** As many as Prometheus gives of a series. */
const MOST_STEPS = 11_000;
const OWN = 'recorded here';

export function createMetricsQuery(options: {
  source: SeriesSource;
  /** Of the oldest sample of our own, epoch milliseconds. */
  firstAt: () => number | null;
  prometheus: PrometheusConnection | null;
  influx: Pick<InfluxConnection, 'query'> | null;
  /** How metrics are written to InfluxDB; undefined: looked for. */
  metricVersion: MetricVersion | undefined;
  redactor: Redactor;
  clock: Clock;
  log: Log;
}): MetricsQuery {
  const { source, firstAt, prometheus, influx, metricVersion, redactor, clock, log } = options;

  /** Why somebody who was asked for what is older than our own record does not have it. */
  const whyNot = (error: unknown): string => {
    const { message, code } = redactor.data(problemUnlessStopped(error));
    const level = code === 'not-found' ? 'debug' : 'warn';
    log[level]('what is older than our own record could not be had', { why: message });
    return message;
  };

  return {
    check: verdictOn,
    async instant(expression, atMs, signal) {
      signal?.throwIfAborted();
      const parsed = parseExpression(expression);
      const witness = witnessed(source);
      const evaluating = evaluatingInstant({ expression: parsed, source: witness, atMs });
      const value = await inSlices(evaluating, createSlices(clock, signal));
      const isMeasured = withoutParentheses(parsed).kind === 'selector';
      return instantAnswer(value, { atMs, witness, isMeasured });
    },
    async range(expression, { fromMs, toMs, stepMs, signal }) {
      signal?.throwIfAborted();
      const parsed = parseExpression(expression);
      if ((toMs - fromMs) / stepMs > MOST_STEPS) {
        throw new OperatorError('usage', `That is more than ${MOST_STEPS} steps`, {
          hint: 'Ask for a shorter range, or for longer steps.',
        });
      }
      const frame = { from: toIso(fromMs), to: toIso(toMs), stepMs };
      const first = firstAt();
      const problems: string[] = [];
      const range = { fromMs, toMs, stepMs, signal };
      const evaluated = (of: SeriesSource) =>
        inSlices(evaluating(parsed, of, range), createSlices(clock, signal));
      const isOlder = first === null || fromMs < first;
      if (prometheus && isOlder) {
        try {
          const series = await prometheus.queryRange(expression, {
            ...{ fromMs, toMs, stepMs },
            ...(signal ? { signal } : {}),
          });
          const items = series.map(({ labels, points }) => ({ labels, points: points.map(pointOf) }));
          return { ...frame, source: 'Prometheus', newestAt: instantOf(newestOf(series)), items };
        } catch (error) {
          problems.push(whyNot(error));
        }
      }
      if (influx && isOlder) {
        try {
          const theirs = await readInflux(influx, parsed, range, metricVersion);
          const words = [theirs.words, ...problems].join('; ');
          return { ...frame, source: words, ...(await evaluated(theirs.source)) };
        } catch (error) {
          problems.push(whyNot(error));
        }
      }
      return { ...frame, source: [OWN, ...problems].join('; '), ...(await evaluated(source)) };
    },
  };
}

function* evaluating(
  expression: Expression,
  source: SeriesSource,
  { fromMs, toMs, stepMs }: { fromMs: number; toMs: number; stepMs: number },
): Stepwise<Pick<RangeAnswer, 'newestAt' | 'items'>> {
  const witness = witnessed(source);
  const { series } = yield* evaluatingRange({ expression, source: witness, fromMs, toMs, stepMs });
  const items: RangeAnswer['items'] = [];
  for (const { labels, times, values } of series) {
    items.push({
      labels: recordOf(labels),
      points: Array.from(times, (time, index) => pointOf([time, values[index] ?? Number.NaN])),
    });
    yield;
  }
  return { newestAt: instantOf(witness.newestAt()), items };
}

export function figureOf(value: number): Figure {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function newestOf(series: readonly { points: readonly (readonly [number, number])[] }[]): number | null {
  const last = series.flatMap(({ points }) => points.at(-1)?.[0] ?? []);
  return last.length === 0 ? null : last.reduce((one, other) => Math.max(one, other));
}

function instantAnswer(
  value: InstantValue,
  { atMs, witness, isMeasured }: { atMs: number; witness: Witness; isMeasured: boolean },
): InstantAnswer {
  const newestAt = instantOf(witness.newestAt());
  const answer = { type: value.type, at: toIso(atMs), newestAt, text: null };
  switch (value.type) {
    case 'string':
      return { ...answer, items: [], text: value.value };
    case 'scalar':
      return { ...answer, items: [{ labels: {}, value: figureOf(value.value), at: null, points: [] }] };
    case 'vector':
      return {
        ...answer,
        items: value.samples.map(({ labels, value: number }) => ({
          labels: recordOf(labels),
          value: figureOf(number),
          at: isMeasured ? instantOf(witness.timeOf(labels.key)) : null,
          points: [],
        })),
      };
    case 'matrix':
      return {
        ...answer,
        items: value.series.map(({ labels, times, values }) => ({
          labels: recordOf(labels),
          value: null,
          at: instantOf(times.at(-1) ?? null),
          points: Array.from(times, (time, index) => pointOf([time, values[index] ?? Number.NaN])),
        })),
      };
  }
}

function pointOf([at, value]: readonly [number, number]): [number, Figure] {
  return [at, figureOf(value)];
}

function recordOf(labels: Labels): LabelRecord {
  return Object.fromEntries(labels);
}
