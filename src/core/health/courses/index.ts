import { SYSTEMS, type SystemId, type SystemInfo } from '../../connect/profile/systems.ts';
import type { Threshold, ThresholdId } from '../../connect/profile/thresholds.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { createSlices, type Slices } from '../../kernel/slices.ts';
import type { Store } from '../../store/index.ts';
import { type Bucket, sameLabels } from '../../store/samples/index.ts';
import { recordedLimits } from '../recorded.ts';
import { FIGURE_SERIES, TARGET_SERIES } from '../recorder.ts';
import type { Trends } from '../trends.ts';
import { type Course, complementOf, courseOf, type ReadCurve, type Said } from './course.ts';
import type { FigureSpec, Reporter, SeriesRef } from './figure.ts';
import { COURSE_GROUPS, figuresOfGroup } from './groups.ts';
import { type CourseMark, marksOf } from './marks.ts';
import { figuresOfSystem } from './systems.ts';

export interface CourseRange {
  rangeMs: number;
  /** At most so many: none is finer than two rounds of looks. */
  buckets: number;
  /** Where the range ends, epoch milliseconds; null is now. */
  at?: number | null;
  /** Ends the reading, which then rejects with its reason. */
  signal?: AbortSignal | undefined;
}

/** Figures over time on one axis. */
export interface CourseSheet {
  from: string;
  to: string;
  bucketMs: number;
  items: Course[];
  marks: CourseMark[];
}

/** One system's figures, small: for a table of all of them. */
export interface SystemCourses {
  id: SystemId;
  name: string;
  cells: {
    id: string;
    unit: Course['unit'];
    value: number | null;
    level: Course['level'];
    missing: string | null;
    target: number | null;
    points: [number, number | null][];
  }[];
}

/**
 * Figures over time, beside the limits they are judged by; from the record, for any moment of it. Ninety series of a
 * month take a while to read: it is done in slices, between which others are served.
 */
export interface Courses {
  /**
   * Of `whole`, `business`, `mlops` or a system. Fails with `not-found` for anything else.
   *
   * @param only ids of figures; left out: all of them
   */
  of(subject: string, range: CourseRange, only?: readonly string[]): Promise<CourseSheet>;
  /** Of every system that is looked at. */
  systems(range: CourseRange): Promise<{ from: string; to: string; items: SystemCourses[] }>;
}

/** Who is believed first for figures of the production as a whole. */
const SPEAKERS: readonly string[] = ['monitoring-dashboard', 'mlops-manager', 'model-versioning'];
const CELLS = ['availability', 'response-time', 'error-rate', 'cpu', 'memory'];

export function createCourses(options: {
  store: Pick<Store, 'facts' | 'samples'>;
  trends: Pick<Trends, 'over'>;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  expectedHash: string;
  isConfigured: (id: SystemId) => boolean;
  clock: Clock;
  /** A bucket holds at least two looks, or a line that is whole would look broken. */
  leastBucketMs: number;
  /** Age after which a value no longer speaks for its moment. */
  staleAfterMs: number;
}): Courses {
  const { store, trends, clock, leastBucketMs, staleAfterMs } = options;
  const { samples, facts } = store;

  const spanOf = ({ rangeMs, buckets, at = null, signal }: CourseRange) => {
    const widthMs = Math.max(leastBucketMs, Math.ceil(rangeMs / buckets));
    const count = Math.ceil(rangeMs / widthMs);
    const until = at ?? clock.now();
    const to = Math.ceil(until / widthMs) * widthMs;
    const slices = createSlices(clock, signal);
    return { from: to - widthMs * count, to, buckets: count, until, widthMs, slices, signal };
  };
  type Span = ReturnType<typeof spanOf>;

  const newestOf = ({ name, labels }: SeriesRef, { until }: Span) => {
    const series = samples.series(name).find((known) => sameLabels(known.labels, labels));
    return series && samples.newest(series, { from: until - staleAfterMs, at: until });
  };

  const read = async (of: Reporter['curves'][number]['of'], span: Span) => {
    await restIfOver(span.slices);
    if ('target' in of) {
      const { buckets, source } = await trends.over(of.target, span, span.signal);
      return { buckets, where: source };
    }
    return { buckets: samples.reduce(of.name, of.labels, span), where: null };
  };

  /** The first who has something to say in this time. */
  const said = async (spec: FigureSpec, span: Span, isBare: boolean): Promise<Said | null> => {
    for (const reporter of spec.reporters) {
      const [main] = reporter.curves;
      if (!main) continue;
      const first = await read(main.of, span);
      if (first.buckets.every(({ mean }) => mean === null)) continue;
      const others: ReadCurve[] = [];
      for (const { name, of } of isBare ? [] : reporter.curves.slice(1)) {
        others.push({ name, buckets: (await read(of, span)).buckets });
      }
      await restIfOver(span.slices);
      const ref = 'target' in main.of ? { name: TARGET_SERIES, labels: { target: main.of.target } } : main.of;
      const newest = newestOf(ref, span);
      return {
        reporter,
        source: first.where === null ? reporter.source : `${reporter.source}; ${first.where}`,
        curves: [{ name: main.name, buckets: first.buckets }, ...others].map((curve) => ({
          ...curve,
          buckets: cutAt(curve.buckets, span).map(reporter.complement ? restOf : (bucket) => bucket),
        })),
        newest: newest && { ...newest, value: reporter.complement ? 1 - newest.value : newest.value },
      };
    }
    return null;
  };

  /** @param of `isBare`: the curves beside the figure itself are not read */
  const course = async (
    spec: FigureSpec,
    span: Span,
    { limits, isBare }: { limits: ReadonlyMap<ThresholdId, Threshold>; isBare: boolean },
  ): Promise<Course> => {
    const known = await said(spec, span, isBare);
    const { threshold: id = null, complement = false } = known?.reporter ?? spec.reporters[0] ?? {};
    const threshold = id === null ? undefined : limits.get(id);
    return courseOf(spec, known, threshold && complement ? complementOf(threshold) : threshold);
  };

  const limitsAt = (at: number | null | undefined) =>
    at == null ? options.thresholds : recordedLimits(store, at, options).thresholds;

  const reportersOf = (figure: string): SystemInfo[] => {
    const known = new Set(
      samples
        .series(FIGURE_SERIES)
        .flatMap(({ labels }) => (labels.figure === figure ? [labels.system] : [])),
    );
    const rank = ({ id }: SystemInfo) => (SPEAKERS.includes(id) ? SPEAKERS.indexOf(id) : SPEAKERS.length);
    return SYSTEMS.filter(({ id }) => known.has(id)).sort((a, b) => rank(a) - rank(b));
  };

  const specsOf = (subject: string): { specs: FigureSpec[]; systems: SystemId[] } => {
    const group = COURSE_GROUPS.find((known) => known === subject);
    if (group) return { specs: figuresOfGroup(group, reportersOf), systems: SYSTEMS.map(({ id }) => id) };
    const system = SYSTEMS.find(({ id }) => id === subject);
    if (system) return { specs: figuresOfSystem(system), systems: [system.id] };
    throw new OperatorError('not-found', `There are no figures of "${subject}"`, {
      hint: `Known: ${[...COURSE_GROUPS, ...SYSTEMS.map(({ id }) => id)].join(', ')}.`,
    });
  };

  return {
    async of(subject, range, only) {
      const { specs, systems } = specsOf(subject);
      const span = spanOf(range);
      const limits = limitsAt(range.at);
      const items: Course[] = [];
      for (const spec of specs) {
        if (!only || only.includes(spec.id)) items.push(await course(spec, span, { limits, isBare: false }));
      }
      await restIfOver(span.slices);
      return {
        from: toIso(span.from),
        to: toIso(span.to),
        bucketMs: span.widthMs,
        items,
        marks: marksOf(facts, systems, { from: span.from, to: span.until }),
      };
    },
    async systems(range) {
      const span = spanOf(range);
      const limits = limitsAt(range.at);
      const items: SystemCourses[] = [];
      for (const system of SYSTEMS) {
        if (!options.isConfigured(system.id)) continue;
        const cells: SystemCourses['cells'] = [];
        for (const spec of figuresOfSystem(system)) {
          if (!CELLS.includes(spec.id)) continue;
          // A cell has no room for what stands beside the figure.
          cells.push(cellOf(await course(spec, span, { limits, isBare: true })));
        }
        items.push({ id: system.id, name: system.name, cells });
      }
      return { from: toIso(span.from), to: toIso(span.to), items };
    },
  };
}

function cellOf(course: Course): SystemCourses['cells'][number] {
  const { id, unit, value, level, missing, lines, curves } = course;
  const target = lines.find((line) => line.name.startsWith('target'))?.value ?? null;
  const points = (curves[0]?.buckets ?? []).map(([at, , mean]): [number, number | null] => [at, mean]);
  return { id, unit, value, level, missing, target, points };
}

/** A bucket that is not over yet and has nothing in it is no gap. */
function cutAt(buckets: readonly Bucket[], { until, widthMs }: { until: number; widthMs: number }): Bucket[] {
  return buckets.filter(({ at, mean }) => at + widthMs <= until || (at <= until && mean !== null));
}

function restOf({ at, min, mean, max }: Bucket): Bucket {
  const rest = (value: number | null) => (value === null ? null : 1 - value);
  return { at, min: rest(max), mean: rest(mean), max: rest(min) };
}

async function restIfOver(slices: Slices): Promise<void> {
  if (slices.isOver()) await slices.rest();
}
