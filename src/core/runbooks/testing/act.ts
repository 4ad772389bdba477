import { systemClock } from '../../kernel/clock.ts';
import type { ActionContext, ActionKind } from '../../operate/processes/action.ts';

/** What an action is told of the run that it is a part of, outside of any. */
export function contextHere(more: Partial<ActionContext> = {}): ActionContext {
  const clock = systemClock();
  return {
    runId: 'run-1',
    stepId: 'step-1',
    definitionHash: '0'.repeat(64),
    attempt: 1,
    begunAt: clock.now(),
    clock,
    signal: new AbortController().signal,
    progress: () => undefined,
    consent: { readOnly: false, yes: true },
    ...more,
  };
}

/** Runs one of these actions as a step would, with what a runbook writes. */
export function run(
  actions: readonly ActionKind[],
  name: string,
  input: unknown,
  more: Partial<ActionContext> = {},
) {
  const action = named(actions, name);
  return action.run(action.input.parse(input), contextHere(more));
}

export function named(actions: readonly ActionKind[], name: string): ActionKind {
  const found = actions.find((action) => action.name === name);
  if (found === undefined) throw new Error(`no action ${name}`);
  return found;
}
