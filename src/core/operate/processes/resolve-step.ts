import { OperatorError } from '../../kernel/errors.ts';
import type { ActionKind } from './action.ts';
import type { StepDefinition } from './definition.ts';
import { fillIn, type Scope } from './template.ts';

/**
 * A step's action with what it is given, as it stands at this moment.
 *
 * @throws OperatorError `usage` when there is no such action, or the input is not what it takes
 */
export function resolveStep(
  step: StepDefinition,
  named: (name: string) => ActionKind | undefined,
  scope: Scope,
): { action: ActionKind; input: unknown } {
  const action = named(step.action);
  if (action === undefined) throw new OperatorError('usage', `There is no action called ${step.action}`);
  const parsed = action.input.safeParse(fillIn(step.input, scope, step.title));
  if (parsed.success) return { action, input: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') || 'its input';
  throw new OperatorError('usage', `${where} of ${step.action}: ${issue?.message ?? 'not as expected'}`);
}
