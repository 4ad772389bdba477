import type { Risk } from '../operation.ts';
import type { ActionKind } from './action.ts';
import type { ProcessDefinition } from './definition.ts';

/** The gravest of what its steps can do; what nobody knows counts as a change. */
export function gravest(
  { steps }: ProcessDefinition,
  actions: (name: string) => ActionKind | undefined,
): Risk {
  const risks = steps.flatMap(({ action, compensation }) =>
    [action, compensation?.action].flatMap((name) =>
      name === undefined ? [] : [actions(name)?.risk ?? 'change'],
    ),
  );
  if (risks.includes('destructive')) return 'destructive';
  return risks.includes('change') ? 'change' : 'read';
}
