import { outageAlerts } from './alerts.ts';
import { RUN_CASES, type RunCase } from './runbook-runs.ts';
import { runbooksOf } from './runbooks.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';

/** Each with that run first, and others beside it. */
export const RUN_SCENARIOS: readonly Scenario[] = Object.entries(RUN_CASES).map(([name, first]) => {
  const others: RunCase[] = [RUN_CASES.failed, RUN_CASES.succeeded, RUN_CASES.interrupted];
  const cases: RunCase[] = [first, ...others.filter(({ id }) => id !== first.id)];
  return scenarioOf({
    name: `run-${name}`,
    about: `A run of a runbook: ${name}.`,
    alerts: outageAlerts,
    runbooks: runbooksOf(cases),
  });
});
