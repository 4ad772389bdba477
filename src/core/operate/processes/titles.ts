import type { JsonObject, ProcessDefinition } from './definition.ts';
import { resolveTemplate } from './template.ts';

/** The definition with the parameters in the titles of its steps, as an operator reads them. */
export function withTitles(definition: ProcessDefinition, parameters: JsonObject): ProcessDefinition {
  const scope = { parameters, steps: () => undefined, run: {} };
  const titled = <T extends { title: string }>(of: T): T => {
    const title = resolveTemplate(of.title, scope);
    return typeof title === 'string' ? { ...of, title } : of;
  };
  return {
    ...definition,
    steps: definition.steps.map((step) => ({
      ...titled(step),
      ...(step.compensation === undefined ? {} : { compensation: titled(step.compensation) }),
    })),
  };
}
