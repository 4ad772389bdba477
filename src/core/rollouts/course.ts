import type { StoredMeasurement, StoredWord } from '../store/rollouts/index.ts';
import type { StageCheck } from './check.ts';

/** What was said to the watching of a stage so far. Times are epoch milliseconds. */
export interface Course {
  /** Since when it is watched, or was begun to be watched again by a person's decision. */
  from: number;
  /** What it waits for a person to decide; null when it does not. */
  asked: StoredWord | null;
  promoted: 'one' | 'full' | null;
  pausedBy: StoredWord | null;
}

/** @param words all of the rollout, in their order @param begunAt when the stage was first watched */
export function courseOf(words: readonly StoredWord[], step: string, begunAt: number): Course {
  const course: Course = { from: begunAt, asked: null, promoted: null, pausedBy: pausedBy(words) };
  for (const word of words) {
    if (word.step !== step) continue;
    switch (word.kind) {
      case 'asked':
        course.asked = word;
        break;
      case 'watch-on':
        course.from = word.at;
        course.asked = null;
        break;
      case 'promoted':
        course.promoted = 'one';
        break;
      case 'promoted-full':
        course.promoted = 'full';
        break;
      default:
    }
  }
  return course;
}

/** Who keeps the rollout from going on to the next stage; null when nobody does. */
export function pausedBy(words: readonly StoredWord[]): StoredWord | null {
  const last = words.findLast(({ kind }) => kind === 'paused' || kind === 'resumed');
  return last?.kind === 'paused' ? last : null;
}

/**
 * For which time a check is to be measured now: the latest that has come and has no measurement. It is measured in its
 * rhythm, and at the end of the window. Null: not now.
 */
export function dueAt(
  { everyMs }: Pick<StageCheck, 'everyMs'>,
  window: { from: number; monitorMs: number; now: number; lastDueAt: number | null },
): number | null {
  const { from, monitorMs, now, lastDueAt } = window;
  const until = from + monitorMs;
  const steps = Math.floor((now - from) / everyMs);
  const inRhythm = steps >= 1 ? from + steps * everyMs : null;
  const latest = now >= until ? Math.max(until, inRhythm ?? until) : inRhythm;
  return latest !== null && latest > (lastDueAt ?? from) ? latest : null;
}

/** When it is measured next. */
export function nextAt(
  { everyMs }: Pick<StageCheck, 'everyMs'>,
  { from, monitorMs, now }: { from: number; monitorMs: number; now: number },
): number {
  const next = from + (Math.floor((now - from) / everyMs) + 1) * everyMs;
  const until = from + monitorMs;
  return until > now ? Math.min(next, until) : next;
}

/** Since it is watched, or watched again. */
export function lastDueAt(taken: readonly StoredMeasurement[], check: string, from: number): number | null {
  const last = taken.findLast((it) => it.check === check);
  return last !== undefined && last.dueAt > from ? last.dueAt : null;
}
