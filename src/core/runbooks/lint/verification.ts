import type { StepDefinition } from '../../operate/processes/definition.ts';
import { KNOWN_ACTIONS } from '../actions/known.ts';
import type { PathFinding } from './finding.ts';
import type { Looked } from './references.ts';

/** Changes after which nobody looks whether they came about. */
export function lintVerification({ own, ordering, firstOf }: Looked): PathFinding[] {
  if (ordering.cycle !== undefined) return [];
  const verifying = [...ordering.steps.values()].filter(verifies).map(({ id }) => id);
  return own.flatMap(({ step, path }): PathFinding[] => {
    const id = step.action === undefined ? undefined : firstOf(path);
    const risk = step.action === undefined ? undefined : KNOWN_ACTIONS.get(step.action)?.risk;
    if (id === undefined || risk === undefined || risk === 'read') return [];
    const isLookedAt = verifying.some(
      (later) => ordering.isBefore(id, later) && ordering.isDoneWith(later, id),
    );
    if (isLookedAt) return [];
    const message = `Step ${step.id ?? ''} changes something, and no check behind it looks whether that came about`;
    return [{ path, rule: 'unverified-change', message }];
  });
}

/** Whether a step fails when what it looks at is not well. */
function verifies({ action, input }: StepDefinition): boolean {
  const kind = KNOWN_ACTIONS.get(action)?.kind;
  return kind === 'check' ? input.require !== false : kind === 'look' && input.require === true;
}
