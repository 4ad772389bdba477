import type { PrometheusConnection } from '../connect/prometheus.ts';
import { problemOf } from '../kernel/errors.ts';
import type { Samples } from '../store/samples/index.ts';
import { recordedIncreases } from './increases.ts';

/** How often a container was held back at its CPU limit. */
export interface Throttled {
  pod: string;
  container: string;
  /** Share of its scheduling periods, 0 to 1. */
  share: number;
  overMs: number;
  source: string;
}

const PERIODS = 'container_cpu_cfs_periods_total';
const HELD_BACK = 'container_cpu_cfs_throttled_periods_total';
const OVER_MS = 5 * 60_000;

/** Throttling from our own record, else from the profile's Prometheus; or why nobody knows. */
export async function readThrottling(options: {
  samples: Pick<Samples, 'series' | 'points'>;
  prometheus: PrometheusConnection | null;
  namespace: string;
  at: number;
  signal: AbortSignal;
}): Promise<Throttled[] | { why: string; hint: string | null }> {
  const { samples, prometheus, namespace, at, signal } = options;
  const own = samples.series(PERIODS).filter(({ labels }) => labels.namespace === namespace);
  const recorded = own.flatMap(({ labels }): Throttled[] => {
    const { pod = '', container = '' } = labels;
    if (pod === '' || container === '') return [];
    const newest = (name: string) => {
      const series = samples
        .series(name)
        .find((one) => one.labels.pod === pod && one.labels.container === container);
      const points = series && samples.points(series, at - OVER_MS, at);
      return points && points.length > 1 ? (points.values[points.length - 1] ?? null) : null;
    };
    const increases = recordedIncreases(samples, {
      series: { periods: PERIODS, throttled: HELD_BACK },
      labels: { namespace, pod, container },
      now: { periods: newest(PERIODS), throttled: newest(HELD_BACK) },
      at,
    });
    const { periods, throttled } = increases?.by ?? {};
    if (!increases || !periods || throttled === undefined) return [];
    return [
      {
        pod,
        container,
        share: throttled / periods,
        overMs: increases.overMs,
        source: `${HELD_BACK}, as recorded`,
      },
    ];
  });
  if (recorded.length > 0) return recorded;
  const hint =
    'A scrape entry of the profile for the page of a kubelet (/metrics/cadvisor), or a Prometheus that reads them, shows it.';
  if (!prometheus) return { why: 'no page of metrics that is read here tells of it', hint };
  try {
    const by = `sum by (pod, container) (increase(%s{namespace=${JSON.stringify(namespace)}, container!=""}[5m]))`;
    const series = await prometheus.query(`${by.replace('%s', HELD_BACK)} / ${by.replace('%s', PERIODS)}`, {
      signal,
    });
    if (series.length === 0) return { why: 'the Prometheus of the profile has no series of it', hint };
    return series.flatMap(({ labels, points }): Throttled[] => {
      const share = points[0]?.[1];
      if (share === undefined || !Number.isFinite(share)) return [];
      const { pod = '', container = '' } = labels;
      return [{ pod, container, share, overMs: OVER_MS, source: `${HELD_BACK} in Prometheus` }];
    });
  } catch (error) {
    const problem = problemOf(error);
    return { why: problem.message, hint: problem.hint };
  }
}
