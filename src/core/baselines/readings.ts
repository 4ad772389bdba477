import { ascending, quantile } from '../kernel/quantile.ts';
import type { KnownSeries, Points, Samples } from '../store/samples/index.ts';
import type { Figure } from './figures.ts';
import { statisticOf } from './statistics.ts';

/** What was measured of a figure in a window. */
export interface Reading {
  samples: number;
  /** Null when nothing was measured. */
  value: number | null;
  blocks: number[];
}

export interface ReadOptions {
  system: string;
  /** Name of the deployment of its pods; null where it has none. */
  deployment: string | null;
  /** Both ends count; epoch milliseconds. */
  from: number;
  to: number;
  blockMs: number;
}

/** Of longer windows so many parts are kept: more tell no more of a distribution, and take room. */
const MOST_BLOCKS = 96;

export type ReadFigure = (figure: Figure, options: ReadOptions) => Reading;

/** @param namespace of the pods */
export function createReadings(options: {
  samples: Pick<Samples, 'series' | 'points'>;
  namespace: string;
}): ReadFigure {
  const { samples, namespace } = options;

  const pointsOf = ({ source }: Figure, { system, deployment, from, to }: ReadOptions): Points[] => {
    const points = (name: string, isMeant: (series: KnownSeries) => boolean) =>
      samples
        .series(name)
        .filter(isMeant)
        .map((series) => samples.points(series, from, to));
    if ('series' in source) {
      return points(
        source.series,
        ({ labels }) =>
          labels.system === system && (source.figure === undefined || labels.figure === source.figure),
      );
    }
    if (deployment === null) return [];
    return points(
      source.perPod,
      ({ labels }) => labels.namespace === namespace && isPodOf(labels.pod ?? '', deployment),
    );
  };

  return (figure, wanted) => {
    const values = sumsByTime(pointsOf(figure, wanted));
    const { from, blockMs } = wanted;
    const parts = new Map<number, number[]>();
    for (const [time, value] of values) {
      const part = Math.floor((time - from) / blockMs);
      const held = parts.get(part);
      if (held) held.push(value);
      else parts.set(part, [value]);
    }
    const blocks = [...parts]
      .toSorted(([one], [other]) => one - other)
      .map(([, held]) => statisticOf(held, figure.statistic));
    return {
      samples: values.size,
      value: values.size === 0 ? null : statisticOf([...values.values()], figure.statistic),
      blocks: chosen(blocks).map(told),
    };
  };
}

/** Between which nine in ten of the parts are. @param blocks at least one */
export function spreadOf(blocks: readonly number[]): { low: number; high: number } {
  const sorted = ascending(blocks);
  return { low: quantile(sorted, 0.05), high: quantile(sorted, 0.95) };
}

/** `gs-service-6d9f7c5b4-x2lq8` is a pod of the deployment `gs-service`; `gs-service-canary-…` is of another. */
function isPodOf(pod: string, deployment: string): boolean {
  return pod.startsWith(`${deployment}-`) && /^[a-z0-9]+-[a-z0-9]+$/.test(pod.slice(deployment.length + 1));
}

function sumsByTime(series: readonly Points[]): Map<number, number> {
  const sums = new Map<number, number>();
  for (const { times, values, length } of series) {
    for (let index = 0; index < length; index += 1) {
      const value = values[index] ?? Number.NaN;
      const time = times[index] ?? 0;
      if (Number.isFinite(value)) sums.set(time, (sums.get(time) ?? 0) + value);
    }
  }
  return sums;
}

function chosen(blocks: readonly number[]): number[] {
  if (blocks.length <= MOST_BLOCKS) return [...blocks];
  return Array.from(
    { length: MOST_BLOCKS },
    (_, index) => blocks[Math.floor(((index + 0.5) * blocks.length) / MOST_BLOCKS)] ?? 0,
  );
}

/** More digits than these were not measured. */
function told(value: number): number {
  return Number(value.toPrecision(6));
}
