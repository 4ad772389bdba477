import type { RunbookFile, WrittenStep } from '../format/schema.ts';

/** A step as the file writes it, and where. */
export interface OwnStep {
  step: WrittenStep;
  path: readonly PropertyKey[];
}

/** Every step of the file, groups before what is in them. */
export function ownSteps({ steps }: Pick<RunbookFile, 'steps'>): OwnStep[] {
  const found: OwnStep[] = [];
  const walk = (list: readonly WrittenStep[], path: readonly PropertyKey[]) => {
    for (const [index, step] of list.entries()) {
      const here = [...path, index];
      found.push({ step, path: here });
      if (step.steps) walk(step.steps, [...here, 'steps']);
      if (step.parallel) walk(step.parallel, [...here, 'parallel']);
    }
  };
  walk(steps, ['steps']);
  return found;
}

/** Every text in a value, with the keys that lead to it. */
export function textsIn(
  value: unknown,
  path: readonly PropertyKey[],
): { text: string; path: readonly PropertyKey[] }[] {
  if (typeof value === 'string') return [{ text: value, path }];
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, index) => textsIn(item, [...path, index]));
  return Object.entries(value).flatMap(([name, member]) => textsIn(member, [...path, name]));
}
