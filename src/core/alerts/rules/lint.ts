import type { Expression } from '../../promql/index.ts';
import type { RuleGroup } from './rule.ts';

interface Threshold {
  metric: string;
  value: number;
  rule: string;
}

/**
 * What Prometheus accepts and an operator should still look at, a sentence each: it changes no verdict.
 *
 * @param groups of all files that are loaded together
 */
export function lintRules(groups: readonly RuleGroup[]): string[] {
  return [...sharedNames(groups), ...unitClashes(groups)];
}

function sharedNames(groups: readonly RuleGroup[]): string[] {
  const places = new Map<string, string[]>();
  for (const group of groups) {
    for (const { kind, name } of group.rules) {
      if (kind !== 'alerting') continue;
      places.set(name, [...(places.get(name) ?? []), group.name]);
    }
  }
  return [...places]
    .filter(([, named]) => named.length > 1)
    .map(([name, named]) => {
      const where = [...new Set(named)].map((it) => `"${it}"`).join(', ');
      return `${named.length} alerts are called ${name} (in ${where}); only their labels tell them apart`;
    });
}

/** 0.95 in one rule and 95 in another for the same metric: one of them takes a share for a percentage. */
function unitClashes(groups: readonly RuleGroup[]): string[] {
  const thresholds = groups.flatMap(({ rules }) =>
    rules.flatMap(({ name, expression }) => thresholdsIn(expression).map((it) => ({ ...it, rule: name }))),
  );
  const shares = thresholds.filter(({ value }) => value > 0 && value < 1);
  const percentages = thresholds.filter(({ value }) => value > 1 && value <= 100);
  const told = new Set<string>();
  return shares.flatMap((share) =>
    percentages.flatMap((percentage) => {
      const ratio = percentage.value / (share.value * 100);
      const isClash = percentage.metric === share.metric && ratio >= 0.5 && ratio <= 2;
      const sentence =
        `${share.metric} is compared with ${share.value} in ${share.rule} and with ${percentage.value} in ` +
        `${percentage.rule}: a share and a percentage cannot both be meant`;
      if (!isClash || told.has(sentence)) return [];
      told.add(sentence);
      return [sentence];
    }),
  );
}

const COMPARISONS: ReadonlySet<string> = new Set(['<', '>', '<=', '>=', '==', '!=']);

/** Numbers that a metric is compared with as it is, or as an average or extreme of it. */
function thresholdsIn(expression: Expression): Omit<Threshold, 'rule'>[] {
  if (expression.kind === 'parenthesis') return thresholdsIn(expression.expression);
  if (expression.kind !== 'binary') return [];
  if (!COMPARISONS.has(expression.operator)) {
    return [...thresholdsIn(expression.left), ...thresholdsIn(expression.right)];
  }
  const [left, right] = [metricOf(expression.left), metricOf(expression.right)];
  const [leftValue, rightValue] = [numberOf(expression.left), numberOf(expression.right)];
  if (left !== null && rightValue !== null) return [{ metric: left, value: rightValue }];
  return right !== null && leftValue !== null ? [{ metric: right, value: leftValue }] : [];
}

const SAME_UNIT = /^(avg|min|max|quantile|last)_over_time$|^(abs|round|floor|ceil|clamp_min|clamp_max)$/;

function metricOf(expression: Expression): string | null {
  switch (expression.kind) {
    case 'parenthesis':
      return metricOf(expression.expression);
    case 'selector':
      return expression.name || null;
    case 'range':
      return metricOf(expression.selector);
    case 'aggregation':
      return ['avg', 'min', 'max', 'quantile'].includes(expression.operator)
        ? metricOf(expression.expression)
        : null;
    case 'call': {
      const named = expression.arguments.map(metricOf).find((it) => it !== null);
      return SAME_UNIT.test(expression.function) ? (named ?? null) : null;
    }
    default:
      return null;
  }
}

function numberOf(expression: Expression): number | null {
  if (expression.kind === 'parenthesis') return numberOf(expression.expression);
  return expression.kind === 'number' ? expression.value : null;
}
