import type { Door } from '../../operate/door.ts';
import type { OperationKind } from '../../operate/operation.ts';
import type { ActionContext, ActionKind } from '../../operate/processes/action.ts';
import type { JsonObject } from '../../operate/processes/definition.ts';
import { operationAction } from '../../operate/processes/operation-action.ts';
import { type BuiltAction, headOf, type InputOf } from './known.ts';

/** An operation of the door that is asked for in a runbook's words. */
export function doneByTheDoor<Name extends BuiltAction, Parameters>(
  door: Door,
  kind: OperationKind<Parameters>,
  name: Name,
  parametersOf: (input: InputOf<Name>, context: ActionContext) => Promise<Parameters>,
): ActionKind<InputOf<Name>> {
  const { title, risk, foresee, probe, requestApproval, run } = operationAction(kind, door);
  return {
    ...headOf(name),
    title,
    risk,
    foresee: async (given, context) => foresee(await parametersOf(given, context), context),
    async probe(given, context) {
      const found = await probe?.(await parametersOf(given, context), context);
      return found ?? { done: null, words: 'nobody can tell' };
    },
    async requestApproval(given, context, reason) {
      await requestApproval?.(await parametersOf(given, context), context, reason);
    },
    run: async (given, context) => run(await parametersOf(given, context), context),
  };
}

/** A change whose step gives what its operation found out, beside what every change gives. */
export function givingEvidence<Input>(action: ActionKind<Input>): ActionKind<Input> {
  return {
    ...action,
    async run(input, context) {
      const ending = await action.run(input, context);
      if (ending.end === 'asks' || ending.evidence === undefined) return ending;
      const { journal: _, ...found } = ending.evidence;
      return { ...ending, output: { ...objectIn(ending.output), ...found } };
    },
  };
}

/** The world does not tell whether it was done: nothing is asked of it. */
export function unprobed<Input>({ probe: _, ...action }: ActionKind<Input>): ActionKind<Input> {
  return action;
}

function objectIn(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}
