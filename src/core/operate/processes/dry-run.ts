import { OperatorError, problemOf } from '../../kernel/errors.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import type { ActionContext, ActionKind, Foresight } from './action.ts';
import { type Condition, judge, valuesIn } from './condition.ts';
import type { JsonObject, ProcessDefinition, StepDefinition } from './definition.ts';
import { resolveStep } from './resolve-step.ts';
import { referencesIn, type Scope } from './template.ts';
import { withTitles } from './titles.ts';

/** What is known of a step without doing it. */
export interface StepForesight {
  step: string;
  title: string;
  action: string;
  /**
   * As of an action, and `skipped` where its condition does not hold, `fails` where it would fail as the world is now.
   * A read after a change shows the world before it: `notes` say so.
   */
  how: Foresight['how'] | 'skipped' | 'fails';
  words: string;
  risk: Foresight['risk'];
  calls: Foresight['calls'];
  diff: string | null;
  notes: readonly string[];
}

/** What a step gave, or that nobody can know it: then nothing that goes by it can be known either. */
type Known = { status: string; output: JsonValue } | 'not-predictable';

/**
 * Goes through a process without changing anything: reads really run, changes are simulated where the server or a diff
 * can tell, and what depends on something that cannot be told cannot be told either.
 */
export async function dryRun(options: {
  definition: ProcessDefinition;
  parameters: JsonObject;
  actions: (name: string) => ActionKind | undefined;
  context: Omit<ActionContext, 'stepId' | 'attempt' | 'begunAt'>;
  onStep?: (foresight: StepForesight) => void;
}): Promise<StepForesight[]> {
  const { parameters, actions, context, onStep } = options;
  const definition = withTitles(options.definition, parameters);
  const known = new Map<string, Known>();
  const scope: Scope = {
    parameters,
    steps(id) {
      const found = known.get(id);
      return found === 'not-predictable' ? undefined : found;
    },
    run: { id: context.runId, startedAt: new Date(context.clock.now()).toISOString(), startedBy: '' },
  };
  const foresights: StepForesight[] = [];
  let changed: string | null = null;
  let stopped: string | null = null;

  for (const step of inOrder(definition)) {
    context.signal.throwIfAborted();
    const found: StepForesight =
      stopped === null
        ? await foreseeStep({ step, actions, context, scope, known, changed })
        : { ...blank(step, actions), how: 'skipped', words: `Not reached: ${stopped}` };
    if (found.how === 'fails' && step.onFailure !== 'continue') stopped = `${step.title} would fail`;
    if (found.how !== 'skipped' && found.how !== 'fails' && found.risk !== 'read' && found.calls.length > 0) {
      changed = step.title;
    }
    if (!known.has(step.id)) known.set(step.id, 'not-predictable');
    foresights.push(found);
    onStep?.(found);
  }
  return foresights;
}

async function foreseeStep(options: {
  step: StepDefinition;
  actions: (name: string) => ActionKind | undefined;
  context: Omit<ActionContext, 'stepId' | 'attempt' | 'begunAt'>;
  scope: Scope;
  known: Map<string, Known>;
  /** A change before it, whose effect no read can show. */
  changed: string | null;
}): Promise<StepForesight> {
  const { step, actions, context, scope, known, changed } = options;
  const told = blank(step, actions);
  const unforeseen = stepsNamedIn(step.input, step.when).find((id) => known.get(id) === 'not-predictable');
  if (unforeseen !== undefined) {
    return { ...told, how: 'not-predictable', words: `It goes by what ${unforeseen} will give` };
  }
  if (step.when !== undefined) {
    const judgement = judge(step.when, scope);
    if (judgement === 'unknown') {
      return { ...told, how: 'not-predictable', words: 'Whether it is to be done cannot be told yet' };
    }
    if (!judgement) {
      known.set(step.id, { status: 'skipped', output: null });
      return { ...told, how: 'skipped', words: 'Its condition does not hold' };
    }
  }
  const late = new AbortController();
  const cancelTimeout = context.clock.real.after(step.timeoutMs, () =>
    late.abort(new OperatorError('timeout', 'It takes longer than it may')),
  );
  const signal = AbortSignal.any([context.signal, late.signal]);
  try {
    const { action, input } = resolveStep(step, actions, scope);
    const begunAt = context.clock.now();
    const here = { ...context, signal, stepId: step.id, attempt: 1, begunAt, isDryRun: true } as const;
    const { how, words, risk, calls, diff, notes, output } = await action.foresee(input, here);
    if (output !== undefined) known.set(step.id, { status: 'succeeded', output });
    const before = changed !== null && how === 'probed' ? [`As it is before "${changed}"`] : [];
    return { ...told, how, words, risk, calls, diff, notes: [...notes, ...before] };
  } catch (error) {
    context.signal.throwIfAborted();
    // After a change the world will be another one: what fails now may not fail then.
    const { message } = problemOf(error);
    if (changed !== null) {
      return { ...told, how: 'not-predictable', words: `It would fail before "${changed}": ${message}` };
    }
    known.set(step.id, { status: 'failed', output: null });
    return { ...told, how: 'fails', words: message };
  } finally {
    cancelTimeout();
  }
}

function blank(step: StepDefinition, actions: (name: string) => ActionKind | undefined): StepForesight {
  return {
    step: step.id,
    title: step.title,
    action: step.action,
    how: 'not-predictable',
    words: '',
    risk: actions(step.action)?.risk ?? 'change',
    calls: [],
    diff: null,
    notes: [],
  };
}

function stepsNamedIn(input: JsonValue, when: Condition | undefined): string[] {
  const values = [input, ...(when === undefined ? [] : valuesIn(when))];
  return values.flatMap(referencesIn).flatMap(({ path: [root, id = ''] }) => (root === 'steps' ? [id] : []));
}

/** So that what is waited for comes before what waits; otherwise as written. */
function inOrder({ steps }: ProcessDefinition): StepDefinition[] {
  const left = [...steps];
  const done = new Set<string>();
  const ordered: StepDefinition[] = [];
  while (left.length > 0) {
    const next = left.findIndex(({ needs }) => needs.every((need) => done.has(need)));
    const [step] = left.splice(Math.max(next, 0), 1);
    if (step === undefined) break;
    ordered.push(step);
    done.add(step.id);
  }
  return ordered;
}
