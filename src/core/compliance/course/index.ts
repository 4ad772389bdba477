import type { CourseRange, CourseSheet } from '../../health/courses/index.ts';
import type { CourseMark } from '../../health/courses/marks.ts';
import { toIso } from '../../kernel/clock.ts';
import { HOUR_MS } from '../../store/compliance/hours.ts';
import type { ComplianceRecords } from '../../store/compliance/index.ts';
import type { Bucket, Samples } from '../../store/samples/index.ts';
import type { Assessment, Part, Verdict } from '../assessment.ts';
import type { PartInfo } from '../parts.ts';
import { AT_MOST_SERIES, PART_AT_MOST_SERIES, PART_SERIES, SCORE_FIGURE, SCORE_SERIES } from '../trend.ts';
import { courseOf, type Drawn, type Level } from './course.ts';

const LEVELS = { met: 'good', missed: 'critical', unknown: 'unknown' } as const;
const VERDICT_LEVELS: Record<Verdict, Level> = {
  compliant: 'good',
  violated: 'critical',
  inconclusive: 'unknown',
};

/** Validations looked through for changes of the verdict, and the changes that are told: the newest. */
const MOST_ROWS = 5000;
const MOST_MARKS = 40;

/**
 * The score and its parts over time, each as at least and at most so much, with its target; in buckets of equal
 * length, which stay empty where nobody validated. Dotted are the moments at which the verdict changed.
 */
export function createCourse(options: {
  samples: Pick<Samples, 'reduce'>;
  records: Pick<ComplianceRecords, 'list' | 'hours'>;
  parts: readonly PartInfo[];
  /** What was known at a moment, epoch milliseconds; null when nobody had validated. */
  latest: (at: number) => Assessment | null;
  targetOf: (info: PartInfo) => Pick<Part, 'target' | 'good'>;
  /** Of the score. */
  target: () => number;
  now: () => number;
}): (range: Omit<CourseRange, 'signal'>) => CourseSheet {
  const { samples, records, parts, latest } = options;
  return ({ rangeMs, buckets, at = null }) => {
    const until = at ?? options.now();
    const bucketMs = Math.ceil(rangeMs / buckets);
    const to = Math.ceil(until / bucketMs) * bucketMs;
    const span = { from: to - bucketMs * buckets, to, buckets, until };
    const known = latest(until);
    const soFar = (all: readonly Bucket[]) => all.filter(({ at: start }) => start <= until);
    /** The hours are kept for longer than samples, and say as much where a part of the time is hours long. */
    const read = (figure: string): Pick<Drawn, 'atLeast' | 'atMost'> => {
      if (bucketMs >= HOUR_MS) {
        const { low, high } = records.hours.reduce(figure, span);
        return { atLeast: soFar(low), atMost: soFar(high) };
      }
      const [low, high] =
        figure === SCORE_FIGURE ? [SCORE_SERIES, AT_MOST_SERIES] : [PART_SERIES, PART_AT_MOST_SERIES];
      const labels: Record<string, string> = figure === SCORE_FIGURE ? {} : { part: figure };
      return {
        atLeast: soFar(samples.reduce(low, labels, span)),
        atMost: soFar(samples.reduce(high, labels, span)),
      };
    };
    const observedAt = known?.checkedAt ?? null;
    const score: Drawn = {
      ...{ id: 'score', title: 'Score', good: 'above', target: known?.score.target ?? options.target() },
      value: known?.score.value ?? null,
      level: known ? VERDICT_LEVELS[known.verdict] : 'unknown',
      ...read(SCORE_FIGURE),
    };
    const others = parts.map((info): Drawn => {
      const part = known?.parts.find(({ id }) => id === info.id);
      const { target, good } = part ?? options.targetOf(info);
      return {
        ...{ id: info.id, title: info.title, target, good, value: part?.value ?? null },
        level: LEVELS[part?.state ?? 'unknown'],
        ...read(info.id),
      };
    });
    return {
      from: toIso(span.from),
      to: toIso(to),
      bucketMs,
      items: [score, ...others].map((it) => courseOf(it, observedAt)),
      marks: marksOf(records.list({ from: span.from, to: until, limit: MOST_ROWS })),
    };
  };
}

/** @param rows the newest first */
function marksOf(rows: ReturnType<ComplianceRecords['list']>): CourseMark[] {
  const marks: CourseMark[] = [];
  for (const [index, { checkedAt, verdict }] of rows.entries()) {
    const before = rows[index + 1];
    if (!before || before.verdict === verdict || marks.length === MOST_MARKS) continue;
    marks.push({
      ...{ at: toIso(checkedAt), kind: 'status', text: `${before.verdict} → ${verdict}` },
      level: VERDICT_LEVELS[verdict],
    });
  }
  return marks.reverse();
}
