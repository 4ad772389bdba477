import type { Condition } from '../../operate/processes/condition.ts';
import { judge, valuesIn } from '../../operate/processes/condition.ts';
import { type Reference, referencesIn } from '../../operate/processes/template.ts';
import type { JsonValue } from '../../store/journal/canonical.ts';
import type { WrittenStep } from '../format/schema.ts';
import { conditionOf, isOneTemplate } from '../format/substitute.ts';
import type { PathFinding } from './finding.ts';
import { conjuncts } from './ordering.ts';
import type { Looked } from './references.ts';

const NOWHERE = { parameters: {}, steps: () => undefined, run: {} };
const HERE = { prefix: '', parameters: undefined };

/** Steps that can never be reached: their conditions contradict themselves, or what there can be. */
export function lintConditions(looked: Looked): PathFinding[] {
  const findings: PathFinding[] = [];
  const walk = (steps: readonly WrittenStep[], path: readonly PropertyKey[], above: readonly Condition[]) => {
    for (const [index, step] of steps.entries()) {
      const at = [...path, index];
      const conditions = step.when ? [...above, ...conjuncts(conditionOf(step.when, HERE))] : above;
      const why = step.when ? impossible(conditions, looked) : undefined;
      if (why !== undefined) {
        const what = step.steps || step.parallel ? 'These steps are' : `Step ${step.id ?? ''} is`;
        findings.push({
          path: [...at, 'when'],
          rule: 'unreachable',
          message: `${what} never reached: ${why}`,
        });
        continue;
      }
      if (step.steps) walk(step.steps, [...at, 'steps'], conditions);
      if (step.parallel) walk(step.parallel, [...at, 'parallel'], conditions);
    }
  };
  walk(looked.runbook.steps, ['steps'], []);
  return findings;
}

/** Why conditions that all have to hold never do; undefined when they may. */
function impossible(conditions: readonly Condition[], looked: Looked): string | undefined {
  for (const condition of conditions) {
    const hasTemplate = valuesIn(condition).some((value) => referencesIn(value).length > 0);
    if (!hasTemplate && judge(condition, NOWHERE) === false) return 'its condition is false whatever happens';
    if ('any' in condition) {
      const others = conditions.filter((it) => it !== condition);
      const reasons = condition.any.map((it) => impossible([...others, ...conjuncts(it)], looked));
      if (!reasons.includes(undefined)) return reasons[0];
    }
  }
  const comparisons = conditions.flatMap((it) => ('value' in it ? [it] : []));
  const byValue = Map.groupBy(comparisons, ({ value }) => keyOf(value));
  for (const [key, group] of byValue) {
    if (key === undefined) continue;
    const [reference] = referencesIn(key);
    if (reference === undefined) continue;
    const domain = domainOf(reference, looked);
    let possible: readonly JsonValue[] | undefined = domain;
    const bounds = {
      low: Number.NEGATIVE_INFINITY,
      lowIn: true,
      high: Number.POSITIVE_INFINITY,
      highIn: true,
    };
    for (const { is, isNot, oneOf, above, below, atLeast, atMost } of group) {
      for (const wanted of [is === undefined ? undefined : [is], oneOf]) {
        if (wanted === undefined || wanted.some(isOpen)) continue;
        const strange =
          domain === undefined ? undefined : wanted.find((it) => !domain.some((known) => same(known, it)));
        if (strange !== undefined && domain !== undefined && wanted.length === 1) {
          return `${reference.text} is never ${shown(strange)}, but one of ${domain.map(shown).join(', ')}`;
        }
        possible =
          possible === undefined ? wanted : possible.filter((it) => wanted.some((other) => same(it, other)));
      }
      if (isNot !== undefined && !isOpen(isNot)) possible = possible?.filter((it) => !same(it, isNot));
      if (above !== undefined && above >= bounds.low) Object.assign(bounds, { low: above, lowIn: false });
      if (atLeast !== undefined && atLeast > bounds.low) Object.assign(bounds, { low: atLeast, lowIn: true });
      if (below !== undefined && below <= bounds.high) Object.assign(bounds, { high: below, highIn: false });
      if (atMost !== undefined && atMost < bounds.high) Object.assign(bounds, { high: atMost, highIn: true });
    }
    const within = (it: number) =>
      (bounds.lowIn ? it >= bounds.low : it > bounds.low) &&
      (bounds.highIn ? it <= bounds.high : it < bounds.high);
    const isBounded = Number.isFinite(bounds.low) || Number.isFinite(bounds.high);
    if (isBounded) possible = possible?.filter((it) => typeof it === 'number' && within(it));
    const isEmpty =
      bounds.low > bounds.high ||
      (bounds.low === bounds.high && !(bounds.lowIn && bounds.highIn)) ||
      possible?.length === 0;
    if (isEmpty) return `${reference.text} cannot be all of that at once`;
  }
  return undefined;
}

/** All values that a template can stand for; undefined when they are not counted. */
function domainOf({ path }: Reference, { runbook, ordering, outputs }: Looked): JsonValue[] | undefined {
  const [root, name = '', field, ...rest] = path;
  if (root === 'parameters') {
    const parameter = runbook.parameters?.[name];
    if (parameter?.type === 'boolean') return [true, false];
    return parameter?.type === 'choice' ? parameter.choices : undefined;
  }
  const step = root === 'steps' ? ordering.steps.get(name) : undefined;
  if (step === undefined) return undefined;
  if (field === 'status' && rest.length === 0) {
    // Where a failure ends the whole, nothing that goes by it is reached.
    return [
      'succeeded',
      ...(step.when ? ['skipped'] : []),
      ...(step.onFailure === 'continue' ? ['failed'] : []),
    ];
  }
  return field === 'output' ? outputs.valuesAt(step, rest)?.flatMap(plainOf) : undefined;
}

function plainOf(value: unknown): JsonValue[] {
  return typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean' ||
    value === null
    ? [value]
    : [];
}

/** A text that is one template, however it is spaced. */
function keyOf(value: JsonValue): string | undefined {
  if (typeof value !== 'string' || !isOneTemplate(value)) return undefined;
  return `\${{ ${referencesIn(value)[0]?.text ?? ''} }}`;
}

function isOpen(value: JsonValue): boolean {
  return referencesIn(value).length > 0;
}

function same(a: JsonValue, b: JsonValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

function shown(value: JsonValue): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
