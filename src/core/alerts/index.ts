import type { PrometheusConnection } from '../connect/prometheus.ts';
import { OperatorError } from '../kernel/errors.ts';
import { blindRules } from './rules/blind.ts';
import type { RuleGroup } from './rules/rule.ts';

export { checkRuleFile, lintRules } from './rules/index.ts';
export type { RuleGroup } from './rules/rule.ts';
export { runUnitTestFile } from './rules/unit-test/index.ts';

/** Alerts: rules in Prometheus' own files, checked and tested as promtool does. */
export interface Alerts {
  /**
   * The rules that ask for series which the profile's Prometheus does not have, a sentence each.
   *
   * @throws OperatorError `not-configured`, or what keeps Prometheus from answering
   */
  blindRules(groups: readonly RuleGroup[], signal: AbortSignal): Promise<string[]>;
}

export function createAlerts({
  prometheus,
}: {
  prometheus: Pick<PrometheusConnection, 'query'> | null;
}): Alerts {
  return {
    async blindRules(groups, signal) {
      if (prometheus === null) {
        throw new OperatorError('not-configured', 'The profile names no Prometheus to look at', {
          hint: 'Add prometheus: { url: … } to it, or check without --live.',
        });
      }
      return blindRules(
        groups,
        async (expression) => (await prometheus.query(expression, { signal })).length,
      );
    },
  };
}
