import { type Expression, METRIC_NAME, printExpression, type VectorSelector } from '../../promql/index.ts';
import type { RuleGroup } from './rule.ts';

/** A series that was there within this time is not unknown, only quiet. */
const QUIET = '1h';
/** What says itself when series are missing. */
const ABSENCE: ReadonlySet<string> = new Set(['absent', 'absent_over_time']);
/** Series that rules write about themselves. */
const OWN = /^ALERTS(_FOR_STATE)?$/;

/**
 * The rules that ask for series nobody has: they are right, and can never say anything. A sentence for each rule and
 * selector.
 *
 * @param ask a query to the live store; how many elements its answer has
 */
export async function blindRules(
  groups: readonly RuleGroup[],
  ask: (expression: string) => Promise<number>,
): Promise<string[]> {
  const rules = groups.flatMap((group) => group.rules);
  const recorded = new Set(rules.filter(({ kind }) => kind === 'recording').map(({ name }) => name));
  const known = new Map<string, Promise<boolean>>();
  const isThere = (selector: string) => {
    const asked =
      known.get(selector) ?? ask(`count(last_over_time(${selector}[${QUIET}]))`).then((it) => it > 0);
    known.set(selector, asked);
    return asked;
  };
  const sentences: string[] = [];
  for (const { kind, name, expression } of rules) {
    for (const selector of new Set(
      selectorsIn(expression)
        .filter((it) => !isOwn(it, recorded))
        .map(written),
    )) {
      if (await isThere(selector)) continue;
      const what = kind === 'alerting' ? 'the alert' : 'the rule';
      sentences.push(`${what} ${name} is blind: nothing has reported ${selector} within ${QUIET}`);
    }
  }
  return sentences;
}

function isOwn({ name, matchers }: VectorSelector, recorded: ReadonlySet<string>): boolean {
  const named = name || (matchers.find((it) => it.name === METRIC_NAME && it.operator === '=')?.value ?? '');
  return OWN.test(named) || recorded.has(named);
}

function written(selector: VectorSelector): string {
  return printExpression({ ...selector, offsetMs: 0, at: undefined });
}

function selectorsIn(expression: Expression): VectorSelector[] {
  switch (expression.kind) {
    case 'selector':
      return [expression];
    case 'range':
      return [expression.selector];
    case 'subquery':
    case 'unary':
    case 'parenthesis':
      return selectorsIn(expression.expression);
    case 'aggregation':
      return [
        ...selectorsIn(expression.expression),
        ...(expression.parameter === undefined ? [] : selectorsIn(expression.parameter)),
      ];
    case 'binary':
      return [...selectorsIn(expression.left), ...selectorsIn(expression.right)];
    case 'call':
      return ABSENCE.has(expression.function) ? [] : expression.arguments.flatMap(selectorsIn);
    default:
      return [];
  }
}
