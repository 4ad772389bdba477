import { sleep, toIso } from '../../kernel/clock.ts';
import { figureText, keeps, limitWords, worse } from '../../kernel/limits.ts';
import { letOthersRun } from '../../kernel/slices.ts';
import type { Metrics } from '../../metrics/index.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import type { InputOf } from './known.ts';
import { foundOut, MARKS, openAction, type Verdict } from './look-action.ts';
import { figuresOf, type Observe, refuseWrong } from './metrics-looks.ts';
import { durationMs } from './values.ts';

type Check = InputOf<'metrics.watch'>['checks'][number];

/** Looking more often than that shows nothing new, and is a load. */
const LEAST_EVERY_MS = 1000;

/** How a figure has done so far. */
interface Course {
  check: Check;
  worst: number | null;
  /** Looks in a row, up to the last one. */
  breachedInARow: number;
  unknownInARow: number;
  /** Nobody could tell so often in a row that a breach may have gone unseen. */
  wasBlind: boolean;
  hasFailed: boolean;
}

/** Watches figures for a while: counted from when the step was first begun, so that a restart makes it no longer. */
export function watchActions(options: { metrics: Pick<Metrics, 'query'>; observe: Observe }): ActionKind[] {
  const { metrics, observe } = options;
  const watch = openAction({
    name: 'metrics.watch',
    words: ({ checks, every, ...it }) =>
      `Watches for ${it.for}, every ${every}: ${checks.map(({ name }) => name).join(', ')}`,
    async run({ require, checks, breaches, ...input }, { clock, begunAt, signal, progress }) {
      for (const { expression } of checks) refuseWrong(metrics, expression);
      const everyMs = Math.max(durationMs(input.every) ?? 0, LEAST_EVERY_MS);
      const untilMs = begunAt + (durationMs(input.for) ?? 0);
      const courses = checks.map(newCourse);
      let looks = 0;
      const lookAt = async (at: number) => {
        looks += 1;
        for (const course of courses) {
          see(course, await figuresOf(metrics, course.check.expression, at, signal), breaches);
        }
      };
      const hasFailed = () => courses.some((course) => course.hasFailed);
      // What was to be looked at before a restart is taken from the record, or was not seen.
      for (let at = begunAt; at < Math.min(clock.now() - everyMs, untilMs) && !hasFailed(); at += everyMs) {
        await lookAt(at);
        await letOthersRun();
        signal.throwIfAborted();
      }
      while (!hasFailed()) {
        await observe(signal);
        signal.throwIfAborted();
        await lookAt(clock.now());
        const leftMs = untilMs - clock.now();
        if (hasFailed() || leftMs <= 0) break;
        progress(`Look ${looks}, until ${toIso(untilMs)}: ${courses.map(courseWords).join('; ')}`);
        await sleep(clock, Math.min(everyMs, leftMs), signal);
      }
      const verdicts = courses.map((course) => verdictOf(course, looks));
      const verdict = verdicts.includes('fail') ? 'fail' : verdicts.includes('unknown') ? 'unknown' : 'pass';
      const troubled = courses.filter((course) => verdictOf(course, looks) !== 'pass');
      const words =
        troubled.length === 0
          ? `${checks.length} figures kept their limits in ${looks} looks over ${input.for}`
          : troubled.map((course) => endWords(course, looks)).join('; ');
      const output = {
        verdict: verdict === 'unknown' ? ('inconclusive' as const) : verdict,
        looks,
        worst: Object.fromEntries(courses.map(({ check, worst }) => [check.name, worst])),
        lines: courses.map((course) => `${MARKS[verdictOf(course, looks)]} ${endWords(course, looks)}`),
      };
      return foundOut({ verdict, words, output, require });
    },
  });
  return [watch];
}

function newCourse(check: Check): Course {
  return { check, worst: null, breachedInARow: 0, unknownInARow: 0, wasBlind: false, hasFailed: false };
}

function see(course: Course, figures: readonly { value: number | null }[], breaches: number): void {
  const { check } = course;
  const values = figures.flatMap(({ value }) => (value === null ? [] : [value]));
  for (const value of values)
    course.worst = course.worst === null ? value : worse(course.worst, value, check);
  const isBreached = values.some((value) => !keeps(value, check));
  const isUnknown = !isBreached && (figures.length === 0 || values.length < figures.length);
  course.breachedInARow = isBreached ? course.breachedInARow + 1 : 0;
  course.unknownInARow = isUnknown ? course.unknownInARow + 1 : 0;
  course.hasFailed ||= course.breachedInARow >= breaches;
  course.wasBlind ||= course.unknownInARow >= breaches;
}

/** What breached or could not be told at the end was not watched long enough to be called good. */
function verdictOf({ hasFailed, wasBlind, breachedInARow, unknownInARow }: Course, looks: number): Verdict {
  if (hasFailed) return 'fail';
  return wasBlind || breachedInARow > 0 || unknownInARow > 0 || looks === 0 ? 'unknown' : 'pass';
}

function courseWords({ check: { name }, worst, breachedInARow, unknownInARow }: Course): string {
  const state =
    unknownInARow > 0
      ? 'nobody reports it'
      : breachedInARow > 0
        ? `beyond its limit ${breachedInARow} times in a row`
        : 'well';
  return `${name} ${state}${worst === null ? '' : ` (worst ${figureText(worst)})`}`;
}

function endWords(course: Course, looks: number): string {
  const { check, worst, hasFailed, wasBlind, breachedInARow, unknownInARow } = course;
  const figure = worst === null ? 'not reported' : `worst ${figureText(worst)}`;
  const wanted = `wanted ${limitWords(check)}`;
  const said = hasFailed
    ? `beyond its limit ${breachedInARow} times in a row`
    : breachedInARow > 0
      ? `beyond its limit at the end, too shortly to tell`
      : wasBlind || unknownInARow > 0
        ? 'nobody reported it at times'
        : `kept in ${looks} looks`;
  return `${check.name}: ${said} (${figure}, ${wanted})`;
}
