import type {
  InstantAnswer,
  LabelValues,
  RangeAnswer,
  Verdict,
  Vocabulary,
} from '../../src/contract/metrics.ts';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { silentLog } from '../../src/core/kernel/log.ts';
import { createRedactor } from '../../src/core/kernel/redaction.ts';
import { createMetricsQuery } from '../../src/core/metrics/query.ts';
import { labelsOf, vocabularyOf } from '../../src/core/metrics/vocabulary.ts';
import { Labels, type SeriesSource } from '../../src/core/promql/index.ts';
import { type Answer, failure, type Moment, ripple, SILENCE } from './scenario.ts';
import { SYSTEMS } from './systems.ts';

/** What a page may ask about metrics. */
export interface MetricsScript {
  query: (at: Moment, asked: InstantAsked) => Answer<InstantAnswer> | Promise<InstantAnswer>;
  queryRange: (at: Moment, asked: RangeAsked) => Answer<RangeAnswer> | Promise<RangeAnswer>;
  check: (expression: string) => Verdict;
  vocabulary: () => Answer<Vocabulary>;
  labels: (name: string | null) => Answer<LabelValues[]>;
}

interface InstantAsked {
  expression: string;
  at: string | null;
}

interface RangeAsked {
  expression: string;
  from: string;
  to: string;
  stepMs: number;
}

interface Told {
  name: string;
  labels: Readonly<Record<string, string>>;
  value: (atMs: number) => number;
  /** Nothing was measured then. */
  isMissing?: (atMs: number, nowMs: number) => boolean;
}

const SAMPLE_MS = 15_000;
const MINUTE = 60_000;
/** Since when there are samples of our own. */
const KEPT_MS = 40 * 24 * 60 * MINUTE;

const services = SYSTEMS.filter(({ layer }) => layer !== 'data').map(({ id }) => id);
const pods = ['auth', 'ac', 'gs', 'pgc', 'ec', 'fv', 'integrity', 'mlops'].flatMap((name, owner) =>
  [0, 1, 2].map((index) => ({ pod: `${name}-service-${index}`, seed: 3 * owner + index })),
);

const TOLD: readonly Told[] = [
  ...services.flatMap((system, seed): Told[] => [
    { name: 'probe_up', labels: { system }, value: () => 1, isMissing: missesGovernance(system) },
    {
      name: 'probe_response_time_ms',
      labels: { system },
      value: (atMs) => 40 + 9 * seed + 18 * ripple(seed, atMs / 400_000) + 4 * ripple(seed, atMs / 40_000),
      isMissing: missesGovernance(system),
    },
    {
      name: 'acgs_http_requests_total',
      labels: { job: system, instance: `${system}:8000`, code: '200' },
      value: (atMs) => Math.floor(atMs / 1000 / (seed + 2)),
    },
  ]),
  ...pods.map(
    ({ pod, seed }): Told => ({
      name: 'pod_memory_working_set_bytes',
      labels: { namespace: 'acgs-production', pod },
      value: (atMs) => 2 ** 28 * (1 + seed / 9) + 2 ** 24 * ripple(seed, atMs / 900_000),
    }),
  ),
  ...['response-time', 'model-accuracy', 'compliance'].map(
    (target, seed): Told => ({
      name: 'target',
      labels: { target },
      value: (atMs) => ([478, 0.913, 0.974][seed] ?? 0) * (1 + 0.01 * ripple(seed, atMs / 600_000)),
    }),
  ),
  ...services.map((job): Told => ({ name: 'up', labels: { instance: `${job}:8000`, job }, value: () => 1 })),
];

function missesGovernance(system: string): NonNullable<Told['isMissing']> {
  return (atMs, nowMs) => system === 'governance' && nowMs - atMs > 18 * MINUTE && nowMs - atMs < 31 * MINUTE;
}

const known = TOLD.map(({ name, labels }) => ({
  ...{ id: 0, name, labels, source: 'scripted', isCounter: name.endsWith('_total') },
}));

/** The engine itself, over series that are made up as they are asked for. */
export function metricsOf({
  lagMs = 4000,
  none = false,
}: {
  lagMs?: number;
  none?: boolean;
} = {}): MetricsScript {
  const told = none ? [] : TOLD;
  const listed = none ? [] : known;
  const engine = (at: Moment) =>
    createMetricsQuery({
      source: sourceOf(told, at.nowMs, lagMs),
      firstAt: () => at.nowMs - KEPT_MS,
      prometheus: null,
      influx: null,
      metricVersion: undefined,
      redactor: createRedactor(),
      clock: systemClock(),
      log: silentLog,
    });
  return {
    query: (at, asked) =>
      engine(at)
        .instant(asked.expression, asked.at === null ? at.nowMs : Date.parse(asked.at))
        .catch(refused),
    queryRange: (at, { expression, from, to, stepMs }) =>
      engine(at)
        .range(expression, { fromMs: Date.parse(from), toMs: Date.parse(to), stepMs })
        .catch(refused),
    check: (expression) => engine({ nowMs: 0, beganMs: 0 }).check(expression),
    vocabulary: () => vocabularyOf({ series: () => listed }),
    labels: (name) => labelsOf(listed.filter((series) => name === null || series.name === name)),
  };
}

/** As the router tells what the engine refuses. */
function refused(error: unknown): never {
  throw failure('usage', error instanceof Error ? error.message : String(error), null);
}

function sourceOf(told: readonly Told[], nowMs: number, lagMs: number): SeriesSource {
  return {
    *select(matchers, fromMs, toMs) {
      for (const { name, labels, value, isMissing } of told) {
        const all = Labels.of({ ...labels, __name__: name });
        if (!matchers.every((matcher) => matcher.matches(all.get(matcher.name)))) continue;
        // What was measured does not move as time goes on; the newest is `lagMs` old.
        const phase = (nowMs - lagMs) % SAMPLE_MS;
        const first = Math.ceil((Math.max(fromMs, nowMs - KEPT_MS) - phase) / SAMPLE_MS) * SAMPLE_MS + phase;
        const last = Math.min(toMs, nowMs - lagMs);
        const times: number[] = [];
        for (let at = first; at <= last; at += SAMPLE_MS) if (!isMissing?.(at, nowMs)) times.push(at);
        if (times.length === 0) continue;
        yield { labels: all, times: Float64Array.from(times), values: Float64Array.from(times, value) };
      }
    },
  };
}

export const silentMetrics: MetricsScript = {
  ...metricsOf(),
  query: () => SILENCE,
  queryRange: () => SILENCE,
  vocabulary: () => SILENCE,
  labels: () => SILENCE,
};

export function failingMetrics(fail: () => never): MetricsScript {
  return { ...metricsOf(), query: fail, queryRange: fail, vocabulary: fail, labels: fail };
}

export const LINES = 10;
export const POINTS_OF_LINE = 100_000;

/** Whatever is asked over time is a million points; see `bench/figures/chart-pan.ts`. */
export const millionPoints: MetricsScript = {
  ...metricsOf(),
  queryRange: (_at, { from, to }) => {
    const fromMs = Date.parse(from);
    const stepMs = (Date.parse(to) - fromMs) / POINTS_OF_LINE;
    const items = Array.from({ length: LINES }, (_, line) => ({
      labels: { __name__: 'made_up', line: String(line) },
      points: Array.from({ length: POINTS_OF_LINE }, (_, index): [number, number] => [
        fromMs + index * stepMs,
        Math.round(1000 * (10 * line + 4 * ripple(line, index / 3000) + ripple(line, index * 1.7))) / 1000,
      ]),
    }));
    return { from, to, stepMs, source: 'recorded here', newestAt: to, items };
  },
};
