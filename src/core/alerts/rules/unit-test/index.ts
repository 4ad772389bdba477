import { checkRuleGroups } from '../file/check.ts';
import { readRuleFile } from '../file/rule-file.ts';
import type { RuleGroup } from '../rule.ts';
import { filesNamed } from './rule-file-globs.ts';
import { type LoadedRules, runUnitTest } from './run-test.ts';
import { readUnitTestFile } from './test-file.ts';

export interface UnitTestOptions {
  /** Only tests whose name it matches. */
  run?: { test(name: string): boolean } | undefined;
  ignoreUnknownFields?: boolean;
  /** Reads a rule file; throws with the sentence that tells why it cannot be read. */
  readFile(path: string): Uint8Array;
}

export interface UnitTestResult {
  /** What does not hold, each as promtool prints it; none: the tests pass. */
  failures: readonly string[];
  /** Said beside the result, such as patterns that name no file. */
  warnings: readonly string[];
  /** How many tests were run. */
  ran: number;
}

/** Runs a file of promtool's unit tests. */
export function runUnitTestFile(path: string, bytes: Uint8Array, options: UnitTestOptions): UnitTestResult {
  const failed = (failure: string): UnitTestResult => ({ failures: [failure], warnings: [], ran: 0 });
  const reading = readUnitTestFile(bytes);
  if ('problem' in reading) return failed(reading.problem);
  const { file } = reading;
  const named = filesNamed(file.ruleFiles, path);
  const warnings = named.withoutMatch.map((it) => `no file match pattern ${it}`);
  const repeated = file.groupOrder.find((name, index) => file.groupOrder.indexOf(name) !== index);
  if (repeated !== undefined) {
    return { ...failed(`group name repeated in evaluation order: ${repeated}`), warnings };
  }
  const tests = file.tests.filter(({ name }) => options.run?.test(name) ?? true);
  const loaded = loadGroups(named.files, options);
  const { evaluationIntervalMs, fuzzyCompare } = file;
  const rules = 'problems' in loaded ? loaded : { groups: inOrder(loaded.groups, file.groupOrder) };
  const failures = tests.flatMap((test) => runUnitTest(test, { rules, evaluationIntervalMs, fuzzyCompare }));
  return { failures, warnings, ran: tests.length };
}

function loadGroups(
  files: readonly string[],
  { readFile, ignoreUnknownFields = false }: UnitTestOptions,
): LoadedRules {
  const groups = new Map<string, RuleGroup>();
  for (const file of files) {
    let bytes: Uint8Array;
    try {
      bytes = readFile(file);
    } catch (error) {
      return { problems: [`${file}: ${error instanceof Error ? error.message : String(error)}`] };
    }
    const reading = readRuleFile(bytes, { ignoreUnknownFields });
    const check = reading.kind === 'read' ? checkRuleGroups(file, reading.groups) : reading;
    if (check.kind === 'refused') return { problems: check.problems.map((it) => `${file}: ${it}`) };
    for (const group of check.groups) groups.set(`${file};${group.name}`, group);
  }
  return { groups: [...groups.values()] };
}

/** Groups that the order does not name come with the first it names, as promtool sorts them. */
function inOrder(groups: readonly RuleGroup[], order: readonly string[]): RuleGroup[] {
  const placeOf = ({ name }: RuleGroup) => Math.max(0, order.indexOf(name));
  return [...groups].sort((a, b) => placeOf(a) - placeOf(b));
}
