import { UNDO } from '../operate/processes/definition.ts';
import type { ProcessView } from '../operate/processes/index.ts';
import { resolveTemplate, type Scope } from '../operate/processes/template.ts';
import type { StepView } from '../operate/processes/view.ts';
import { KNOWN_ACTIONS, riskOf } from './actions/known.ts';
import { durationMs } from './actions/values.ts';

/** What is left of a run, by how long its steps took before and what they say that they wait. */
export interface Remaining {
  /** Milliseconds, without what is waited for people. */
  leftMs: number;
  /** When they are over, epoch milliseconds; null while the run stands still. */
  endsAt: number | null;
  /** People are asked on the way. */
  asks: boolean;
}

/** These take as long as they are told to. */
const TAKE_WHAT_THEY_SAY: ReadonlySet<string> = new Set(['wait', 'metrics.watch']);

/** Null when it has ended, is taken back, or of a step to come nobody knows how long it takes. */
export function remainingOf(
  run: ProcessView,
  { usual, scope, now }: { usual: ReadonlyMap<string, number>; scope: Scope; now: number },
): Remaining | null {
  if (run.endedAt !== null || run.steps.some(({ id }) => id.startsWith(UNDO))) return null;
  let asks = false;
  const leftOf = (step: StepView): number | undefined => {
    const { id, status, dueAt, state, definition } = step;
    if (status === 'succeeded' || status === 'failed' || status === 'skipped') return 0;
    const isUsual = usual.get(id);
    if (status === 'waiting' || status === 'unknown' || (isUsual !== 0 && isAsked(step, run))) asks = true;
    if (status === 'unknown' || KNOWN_ACTIONS.get(definition.action)?.asks) return 0;
    const takes = isUsual === 0 ? 0 : (declaredMs(step, scope) ?? isUsual);
    if (takes === undefined) return undefined;
    if (status === 'running') return Math.max(0, takes - (now - (state.timedFrom ?? now)));
    return takes + Math.max(0, (dueAt ?? now) - now);
  };
  const leftMs = longestWay(run.steps, leftOf);
  if (leftMs === undefined) return null;
  const isMoving = run.status === 'running';
  return { leftMs, endsAt: isMoving ? now + leftMs : null, asks };
}

function isAsked({ definition: { action, input } }: StepView, { agreement }: ProcessView): boolean {
  return KNOWN_ACTIONS.get(action)?.asks || (agreement === 'each' && riskOf(action, input) !== 'read');
}

function declaredMs({ definition: { action, input } }: StepView, scope: Scope): number | undefined {
  if (!TAKE_WHAT_THEY_SAY.has(action)) return undefined;
  const span = input.for === undefined ? undefined : resolveTemplate(input.for, scope);
  return typeof span === 'string' ? durationMs(span) : undefined;
}

/** Branches run beside each other: the longest way through what waits for what. Undefined when a part of it is. */
function longestWay(
  steps: readonly StepView[],
  leftOf: (step: StepView) => number | undefined,
): number | undefined {
  const ends = new Map<string, number>();
  const ids = new Set(steps.map(({ id }) => id));
  let open = [...steps];
  while (open.length > 0) {
    const later: StepView[] = [];
    for (const step of open) {
      const needs = step.definition.needs.filter((need) => ids.has(need));
      if (!needs.every((need) => ends.has(need))) {
        later.push(step);
        continue;
      }
      const left = leftOf(step);
      if (left === undefined) return undefined;
      ends.set(step.id, left + needs.reduce((most, need) => Math.max(most, ends.get(need) ?? 0), 0));
    }
    // Definitions go in no circle; what is read back wrong shall not hang here.
    if (later.length === open.length) return undefined;
    open = later;
  }
  return [...ends.values()].reduce((most, end) => Math.max(most, end), 0);
}
