import type { Door } from '../../operate/door.ts';
import type { OperationKind } from '../../operate/operation.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { operationAction } from '../../operate/processes/operation-action.ts';
import { type BuiltAction, headOf, type InputOf } from './known.ts';

/** An operation of the door that is asked for in a runbook's words. */
export function doneByTheDoor<Name extends BuiltAction, Parameters>(
  door: Door,
  kind: OperationKind<Parameters>,
  name: Name,
  parametersOf: (input: InputOf<Name>, signal: AbortSignal) => Promise<Parameters>,
): ActionKind<InputOf<Name>> {
  const { title, risk, foresee, probe, requestApproval, run } = operationAction(kind, door);
  return {
    ...headOf(name),
    title,
    risk,
    foresee: async (given, context) => foresee(await parametersOf(given, context.signal), context),
    async probe(given, context) {
      const found = await probe?.(await parametersOf(given, context.signal), context);
      return found ?? { done: null, words: 'nobody can tell' };
    },
    async requestApproval(given, context, reason) {
      await requestApproval?.(await parametersOf(given, context.signal), context, reason);
    },
    run: async (given, context) => run(await parametersOf(given, context.signal), context),
  };
}
