import type { PrometheusConnection } from '../connect/prometheus.ts';
import { OperatorError } from '../kernel/errors.ts';
import { blindRules } from './rules/blind.ts';
import type { RuleGroup } from './rules/rule.ts';

/**
 * The rules that ask for series which the profile's Prometheus does not have, a sentence each.
 *
 * @throws OperatorError `not-configured`, or what keeps Prometheus from answering
 */
export async function blindRulesOf(
  prometheus: Pick<PrometheusConnection, 'query'> | null,
  groups: readonly RuleGroup[],
  signal: AbortSignal,
): Promise<string[]> {
  if (prometheus === null) {
    throw new OperatorError('not-configured', 'The profile names no Prometheus to look at', {
      hint: 'Add prometheus: { url: … } to it, or check without --live.',
    });
  }
  return blindRules(groups, async (expression) => (await prometheus.query(expression, { signal })).length);
}
