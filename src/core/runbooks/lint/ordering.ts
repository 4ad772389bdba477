import type { Condition } from '../../operate/processes/condition.ts';
import { cycleIn, type StepDefinition } from '../../operate/processes/definition.ts';
import { canonicalize } from '../../store/journal/canonical.ts';

/** Nobody reads a step that goes by more than these; the file of somebody who tries is looked at all the same. */
const MOST_CONDITIONS = 500;

/** What comes before what, and under which conditions. */
export interface Ordering {
  steps: ReadonlyMap<string, StepDefinition>;
  /** Steps that wait for each other, the first one named again; undefined when none do. */
  cycle: readonly string[] | undefined;
  /** Whether `first` has ended whenever `later` begins. */
  isBefore(first: string, later: string): boolean;
  /** Whether `step` is done only where `other` has been done, too. */
  impliesDone(step: string, other: string): boolean;
  /** Whether a step is done wherever `other` has been done. */
  isDoneWith(step: string, other: string): boolean;
}

/** @param steps with ids that differ */
export function orderingOf(steps: readonly StepDefinition[]): Ordering {
  const byId = new Map(steps.map((step) => [step.id, step]));
  const sound = steps.map((step) => ({ ...step, needs: step.needs.filter((need) => byId.has(need)) }));
  const cycle = cycleIn(sound);
  const before = cycle === undefined ? ancestorsOf(sound) : new Map<string, Uint32Array>();
  const places = new Map(sound.map(({ id }, index) => [id, index]));
  const guards = new Map<string, ReadonlySet<string>>();

  /** What has to hold for a step to be done; that another one was done is what had to hold for that. */
  const guardsOf = (id: string, depth = 0): ReadonlySet<string> => {
    const known = guards.get(id);
    if (known !== undefined) return known;
    const step = byId.get(id);
    const made = new Set<string>();
    guards.set(id, made);
    for (const part of step?.when === undefined ? [] : conjuncts(step.when)) {
      const done = statusIs(part, 'succeeded');
      const other = done === undefined ? undefined : byId.get(done);
      if (other === undefined || other.onFailure === 'continue') made.add(keyOf(part));
      if (other === undefined || depth > MOST_CONDITIONS) continue;
      for (const guard of guardsOf(other.id, depth + 1)) if (made.size < MOST_CONDITIONS) made.add(guard);
    }
    return made;
  };
  const hasSucceeded = (id: string) => keyOf({ value: `\${{ steps.${id}.status }}`, is: 'succeeded' });

  const isBefore = (first: string, later: string) => {
    const place = places.get(first);
    const set = before.get(later);
    if (place === undefined || set === undefined) return false;
    return ((set[place >>> 5] ?? 0) & (1 << (place & 31))) !== 0;
  };
  return {
    steps: byId,
    cycle,
    isBefore,
    impliesDone(step, other) {
      const own = guardsOf(step);
      return own.has(hasSucceeded(other)) || [...guardsOf(other)].every((guard) => own.has(guard));
    },
    isDoneWith(step, other) {
      const own = guardsOf(other);
      const succeeded = hasSucceeded(other);
      for (const guard of guardsOf(step)) if (guard !== succeeded && !own.has(guard)) return false;
      return true;
    },
  };
}

/** The parts that all have to hold. */
export function conjuncts(condition: Condition): Condition[] {
  return 'all' in condition ? condition.all.flatMap(conjuncts) : [condition];
}

/** The step of which a condition says that it is in this state. */
function statusIs(condition: Condition, status: string): string | undefined {
  if (!('value' in condition) || condition.is !== status || typeof condition.value !== 'string')
    return undefined;
  return /^\$\{\{\s*steps\.([\w/-]+)\.status\s*\}\}$/.exec(condition.value)?.[1];
}

/** However it is spaced. */
function keyOf(condition: Condition): string {
  return canonicalize(condition).replace(/(\$\{\{)\s*(.*?)\s*(\}\})/g, '$1$2$3');
}

/** For each step, a bit for each one that has ended before it: ten thousand of ten thousand are 12 MB. */
function ancestorsOf(steps: readonly Pick<StepDefinition, 'id' | 'needs'>[]): Map<string, Uint32Array> {
  const places = new Map(steps.map(({ id }, index) => [id, index]));
  const needs = new Map(steps.map((step) => [step.id, step.needs]));
  const words = Math.ceil(steps.length / 32);
  const sets = new Map<string, Uint32Array>();
  for (const { id: start } of steps) {
    const waiting = [start];
    for (let id = waiting.at(-1); id !== undefined; id = waiting.at(-1)) {
      const open = sets.has(id) ? [] : (needs.get(id) ?? []).filter((need) => !sets.has(need));
      if (open.length > 0) {
        for (const need of open) waiting.push(need);
        continue;
      }
      waiting.pop();
      if (sets.has(id)) continue;
      const set = new Uint32Array(words);
      for (const need of needs.get(id) ?? []) {
        const place = places.get(need) ?? 0;
        set[place >>> 5] = (set[place >>> 5] ?? 0) | (1 << (place & 31));
        const further = sets.get(need);
        if (further !== undefined)
          for (let at = 0; at < words; at += 1) set[at] = (set[at] ?? 0) | (further[at] ?? 0);
      }
      sets.set(id, set);
    }
  }
  return sets;
}
