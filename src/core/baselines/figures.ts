/** The figures that a baseline holds of each system, as far as somebody measures them. */
export const FIGURE_IDS = [
  'response-time',
  'response-time-p95',
  'request-time-p95',
  'error-rate',
  'throughput',
  'cpu',
  'memory',
  'compliance',
  'accuracy',
  'cache-hits',
] as const;
export type FigureId = (typeof FIGURE_IDS)[number];

export type FigureUnit = 'ms' | 'ratio' | 'cores' | 'bytes' | 'per-second';

/** How many values become one: robust against single ones, but for errors, where single ones are the point. */
export type Statistic = 'median' | 'p95' | 'mean';

/** Where a figure's samples are. */
export type FigureSource =
  /** A series with the label `system`. */
  | { series: string; figure?: string }
  /** A series of each pod of the system's deployment; their sum. */
  | { perPod: string };

export interface Figure {
  id: FigureId;
  title: string;
  unit: FigureUnit;
  statistic: Statistic;
  source: FigureSource;
  /** Which way is worse; `neither` tells how it was used and not how well it did. */
  worse: 'higher' | 'lower' | 'neither';
  /** Words for both directions, after which `by 12 %` can follow. */
  higher: string;
  lower: string;
  /** Smaller differences are told and do not count: a share of the baseline's value, and an absolute one. */
  least: { share: number; value: number };
}

const MIB = 1_048_576;
const words = { higher: 'higher', lower: 'lower' };
const time = { unit: 'ms', worse: 'higher', higher: 'slower', lower: 'faster' } as const;

export const FIGURES: readonly Figure[] = [
  {
    ...{ id: 'response-time', title: 'Response time, median', statistic: 'median', ...time },
    source: { series: 'probe_response_time_ms' },
    least: { share: 0.05, value: 1 },
  },
  {
    ...{ id: 'response-time-p95', title: 'Response time, p95', statistic: 'p95', ...time },
    source: { series: 'probe_response_time_ms' },
    least: { share: 0.05, value: 1 },
  },
  {
    ...{ id: 'request-time-p95', title: 'Its requests, p95', statistic: 'median', ...time },
    source: { series: 'system_figure', figure: 'request_duration_p95_ms' },
    least: { share: 0.05, value: 1 },
  },
  {
    ...{ id: 'error-rate', title: 'Error rate', unit: 'ratio', statistic: 'mean', worse: 'higher', ...words },
    source: { series: 'system_figure', figure: 'error_rate' },
    least: { share: 0.1, value: 0.001 },
  },
  {
    ...{ id: 'throughput', title: 'Throughput', unit: 'per-second', statistic: 'median', worse: 'neither' },
    ...words,
    source: { series: 'system_figure', figure: 'requests_per_second' },
    least: { share: 0.1, value: 0.1 },
  },
  {
    ...{ id: 'cpu', title: 'CPU', unit: 'cores', statistic: 'median', worse: 'higher', ...words },
    source: { perPod: 'pod_cpu_usage_cores' },
    least: { share: 0.1, value: 0.01 },
  },
  {
    ...{ id: 'memory', title: 'Memory', unit: 'bytes', statistic: 'median', worse: 'higher', ...words },
    source: { perPod: 'pod_memory_working_set_bytes' },
    least: { share: 0.1, value: 16 * MIB },
  },
  {
    ...{ id: 'compliance', title: 'Constitutional compliance', unit: 'ratio', statistic: 'median' },
    ...{ worse: 'lower', ...words },
    source: { series: 'system_figure', figure: 'constitutional_compliance' },
    least: { share: 0, value: 0.005 },
  },
  {
    ...{
      id: 'accuracy',
      title: 'Model accuracy',
      unit: 'ratio',
      statistic: 'median',
      worse: 'lower',
      ...words,
    },
    source: { series: 'system_figure', figure: 'model_accuracy' },
    least: { share: 0, value: 0.005 },
  },
  {
    ...{
      id: 'cache-hits',
      title: 'Cache hits',
      unit: 'ratio',
      statistic: 'median',
      worse: 'lower',
      ...words,
    },
    source: { series: 'system_figure', figure: 'cache_hit_ratio' },
    least: { share: 0, value: 0.01 },
  },
];

export function figureOf(id: FigureId): Figure {
  const found = FIGURES.find((figure) => figure.id === id);
  if (!found) throw new Error(`no figure named ${id}`);
  return found;
}
