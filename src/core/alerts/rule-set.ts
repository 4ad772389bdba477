import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Problem } from '../kernel/errors.ts';
import { shippedFolder } from '../kernel/shipped-folder.ts';
import { checkRuleFile, lintRules } from './rules/index.ts';
import type { AlertingRule, RuleGroup } from './rules/rule.ts';

/** The rules that are evaluated, and what is wrong with those that are not. */
export interface RuleSet {
  groups: readonly RuleGroup[];
  /** A file that was refused leaves the others working. */
  problems: readonly Problem[];
  /** What Prometheus accepts and somebody should look at, a sentence each. */
  warnings: readonly string[];
}

/** The shipped rules and the profile's own. */
export function loadRules(files: readonly string[]): RuleSet {
  const groups: RuleGroup[] = [];
  const problems: Problem[] = [];
  const warnings: string[] = [];
  for (const path of [...shippedRuleFiles(), ...files]) {
    const file = basename(path);
    const read = readRules(path);
    if ('problem' in read) {
      problems.push(refused(`The rules in ${file} are not evaluated: ${read.problem}`));
      continue;
    }
    const checked = checkRuleFile(file, read.bytes);
    if (checked.kind === 'refused') {
      const [first = '', ...others] = checked.problems;
      const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
      problems.push(refused(`The rules in ${file} are not evaluated: ${withoutFile(first, file)}${more}`));
      continue;
    }
    groups.push(...checked.groups);
    if (checked.duplicates !== null) warnings.push(`${file}: ${checked.duplicates.trim().split('\n', 1)[0]}`);
  }
  return { groups, problems, warnings: [...warnings, ...lintRules(groups)] };
}

/** What a rule is recognised by: what it says, not where it stands. */
export function ruleKey(group: Pick<RuleGroup, 'name'>, rule: AlertingRule): string {
  const { name, text, forMs, labels } = rule;
  const said = [group.name, name, text, forMs, labels.map((it) => [it.name, it.text])];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 16);
}

/** In alphabetical order; the tests beside them are not rules. */
function shippedRuleFiles(): string[] {
  const folder = shippedFolder('rules');
  if (folder === null) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml') && !name.endsWith('.test.yaml'))
    .sort()
    .map((name) => join(folder, name));
}

function readRules(path: string): { bytes: Uint8Array } | { problem: string } {
  try {
    return { bytes: readFileSync(path) };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT') return { problem: 'there is no such file' };
    if (code === 'EISDIR') return { problem: 'it is a folder' };
    return { problem: code === 'EACCES' ? 'this user may not read it' : 'it cannot be read' };
  }
}

/** In one line: YAML's own words take several. */
function withoutFile(problem: string, file: string): string {
  const own = problem.startsWith(`${file}: `) ? problem.slice(file.length + 2) : problem;
  return own.replace(/\s+/g, ' ');
}

function refused(message: string): Problem {
  return {
    code: 'profile',
    message,
    hint: 'acgs rules check FILE says more; mend it and start again.',
    retryable: false,
  };
}
