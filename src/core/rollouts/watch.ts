import { type Clock, patience, sleep, toIso } from '../kernel/clock.ts';
import type { ActionContext, ActionKind, Ending } from '../operate/processes/action.ts';
import type { RolloutRecords, StoredMeasurement } from '../store/rollouts/index.ts';
import type { AskPerson } from './ask-person.ts';
import { measurementOf, type StageCheck } from './check.ts';
import { type Course, courseOf, dueAt, lastDueAt, nextAt } from './course.ts';
import { type WatchInput, watchInput } from './definition.ts';
import { judgeStage, type StageVerdict } from './judge.ts';
import type { TakeReadings } from './readings.ts';

/** What people say to it, from here or from another process, is heard so soon. */
const HEAR_EVERY_MS = 2000;

/**
 * Watches a stage until its window is over and all was well. What it measured is recorded before it is judged, and
 * goes on counting whoever goes on watching. What it cannot tell it puts to a person, and goes on measuring while it
 * waits: a breach turns the rollout back meanwhile, too.
 */
export function watchAction(options: {
  records: RolloutRecords;
  read: TakeReadings;
  ask: AskPerson;
  onChange: () => void;
}): ActionKind<WatchInput> {
  const { records, read, ask, onChange } = options;

  const take = async (
    due: readonly { check: StageCheck; dueAt: number }[],
    { runId, stepId, clock, signal }: ActionContext,
  ): Promise<StoredMeasurement[]> => {
    const readings = await read(
      due.map(({ check }) => check.measures),
      signal,
    );
    const at = clock.now();
    const taken = due.map(({ check, dueAt: forTime }, index) => {
      const reading = readings[index] ?? { error: 'nothing was read' };
      return { ...measurementOf(check, reading, at), dueAt: forTime };
    });
    records.measured(runId, stepId, taken);
    onChange();
    return taken;
  };

  return {
    name: 'rollout.watch',
    title: 'Watch a stage of a rollout',
    risk: 'read',
    input: watchInput,
    foresee: async ({ percentage, checks }) => ({
      ...{ how: 'not-predictable', risk: 'read', calls: [], diff: null, notes: [] },
      words: `Watches ${percentage} % of traffic: ${checks.map(({ title }) => title).join(', ')}`,
    }),
    async run(given, context): Promise<Ending> {
      const { runId, stepId, begunAt, clock, signal, progress } = context;
      const input = { ...given, checks: given.checks.map((check) => atPace(check, clock)) };
      const taken = records.measurements(runId, stepId);
      const leastGapMs = patience(clock, Math.min(...input.checks.map(({ everyMs }) => everyMs)));
      let verdict: StageVerdict | undefined;
      let judgedFrom = begunAt;
      for (;;) {
        signal.throwIfAborted();
        const course = courseOf(records.words(runId), stepId, begunAt);
        if (course.promoted !== null) return promoted(course, taken.length);
        const { from } = course;
        const window = { from, monitorMs: input.monitorMs, now: clock.now() };
        const due = input.checks.flatMap((check) => {
          const at = dueAt(check, { ...window, lastDueAt: lastDueAt(taken, check.id, from) });
          return at === null ? [] : [{ check, dueAt: at }];
        });
        if (due.length > 0) taken.push(...(await take(due, context)));
        const now = clock.now();
        // Every check has its next look and one at the window's end: in between nothing else can be found.
        if (verdict === undefined || due.length > 0 || judgedFrom !== from) {
          verdict = judgeStage(input, taken, { from, now, leastGapMs });
          judgedFrom = from;
        }
        const figures = { measurements: taken.length, full: false };
        if (verdict.state === 'fail') {
          return { end: 'failed', final: true, words: verdict.words, output: figures };
        }
        if (course.asked === null) {
          if (verdict.state === 'inconclusive') ask(verdict, context);
          if (verdict.state === 'pass' && course.pausedBy === null)
            return { end: 'done', words: verdict.words, output: figures };
        }
        progress(linesOf(course, verdict, { until: from + input.monitorMs, now, looks: taken.length }));
        const nextDue = Math.min(...input.checks.map((check) => nextAt(check, { ...window, now })));
        await sleep(clock, Math.max(0, Math.min(nextDue - clock.now(), HEAR_EVERY_MS)), signal);
      }
    },
  };
}

/** On a clock that runs faster than life, a time within which looks are counted, or go stale, leaves room for them. */
function atPace(check: StageCheck, clock: Clock): StageCheck {
  const { failures, staleAfterMs } = check;
  return {
    ...check,
    staleAfterMs: patience(clock, staleAfterMs),
    failures: { ...failures, withinMs: patience(clock, failures.withinMs) },
  };
}

function promoted({ promoted: how }: Course, measurements: number): Ending {
  const full = how === 'full';
  const words = full ? 'All traffic was given before its end' : 'The next stage was begun before its end';
  return { end: 'done', words, output: { measurements, full } };
}

function linesOf(
  { asked, pausedBy }: Course,
  { words }: StageVerdict,
  { until, now, looks }: { until: number; now: number; looks: number },
): string {
  if (asked !== null) return `${looks} measurements; waits for a decision: ${asked.words}`;
  if (pausedBy !== null) return `${looks} measurements; paused by ${pausedBy.by}`;
  return `${looks} measurements; ${now < until ? `until ${toIso(until)}` : words}`;
}
