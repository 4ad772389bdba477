import type { z } from 'zod';
import type { Door } from '../../operate/door.ts';
import type { OperationKind } from '../../operate/operation.ts';
import type { ActionKind } from '../../operate/processes/action.ts';
import { operationAction } from '../../operate/processes/operation-action.ts';

/** An operation of the door that is asked for in a runbook's words. */
export function doneByTheDoor<Input, Parameters>(
  door: Door,
  kind: OperationKind<Parameters>,
  input: z.ZodType<Input>,
  parametersOf: (input: Input, signal: AbortSignal) => Promise<Parameters>,
): ActionKind<Input> {
  const { name, title, risk, foresee, probe, requestApproval, run } = operationAction(kind, door);
  return {
    name,
    title,
    risk,
    input,
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
