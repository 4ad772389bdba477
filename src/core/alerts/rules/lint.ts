import { DEFAULT_THRESHOLDS } from '../../connect/profile/thresholds.ts';
import { type Expression, isComparison, type VectorSelector } from '../../promql/index.ts';
import type { RuleGroup } from './rule.ts';

interface Threshold {
  /** Its name; of the control center's own `target` with the one that is meant, since their units differ. */
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
  const thresholds = groups.flatMap(({ rules }) =>
    rules.flatMap(({ name, expression }) => thresholdsIn(expression).map((it) => ({ ...it, rule: name }))),
  );
  return [...sharedNames(groups), ...unitClashes(thresholds), ...percentagesOfShares(thresholds)];
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
function unitClashes(thresholds: readonly Threshold[]): string[] {
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

/** The control center's own figures, which the shipped rules compare with no number that could clash. */
const RECORDED_SHARES: ReadonlySet<string> = new Set(
  DEFAULT_THRESHOLDS.flatMap(({ id, unit }) => (unit === 'ratio' ? [`target{target="${id}"}`] : [])),
);

function percentagesOfShares(thresholds: readonly Threshold[]): string[] {
  return thresholds.flatMap(({ metric, value, rule }) =>
    RECORDED_SHARES.has(metric) && value > 1 && value <= 100
      ? [`${metric} is compared with ${value} in ${rule}, and is recorded as a share from 0 to 1`]
      : [],
  );
}

/** Numbers that a metric is compared with as it is, or as an average or extreme of it. */
function thresholdsIn(expression: Expression): Omit<Threshold, 'rule'>[] {
  if (expression.kind === 'parenthesis') return thresholdsIn(expression.expression);
  if (expression.kind !== 'binary') return [];
  if (!isComparison(expression.operator)) {
    return [...thresholdsIn(expression.left), ...thresholdsIn(expression.right)];
  }
  const [left, right] = [keyOf(expression.left), keyOf(expression.right)];
  const [leftValue, rightValue] = [numberOf(expression.left), numberOf(expression.right)];
  if (left !== null && rightValue !== null) return [{ metric: left, value: rightValue }];
  return right !== null && leftValue !== null ? [{ metric: right, value: leftValue }] : [];
}

function keyOf(expression: Expression): string | null {
  const selector = metricOf(expression);
  if (!selector?.name) return null;
  const named = selector.matchers.find(({ name, operator }) => name === 'target' && operator === '=');
  return selector.name === 'target' && named ? `target{target="${named.value}"}` : selector.name;
}

const SAME_UNIT = /^(avg|min|max|quantile|last)_over_time$|^(abs|round|floor|ceil|clamp_min|clamp_max)$/;

function metricOf(expression: Expression): VectorSelector | null {
  switch (expression.kind) {
    case 'parenthesis':
      return metricOf(expression.expression);
    case 'selector':
      return expression;
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
