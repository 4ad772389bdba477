import type { PrometheusConnection } from '../connect/prometheus.ts';
import { toIso } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { Log } from '../kernel/log.ts';
import {
  evaluateInstant,
  evaluateRange,
  type InstantValue,
  type Labels,
  parseExpression,
  type SeriesSource,
} from '../promql/index.ts';

/** A value as it leaves the core: JSON knows neither NaN nor infinities. */
export type Figure = number | 'NaN' | '+Inf' | '-Inf';

export type LabelRecord = Readonly<Record<string, string>>;

export interface InstantAnswer {
  type: InstantValue['type'];
  at: string;
  /** Of a vector or scalar one value each; of a matrix the samples in its range. */
  items: { labels: LabelRecord; value: Figure | null; points: [number, Figure][] }[];
  /** Of a string. */
  text: string | null;
}

export interface RangeAnswer {
  from: string;
  to: string;
  stepMs: number;
  /** Where the values come from, in words. */
  source: string;
  /** A point for each step that has a value: epoch milliseconds, value. */
  items: { labels: LabelRecord; points: [number, Figure][] }[];
}

/** PromQL over what is recorded. */
export interface MetricsQuery {
  /** @throws PromqlError, a usage error, in Prometheus' words */
  instant(expression: string, atMs: number): InstantAnswer;
  /**
   * At `fromMs`, and every step up to `toMs`. What is older than our own record is asked of Prometheus, where
   * the profile names one.
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
  log: Log;
}): MetricsQuery {
  const { source, firstAt, prometheus, log } = options;
  return {
    instant(expression, atMs) {
      const parsed = parseExpression(expression);
      return instantAnswer(evaluateInstant({ expression: parsed, source, atMs }), atMs);
    },
    async range(expression, { fromMs, toMs, stepMs, signal }) {
      const parsed = parseExpression(expression);
      if ((toMs - fromMs) / stepMs > MOST_STEPS) {
        throw new OperatorError('usage', `That is more than ${MOST_STEPS} steps`, {
          hint: 'Ask for a shorter range, or for longer steps.',
        });
      }
      const frame = { from: toIso(fromMs), to: toIso(toMs), stepMs };
      const first = firstAt();
      if (prometheus && (first === null || fromMs < first)) {
        try {
          const series = await prometheus.queryRange(expression, {
            ...{ fromMs, toMs, stepMs },
            ...(signal ? { signal } : {}),
          });
          const items = series.map(({ labels, points }) => ({ labels, points: points.map(pointOf) }));
          return { ...frame, source: 'Prometheus', items };
        } catch (error) {
          log.warn('Prometheus was asked for what is older than our own record', { error });
        }
      }
      const { series } = evaluateRange({ expression: parsed, source, fromMs, toMs, stepMs });
      const items = series.map(({ labels, times, values }) => ({
        labels: recordOf(labels),
        points: Array.from(times, (time, index) => pointOf([time, values[index] ?? Number.NaN])),
      }));
      return { ...frame, source: OWN, items };
    },
  };
}

export function figureOf(value: number): Figure {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf';
}

function instantAnswer(value: InstantValue, atMs: number): InstantAnswer {
  const answer = { type: value.type, at: toIso(atMs), text: null };
  switch (value.type) {
    case 'string':
      return { ...answer, items: [], text: value.value };
    case 'scalar':
      return { ...answer, items: [{ labels: {}, value: figureOf(value.value), points: [] }] };
    case 'vector':
      return {
        ...answer,
        items: value.samples.map(({ labels, value: number }) => ({
          labels: recordOf(labels),
          value: figureOf(number),
          points: [],
        })),
      };
    case 'matrix':
      return {
        ...answer,
        items: value.series.map(({ labels, times, values }) => ({
          labels: recordOf(labels),
          value: null,
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
