import type { StageCheck, Taken } from './check.ts';
import type { Stage } from './plan.ts';

/**
 * What the measurements of a stage say so far. `pass`: the next stage. `fail`: back to nothing. `inconclusive`: a
 * person decides. `watching`: the window is not over.
 */
export interface StageVerdict {
  state: 'watching' | 'pass' | 'fail' | 'inconclusive';
  /** The check that decided; null while none has. */
  check: string | null;
  words: string;
}

/** Looks that failed to come so often make a hole in which a breach may have gone unseen. */
const MISSED_LOOKS = 3;
const GRAVITY = { fail: 3, inconclusive: 2, watching: 1, pass: 0 } as const;

/**
 * @param taken of all checks, each check's own in the order of time; only those since `from` are gone by
 * @param from since when the stage is watched, or was begun to be watched again by a person's decision
 * @param leastGapMs what a look takes on a clock that runs faster than life: a shorter gap is no hole
 */
export function judgeStage(
  stage: Pick<Stage, 'checks' | 'monitorMs'>,
  taken: readonly Taken[],
  { from, now, leastGapMs = 0 }: { from: number; now: number; leastGapMs?: number },
): StageVerdict {
  if (stage.monitorMs === 0) return { state: 'pass', check: null, words: 'It was not to be watched' };
  if (stage.checks.length === 0) {
    return {
      state: 'inconclusive',
      check: null,
      words: 'There is no check that could tell whether it is well',
    };
  }
  const until = from + stage.monitorMs;
  const verdicts = stage.checks.map((check) => {
    const own = taken.filter((it) => it.check === check.id && it.at >= from && it.at <= now);
    return judgeCheck(check, own, { from, until, now, leastGapMs });
  });
  return verdicts.reduce((worst, it) => (GRAVITY[it.state] > GRAVITY[worst.state] ? it : worst));
}

interface Window {
  from: number;
  until: number;
  now: number;
  leastGapMs: number;
}

function judgeCheck(check: StageCheck, taken: readonly Taken[], window: Window): StageVerdict {
  const verdict = (state: StageVerdict['state'], words: string) => ({ state, check: check.id, words });
  const breach = breachIn(check, taken);
  if (breach !== undefined) return verdict('fail', breach);
  const doubt = doubtIn(check, taken, window);
  if (doubt !== undefined) return verdict('inconclusive', doubt);
  if (window.now < window.until) return verdict('watching', `${check.title} is watched`);
  const last = taken.at(-1);
  if (last === undefined) return verdict('inconclusive', `${check.title} was never measured`);
  if (last.outcome === 'pass') {
    return verdict('pass', `${check.title} was well in ${taken.length} measurements`);
  }
  // A breach that began late is either one soon, or over: nobody has to be asked.
  const isUndecided =
    last.outcome === 'fail' && window.now < window.until + check.failures.withinMs + check.everyMs;
  return isUndecided
    ? verdict('watching', `It is watched on after the end of its window: ${last.words}`)
    : verdict('inconclusive', `At the end of the window: ${last.words}`);
}

function breachIn({ title, failures }: StageCheck, taken: readonly Taken[]): string | undefined {
  const failed = taken.filter(({ outcome }) => outcome === 'fail');
  const { count, withinMs } = failures;
  for (const [index, last] of failed.entries()) {
    const first = failed[index - count + 1];
    if (first === undefined || last.at - first.at > withinMs) continue;
    return count === 1
      ? last.words
      : `${title} failed ${count} times within ${withinMs / 1000} s; ${last.words}`;
  }
  return undefined;
}

function doubtIn(
  check: StageCheck,
  taken: readonly Taken[],
  { from, until, now, leastGapMs }: Window,
): string | undefined {
  const unknown = taken.filter(({ outcome }) => outcome === 'inconclusive');
  let errors = 0;
  for (const it of taken) {
    errors = it.isError ? errors + 1 : 0;
    if (errors >= check.errorsInARow) return `${check.errorsInARow} times in a row: ${it.words}`;
  }
  const last = unknown.at(-1);
  if (last !== undefined && unknown.length >= check.inconclusive) {
    return `${unknown.length} inconclusive measurements; ${last.words}`;
  }
  const looks = [from, ...taken.map(({ at }) => at), Math.min(now, until)];
  const longestMs = Math.max(leastGapMs, MISSED_LOOKS * check.everyMs);
  const hole = looks.find((at, index) => at - (looks[index - 1] ?? at) > longestMs);
  return hole === undefined
    ? undefined
    : `${check.title} was not measured for more than ${longestMs / 1000} s`;
}
