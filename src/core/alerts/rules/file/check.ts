import { METRIC_NAME, PromqlError, parseExpression, quote } from '../../../promql/index.ts';
import { compareText } from '../order.ts';
import type { AlertingRule, NamedTemplate, RecordingRule, Rule, RuleGroup } from '../rule.ts';
import { readAlertTemplate } from '../template/index.ts';
import type { YamlPlace } from '../yaml/nodes.ts';
import type { WrittenGroup, WrittenRule } from './rule-file.ts';

export type RuleCheck =
  | { kind: 'good'; groups: readonly RuleGroup[] }
  /** Each as Prometheus prints it, without the file's name. */
  | { kind: 'refused'; problems: readonly string[] };

interface Finding {
  problem: string;
  places: readonly YamlPlace[];
}

/** Checks what a rule file says, as `promtool check rules` does, and makes its rules ready to run. */
export function checkRuleGroups(file: string, written: readonly WrittenGroup[]): RuleCheck {
  const problems: string[] = [];
  const names = new Set<string>();
  const groups: RuleGroup[] = [];
  for (const group of written) {
    // Prometheus does not know the place of a group, and shows 0:0.
    if (group.name === '') problems.push('0:0: Groupname must not be empty');
    if (names.has(group.name)) {
      problems.push(`0:0: groupname: "${group.name}" is repeated in the same file`);
    }
    names.add(group.name);
    problems.push(...badLabels(group.labels));
    const rules: Rule[] = [];
    for (const [index, rule] of group.rules.entries()) {
      const { findings, made } = checkRule(rule, group.labels);
      if (made !== null) rules.push(made);
      const where = `group ${quote(group.name)}, rule ${index + 1}, ${quote(rule.alert || rule.record)}`;
      for (const { problem, places } of findings) {
        const at = places.map(({ line, column }) => `${line}:${column}: `).join('');
        problems.push(`${at}${where}: ${problem}`);
      }
    }
    const { name, queryOffsetMs, limit } = group;
    groups.push({ name, file, intervalMs: group.intervalMs || null, queryOffsetMs, limit, rules });
  }
  return problems.length > 0 ? { kind: 'refused', problems } : { kind: 'good', groups };
}

function badLabels(labels: ReadonlyMap<string, string>): string[] {
  return [...labels.keys()]
    .filter((name) => name === '' || name === METRIC_NAME)
    .map((name) => `invalid label name: ${name}`);
}

function checkRule(
  rule: WrittenRule,
  groupLabels: ReadonlyMap<string, string>,
): { findings: Finding[]; made: Rule | null } {
  const { record, alert, places } = rule;
  const findings: Finding[] = [];
  const find = (problem: string, ...at: YamlPlace[]) => findings.push({ problem, places: at });
  if (record !== '' && alert !== '') {
    find("only one of 'record' and 'alert' must be set", places.record, places.alert);
  }
  if (record === '' && alert === '') {
    find("one of 'record' or 'alert' must be set", places.record, places.alert);
  }
  const expression = checkedExpression(rule, (problem) => find(problem, places.expression));
  if (record !== '') {
    for (const problem of recordingProblems(rule)) find(problem, places.record);
  }
  for (const problem of badLabels(rule.labels)) find(problem);
  if (rule.annotations.has('')) find('invalid annotation name: ');
  const labels = new Map([...groupLabels, ...rule.labels]);
  const own = alert === '' ? [] : templatesOf(alert, 'label', rule.labels, find);
  const inherited = alert === '' ? [] : templatesOf(alert, 'label', groupLabels, () => undefined);
  const annotations = alert === '' ? [] : templatesOf(alert, 'annotation', rule.annotations, find);
  if (findings.length > 0 || expression === null) return { findings, made: null };
  const base = { expression, text: rule.expression };
  if (record !== '') {
    const made: RecordingRule = { kind: 'recording', name: record, labels, ...base };
    return { findings, made };
  }
  const { forMs, keepFiringForMs } = rule;
  const ownNames = new Set(own.map(({ name }) => name));
  const merged = [...inherited.filter(({ name }) => !ownNames.has(name)), ...own].sort(byName);
  const made: AlertingRule = {
    kind: 'alerting',
    name: alert,
    forMs,
    keepFiringForMs,
    labels: merged,
    annotations: [...annotations].sort(byName),
    ...base,
  };
  return { findings, made };
}

function checkedExpression({ expression }: WrittenRule, find: (problem: string) => void) {
  if (expression === '') {
    find("field 'expr' must be set in rule");
    return null;
  }
  try {
    return parseExpression(expression);
  } catch (error) {
    if (!(error instanceof PromqlError)) throw error;
    find(`could not parse expression: ${error.message}`);
    return null;
  }
}

function recordingProblems({ record, annotations, forMs, keepFiringForMs }: WrittenRule): string[] {
  const problems: string[] = [];
  if (annotations.size > 0) problems.push("invalid field 'annotations' in recording rule");
  if (forMs !== 0) problems.push("invalid field 'for' in recording rule");
  if (keepFiringForMs !== 0) problems.push("invalid field 'keep_firing_for' in recording rule");
  if (/[{}]/.test(record)) {
    problems.push(`braces present in the recording rule name; should it be in expr?: ${record}`);
  }
  return problems;
}

function templatesOf(
  alert: string,
  kind: 'label' | 'annotation',
  texts: ReadonlyMap<string, string>,
  find: (problem: string) => unknown,
): NamedTemplate[] {
  return [...texts].flatMap(([name, text]) => {
    const reading = readAlertTemplate(alert, text);
    if (reading.kind === 'template') return [{ name, text, template: reading.template }];
    find(`${kind} ${quote(name)}: ${reading.problem}`);
    return [];
  });
}

function byName(a: { name: string }, b: { name: string }): number {
  return compareText(a.name, b.name);
}
