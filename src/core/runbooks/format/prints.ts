import { judge } from '../../operate/processes/condition.ts';
import { resolveTemplate, type Scope } from '../../operate/processes/template.ts';
import type { RunbookFile } from './schema.ts';
import { conditionOf } from './substitute.ts';

/**
 * The lines that script mode prints after a run: each one when it is true, and those whose figures are not there
 * not at all. A text that stands for a list is a line each.
 */
export function printedLines({ prints = [] }: Pick<RunbookFile, 'prints'>, scope: Scope): string[] {
  const here = { prefix: '', parameters: undefined };
  return prints.flatMap(({ when, text }) => {
    if (when !== undefined && judge(conditionOf(when, here), scope) !== true) return [];
    const filled = resolveTemplate(text, scope);
    if (filled === undefined || filled === null) return [];
    if (Array.isArray(filled))
      return filled.map((line) => (typeof line === 'string' ? line : JSON.stringify(line)));
    return [typeof filled === 'string' ? filled : JSON.stringify(filled)];
  });
}
