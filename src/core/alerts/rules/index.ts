import { duplicateRules } from './duplicates.ts';
import { checkRuleGroups } from './file/check.ts';
import { readRuleFile } from './file/rule-file.ts';
import type { RuleGroup } from './rule.ts';

export { lintRules } from './lint.ts';

export type CheckedRuleFile =
  | {
      kind: 'good';
      groups: readonly RuleGroup[];
      /** What promtool prints of rules that are there twice; null when none is. */
      duplicates: string | null;
    }
  /** Each problem as promtool prints it, the file's name in front. */
  | { kind: 'refused'; problems: readonly string[] };

/** Reads and checks a rule file as `promtool check rules` does. */
export function checkRuleFile(
  file: string,
  bytes: Uint8Array,
  options: { ignoreUnknownFields?: boolean } = {},
): CheckedRuleFile {
  const reading = readRuleFile(bytes, options);
  const check = reading.kind === 'read' ? checkRuleGroups(file, reading.groups) : reading;
  if (check.kind === 'refused') {
    return { kind: 'refused', problems: check.problems.map((it) => `${file}: ${it}`) };
  }
  const duplicates = reading.kind === 'read' ? duplicateRules(reading.groups) : null;
  return { kind: 'good', groups: check.groups, duplicates };
}
