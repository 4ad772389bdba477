import type { Alerts } from '../../alerts/index.ts';
import type { valueWords } from '../../baselines/index.ts';
import { levelOf, type Threshold, type ThresholdId } from '../../connect/profile/thresholds.ts';
import type { Course } from '../../health/courses/course.ts';
import type { Courses } from '../../health/courses/index.ts';
import { toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Metrics } from '../../metrics/index.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { Processes } from '../../operate/processes/index.ts';
import { foundOut, lookAction, MARKS, type Verdict, worstOf } from './look-action.ts';
import { durationMs } from './values.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
/** An hour each, in a week. */
const PARTS = 168;
const SUBJECTS = ['whole', 'business', 'mlops'] as const;
const LEVELS = ['emergency', 'critical', 'warning', 'info'] as const;

/** A part of the report: its lines, and what it says for itself. */
interface Part {
  verdict: Verdict;
  lines: string[];
}

type ReportGround = {
  metrics: Pick<Metrics, 'query'>;
  alerts: Pick<Alerts, 'log'>;
  health: { courses: Pick<Courses, 'of'> };
  processes: Pick<Processes, 'list'>;
  thresholds: ReadonlyMap<ThresholdId, Threshold>;
  /** A figure with its unit. */
  valueWords: typeof valueWords;
};

/** What a week was like, from the record alone: availability, figures, alerts and runs. */
export function weeklyReport(ground: ReportGround): ActionKind {
  return lookAction({
    name: 'reports.weekly',
    async look({ window }, { clock, signal, runId }) {
      const ms = durationMs(window);
      if (ms === undefined || ms === 0) throw new OperatorError('usage', `${window} is no span of time`);
      const [from, to] = [clock.now() - ms, clock.now()];
      const availability = await availabilityOf(ground, { window, ms, to });
      const figures = await figuresOf(ground, { ms, to });
      signal.throwIfAborted();
      const alerts = alertsOf(ground, { from, to });
      const runs = runsOf(ground, { from, runId });
      const parts: Part[] = [availability, figures, alerts, runs];
      const verdict = worstOf(parts.map((part) => part.verdict));
      const words = `Report of ${window}, from ${toIso(from)} to ${toIso(to)}`;
      const output = {
        ...{ from: toIso(from), to: toIso(to), availability: availability.share },
        ...{ alerts: alerts.count, runs: runs.count, figures: figures.items },
        lines: [words, ...parts.flatMap(({ lines }) => lines)],
      };
      return foundOut({ verdict, words, output, require: false });
    },
  });
}

/** Of the requests that were counted, minute by minute; what was not counted is not known. */
async function availabilityOf(
  { metrics, thresholds, valueWords }: ReportGround,
  { window, ms, to }: { window: string; ms: number; to: number },
): Promise<Part & { share: number | null }> {
  const figure = async (expression: string) => {
    const [item] = (await metrics.query.instant(expression, to)).items;
    return typeof item?.value === 'number' && Number.isFinite(item.value) ? item.value : null;
  };
  const all = await figure(`sum(sum_over_time(slo:requests:rate2m[${window}]))`);
  const bad = await figure(`sum(sum_over_time(slo:bad_requests:rate2m[${window}]))`);
  const minutes = (await figure(`max(count_over_time(slo:requests:rate2m[${window}]))`)) ?? 0;
  const objective = thresholds.get('availability')?.target;
  if (all === null || bad === null || all <= 0 || objective === undefined) {
    const lines = [`${MARKS.unknown} Availability: no requests are recorded`];
    return { verdict: 'unknown', lines, share: null };
  }
  const share = 1 - bad / all;
  const verdict = share >= objective ? 'pass' : 'fail';
  const recorded = Math.min(100, Math.floor((minutes * MINUTE_MS * 100) / ms));
  const words = `Availability: ${valueWords(share, 'ratio')}, objective ${valueWords(objective, 'ratio')}`;
  return { verdict, share, lines: [`${MARKS[verdict]} ${words}; ${recorded} % of the time was recorded`] };
}

async function figuresOf(
  { health, thresholds, valueWords }: ReportGround,
  { ms, to }: { ms: number; to: number },
): Promise<Part & { items: ReportedFigure[] }> {
  const range = { rangeMs: ms, buckets: PARTS, at: to };
  const sheets = await Promise.all(SUBJECTS.map((subject) => health.courses.of(subject, range)));
  const told = sheets
    .flatMap(({ items }) => items)
    .map((course) => {
      const threshold = [...thresholds].find(([id]) => id === course.id)?.[1];
      return tellFigure(course, threshold, valueWords);
    });
  return {
    verdict: worstOf(told.map(({ verdict }) => verdict)),
    lines: told.map(({ line }) => line),
    items: told.map(({ item }) => item),
  };
}

type ReportedFigure = {
  id: string;
  title: string;
  unit: string;
  mean: number | null;
  min: number | null;
  max: number | null;
};

function tellFigure(
  course: Course,
  threshold: Threshold | undefined,
  valueWords: ReportGround['valueWords'],
) {
  const { id, title, unit, missing, curves } = course;
  // The first curve is the figure itself, others are shares of it.
  const buckets = (curves[0]?.buckets ?? []).flatMap(([, min, mean, max]) =>
    min === null || mean === null || max === null ? [] : [{ min, mean, max }],
  );
  if (buckets.length === 0) {
    const item: ReportedFigure = { id, title, unit, mean: null, min: null, max: null };
    const line = `${MARKS.unknown} ${title}: ${missing ?? 'nothing was recorded'}`;
    return { verdict: 'unknown' as const, item, line };
  }
  const mean = buckets.reduce((sum, bucket) => sum + bucket.mean, 0) / buckets.length;
  const min = Math.min(...buckets.map((bucket) => bucket.min));
  const max = Math.max(...buckets.map((bucket) => bucket.max));
  const item: ReportedFigure = { id, title, unit, mean, min, max };
  const [low, high] = [valueWords(min, unit), valueWords(max, unit)];
  const words = `${title}: ${valueWords(mean, unit)} in the mean, ${low} to ${high}`;
  const verdict: Verdict = threshold === undefined || levelOf(threshold, mean) === 'good' ? 'pass' : 'fail';
  return { verdict, item, line: `${threshold === undefined ? '·' : MARKS[verdict]} ${words}` };
}

function alertsOf(
  { alerts }: ReportGround,
  { from, to }: { from: number; to: number },
): Part & { count: number } {
  const counts = new Map<string, number>();
  let leftOut = 0;
  for (let day = Math.floor(from / DAY_MS) * DAY_MS; day <= to; day += DAY_MS) {
    const log = alerts.log({ day: toIso(day).slice(0, 10), search: '', at: to });
    leftOut += log.leftOut;
    for (const { kind, level, at } of log.lines) {
      if (kind !== 'firing' || Date.parse(at) < from) continue;
      counts.set(level, (counts.get(level) ?? 0) + 1);
    }
  }
  const count = [...counts.values()].reduce((sum, each) => sum + each, 0);
  const parts = LEVELS.flatMap((level) => {
    const of = counts.get(level);
    return of === undefined ? [] : [`${of} ${level}`];
  });
  const least = leftOut > 0 ? 'at least ' : '';
  const words = count === 0 ? 'no alert fired' : `${least}${count} fired: ${parts.join(', ')}`;
  const isGrave = counts.has('emergency') || counts.has('critical');
  return {
    verdict: isGrave ? 'fail' : 'pass',
    count,
    lines: [`${isGrave ? MARKS.fail : '·'} Alerts: ${words}`],
  };
}

function runsOf(
  { processes }: ReportGround,
  { from, runId }: { from: number; runId: string },
): Part & { count: number } {
  const runs = processes.list().filter(({ id, startedAt }) => startedAt >= from && id !== runId);
  const failed = runs.filter(({ status }) => status === 'failed');
  const open = runs.filter(({ endedAt }) => endedAt === null);
  const words = `Runs: ${runs.length}, of which ${failed.length} failed and ${open.length} have not ended`;
  return {
    verdict: failed.length > 0 ? 'fail' : 'pass',
    count: runs.length,
    lines: [
      `${failed.length > 0 ? MARKS.fail : '·'} ${words}`,
      ...failed.map(({ id, title, why }) => `  ${id.slice(0, 8)} ${title}: ${why ?? 'failed'}`),
    ],
  };
}
