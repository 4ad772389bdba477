import { levelOf, type Threshold } from '../../connect/profile/thresholds.ts';
import { toIso } from '../../kernel/clock.ts';
import type { Bucket } from '../../store/samples/index.ts';
import type { FigureSpec, Reporter } from './figure.ts';

export type Course = ReturnType<typeof courseOf>;

/** A curve as it was read, and its newest value while that speaks for the moment. */
export interface ReadCurve {
  name: string;
  buckets: readonly Bucket[];
}

/** What one reporter has to say of a figure. */
export interface Said {
  reporter: Reporter;
  source: string;
  curves: readonly ReadCurve[];
  newest: { at: number; value: number } | undefined;
}

/**
 * A figure over time, ready to draw. Where nobody reports it there are no curves and `missing` says where it
 * would come from; a value that is too old is none, and its level unknown.
 */
export function courseOf(spec: FigureSpec, said: Said | null, threshold: Threshold | undefined) {
  const { newest, reporter } = said ?? {};
  return {
    id: spec.id,
    title: spec.title,
    unit: reporter?.unit ?? spec.reporters[0]?.unit ?? ('ratio' as const),
    good: threshold?.good ?? null,
    source: said?.source ?? null,
    missing: said ? null : spec.missing,
    value: newest?.value ?? null,
    observedAt: newest ? toIso(newest.at) : null,
    level: levelAt(newest, threshold),
    lines: linesOf(threshold),
    curves: (said?.curves ?? []).map(({ name, buckets }) => ({
      name,
      buckets: buckets.map(
        ({ at, min, mean, max }): [number, number | null, number | null, number | null] => [
          at,
          min,
          mean,
          max,
        ],
      ),
    })),
  };
}

function levelAt(newest: Said['newest'], threshold: Threshold | undefined) {
  if (!newest) return 'unknown' as const;
  return threshold ? levelOf(threshold, newest.value) : null;
}

/** What is left of the whole: a share that failed is one that did not. */
export function complementOf(threshold: Threshold): Threshold {
  const rest = (value: number) => Number((1 - value).toPrecision(12));
  const { target, warning, critical } = threshold;
  return {
    ...threshold,
    good: threshold.good === 'below' ? 'above' : 'below',
    target: rest(target),
    warning: warning === null ? null : rest(warning),
    critical: critical === null ? null : rest(critical),
  };
}

/** The limits as named lines; where two are the same, the graver gives the name. */
function linesOf(threshold: Threshold | undefined) {
  if (!threshold) return [];
  const { target, warning, critical } = threshold;
  const lines = [
    { name: 'target', value: target, level: 'target' as const },
    { name: 'warning', value: warning, level: 'warning' as const },
    { name: 'critical', value: critical, level: 'critical' as const },
  ];
  return lines.flatMap(({ value, ...line }, index) =>
    value === null || lines.slice(index + 1).some((graver) => graver.value === value)
      ? []
      : [{ ...line, name: nameOf(line.name, value, target), value }],
  );
}

function nameOf(name: string, value: number, target: number): string {
  return name !== 'target' && value === target ? `target and ${name}` : name;
}
