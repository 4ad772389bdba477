import { CALENDAR_SCENARIOS } from './calendar-scenarios.ts';
import { CHANGE_SCENARIOS } from './changes.ts';
import { CLUSTER_SCENARIOS } from './cluster-scenarios.ts';
import { COMPLIANCE_SCENARIOS } from './compliance-scenarios.ts';
import { HEALTH_SCENARIOS } from './health-scenarios.ts';
import { JOURNAL_SCENARIOS } from './journal-scenarios.ts';
import { millionPoints } from './metrics.ts';
import { OPERATION_CASES } from './operations.ts';
import { PEOPLE_SCENARIOS } from './people-scenarios.ts';
import { ROLLOUT_SCENARIOS } from './rollout-scenarios.ts';
import { RUN_SCENARIOS } from './run-scenarios.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';
import { WHOLE_SCENARIOS } from './whole-scenarios.ts';

const operationScenarios = Object.entries(OPERATION_CASES).map(([name, operations]) =>
  scenarioOf({ name: `operation-${name}`, about: `A change of the cluster: ${name}.`, operations }),
);

export const SCENARIOS: readonly Scenario[] = [
  ...WHOLE_SCENARIOS,
  ...CLUSTER_SCENARIOS,
  ...HEALTH_SCENARIOS,
  ...JOURNAL_SCENARIOS,
  ...COMPLIANCE_SCENARIOS,
  scenarioOf({ name: 'million-points', about: 'Charts of a million points.', metrics: millionPoints }),
  ...PEOPLE_SCENARIOS,
  ...CALENDAR_SCENARIOS,
  ...CHANGE_SCENARIOS,
  ...operationScenarios,
  ...RUN_SCENARIOS,
  ...ROLLOUT_SCENARIOS,
];

export function scenarioNamed(name: string): Scenario {
  const found = SCENARIOS.find((candidate) => candidate.name === name);
  if (!found) {
    throw new Error(
      `No scenario is called ${name}. There are: ${SCENARIOS.map((each) => each.name).join(', ')}.`,
    );
  }
  return found;
}
