import type {
  Course,
  CourseSheet,
  CourseUnit,
  LimitLine,
  SystemCourses,
} from '../../src/contract/courses.ts';
import type { HealthBoard } from '../../src/contract/health.ts';
import { failure, isoAgo, type Moment, ripple } from './scenario.ts';

export interface CourseRange {
  rangeMs: number;
  buckets: number;
}

interface Figure {
  id: string;
  title: string;
  unit: CourseUnit;
  good: Course['good'];
  lines: LimitLine[];
  source: string;
  /** Null: nobody reports it, and `missing` says where it would come from. */
  value: number | null;
  missing?: string;
  /** How far it swings, as a share of its value. */
  swing: number;
  curves?: readonly (readonly [name: string, share: number])[];
  /** What it was until it fell silent, or to nothing, a little while ago; left out: as it is. */
  before?: number;
}

const limit = (value: number, level: LimitLine['level'], name: string = level): LimitLine => ({
  name,
  value,
  level,
});
const RESPONSE = [limit(2000, 'target'), limit(1500, 'warning'), limit(2500, 'critical')];
const ERRORS = [limit(0.01, 'warning', 'target and warning'), limit(0.02, 'critical')];
const CPU = [limit(0.8, 'warning', 'target and warning')];
const MEMORY = [limit(0.85, 'warning', 'target and warning')];
const COMPLIANCE = [limit(0.95, 'target'), limit(0.93, 'warning'), limit(0.9, 'critical')];
const AVAILABILITY = [limit(0.999, 'target')];
const P95_AND_P50 = [
  ['p95', 1],
  ['p50', 0.45],
] as const;

/** Figures of a subject, as the board has them. */
function figuresOf(subject: string, board: HealthBoard): Figure[] {
  const kpi = (id: string) => board.kpis.find((card) => card.id === id)?.value ?? null;
  const gauge = (id: string) => board.gauges.find((candidate) => candidate.id === id)?.value ?? null;
  const share = { unit: 'ratio', swing: 0.005 } as const;
  const high = { ...share, good: 'above' } as const;
  const low = { ...share, good: 'below', swing: 0.2 } as const;
  const time = { unit: 'ms', good: 'below', lines: RESPONSE, swing: 0.12 } as const;
  switch (subject) {
    case 'whole':
      return [
        {
          ...{ ...high, id: 'availability', title: 'Availability', lines: AVAILABILITY, swing: 0.0002 },
          ...{ value: kpi('availability'), source: 'share of probes answered in the 24 h before' },
        },
        {
          ...{ ...time, id: 'response-time', title: 'Response time', lines: RESPONSE },
          ...{ value: kpi('response-time'), source: 'the slowest service' },
        },
        {
          ...{ ...low, id: 'error-rate', title: 'Error rate', lines: ERRORS, value: 0.0021 },
          source: 'requests that services answered with 5xx',
        },
        { ...low, id: 'cpu', title: 'CPU', lines: CPU, value: gauge('cpu'), source: 'the fullest node' },
        {
          ...{ ...low, id: 'memory', title: 'Memory', lines: MEMORY, swing: 0.04 },
          ...{ value: gauge('memory'), source: 'the fullest node' },
        },
        {
          ...{ ...high, id: 'compliance', title: 'Constitutional compliance', lines: COMPLIANCE },
          ...{ value: kpi('compliance'), source: 'mean of the scores services report' },
        },
      ];
    case 'business':
      return [
        {
          ...{ ...high, id: 'model-accuracy', title: 'Model accuracy', source: 'the model in production' },
          ...{ value: kpi('model-accuracy'), lines: [limit(0.9, 'warning', 'target and warning')] },
        },
        {
          ...{ ...high, id: 'cost-savings', title: 'Cost savings', source: 'cost efficiency as reported' },
          ...{ value: kpi('cost-savings'), lines: [limit(0.74, 'warning', 'target and warning')] },
        },
        {
          ...{ ...high, id: 'user-satisfaction', title: 'User satisfaction', value: 0.931 },
          ...{ good: null, lines: [], source: 'as Monitoring Dashboard reports it' },
        },
        {
          ...{ ...high, id: 'prediction-quality', title: 'Prediction quality', value: null, lines: [] },
          ...{ good: null, source: '' },
          missing:
            "not reported by any system; it would come from prediction_quality in the Monitoring Dashboard's /api/metrics or the performance_metrics of a service's health",
        },
      ];
    case 'mlops':
      return [
        {
          ...{ ...time, id: 'prediction-time', title: 'Prediction response time', value: 412 },
          ...{ source: 'request durations of Production Integration', curves: P95_AND_P50 },
        },
        {
          ...{ ...high, id: 'deployment-success', title: 'Version deployment success', value: 0.967 },
          ...{ good: 'at-least', lines: [limit(0.95, 'warning', 'target and warning')] },
          source: 'deployment_success_rate, recorded here from the pipeline',
        },
        {
          ...{ id: 'versioning', title: 'Versioning operations', unit: 'per-second', value: 3.1 },
          ...{ good: null, lines: [], swing: 0.3, source: 'requests Model Versioning answered' },
        },
        {
          ...{ id: 'artifact-storage', title: 'Artifact storage used', unit: 'bytes', value: 4.42e11 },
          ...{ good: null, lines: [], swing: 0.004, source: 'listing of the artifact store' },
        },
        {
          ...{ ...high, id: 'pipeline-success', title: 'Pipeline success', value: 0.9985, swing: 0.001 },
          lines: [limit(0.99, 'warning', 'target and warning'), limit(0.98, 'critical')],
          source: 'requests Deployment Pipeline answered without a server error',
        },
        {
          ...{ ...high, id: 'git-integration', title: 'Git integration available', value: 1, swing: 0 },
          ...{ lines: AVAILABILITY, source: 'share of our probes that Git Integration answered' },
        },
      ];
    default:
      return figuresOfSystem(subject, board);
  }
}

function figuresOfSystem(id: string, board: HealthBoard): Figure[] {
  const tile = board.tiles.find((candidate) => candidate.id === id);
  if (!tile) throw failure('not-found', `There are no figures of "${id}"`, null);
  const isService = tile.layer !== 'data';
  const isUp = tile.status === 'operational' || tile.status === 'degraded';
  const share = { unit: 'ratio', good: 'below' } as const;
  /** A service that is down had figures until then; a store never has some of them. */
  const single = (value: number) =>
    isService ? { value: isUp ? value : null, before: value } : { value: null };
  const missing = `not reported by ${tile.name}; it would come from an exporter beside it`;
  return [
    {
      ...{ ...share, id: 'availability', title: 'Availability', good: 'above', lines: AVAILABILITY },
      ...{ value: isUp ? 1 : 0, before: 1, swing: 0, source: 'share of our probes that were answered' },
    },
    {
      ...{ id: 'response-time', title: 'Response time', unit: 'ms', good: 'below', lines: RESPONSE },
      ...{ value: tile.responseTimeMs, before: tile.responseTimeMs ?? 420, swing: 0.12 },
      source: isService ? 'its own request durations' : 'answers to our probes',
      curves: isService ? P95_AND_P50 : [['answer', 1]],
    },
    {
      ...{ ...share, id: 'error-rate', title: 'Error rate', lines: ERRORS, ...single(0.0016), swing: 0.4 },
      ...{ source: 'requests it answered with 5xx', missing },
    },
    {
      ...{ ...share, id: 'cpu', title: 'CPU', lines: CPU, ...single(0.34), swing: 0.2, missing },
      source: 'metrics.k8s.io, all its pods against their limits',
    },
    {
      ...{ ...share, id: 'memory', title: 'Memory', lines: MEMORY, ...single(0.61), swing: 0.03, missing },
      source: 'metrics.k8s.io, all its pods against their limits',
    },
  ];
}

/** A working day: a spike, a rise to what it is now, and two hours nobody looked. */
function bucketsOf(
  at: Moment,
  range: CourseRange,
  value: number,
  figure: Figure,
): Course['curves'][number]['buckets'] {
  const bucketMs = range.rangeMs / range.buckets;
  const most = figure.unit === 'ratio' ? 1 : Number.POSITIVE_INFINITY;
  return Array.from({ length: range.buckets }, (_, index) => {
    const part = index / range.buckets;
    const start = at.nowMs - range.rangeMs + index * bucketMs;
    if (part > 0.21 && part < 0.29) return [start, null, null, null];
    if (part > 0.94 && figure.value === null) return [start, null, null, null];
    if (part > 0.94 && figure.value === 0) return [start, 0, 0, 0];
    const swing = value * figure.swing;
    const mean = Math.min(most, value + swing * ripple(figure.title.length, part * 24) * (1 - part * 0.6));
    const spread = swing * (0.5 + 0.4 * Math.abs(ripple(8, part * 190)));
    const spike = figure.unit === 'ms' && part > 0.44 && part < 0.46 ? value * 0.9 : 0;
    return [start, Math.max(0, mean - spread * 0.7), mean, Math.min(most, mean + spread + spike)];
  });
}

function courseOf(at: Moment, range: CourseRange, figure: Figure): Course {
  const { id, title, unit, good, lines, value, source, missing, curves = [[title, 1]] } = figure;
  const beyond = (line: LimitLine) =>
    value !== null && (good === 'below' ? value > line.value : value < line.value);
  const worst = lines.filter(beyond).at(-1)?.level;
  const level =
    value === null
      ? 'unknown'
      : lines.length === 0
        ? null
        : worst === 'target'
          ? 'warning'
          : (worst ?? 'good');
  const known = value === 0 || value === null ? (figure.before ?? value) : value;
  return {
    ...{ id, title, unit, good, lines, value, level },
    source: known === null ? null : source,
    missing: known === null ? (missing ?? 'not reported by any system') : null,
    observedAt: value === null ? null : isoAgo(at, 4000),
    curves:
      known === null
        ? []
        : curves.map(([name, share]) => ({ name, buckets: bucketsOf(at, range, known * share, figure) })),
  };
}

export function coursesOf(
  at: Moment,
  board: HealthBoard,
  input: CourseRange & { subject: string; only?: string[] | undefined },
): CourseSheet {
  const isSystem = board.tiles.some(({ id }) => id === input.subject);
  return {
    from: isoAgo(at, input.rangeMs),
    to: isoAgo(at, 0),
    bucketMs: input.rangeMs / input.buckets,
    items: figuresOf(input.subject, board)
      .filter(({ id }) => !input.only || input.only.includes(id))
      .map((figure) => courseOf(at, input, figure)),
    marks: isSystem
      ? []
      : [
          {
            ...{ at: isoAgo(at, input.rangeMs * 0.35), kind: 'version', level: 'good' },
            text: 'Model Versioning 1.5.0, was 1.4.9',
          },
        ],
  };
}

export function systemCoursesOf(at: Moment, board: HealthBoard, range: CourseRange): SystemCourses {
  return {
    from: isoAgo(at, range.rangeMs),
    to: isoAgo(at, 0),
    items: board.tiles
      .filter(({ status }) => status !== 'not-configured')
      .map((tile) => ({
        id: tile.id,
        name: tile.name,
        cells: figuresOfSystem(tile.id, board).map((figure) => {
          const { id, unit, value, level, missing, lines, curves } = courseOf(at, range, figure);
          const points = (curves[0]?.buckets ?? []).map(([start, , mean]): [number, number | null] => [
            start,
            mean,
          ]);
          const target = lines.find(({ name }) => name.startsWith('target'))?.value ?? null;
          return { id, unit, value, level, missing, target, points };
        }),
      })),
  };
}
