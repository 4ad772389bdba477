import { forbiddenCompliance, unknownParts, violatedSystem } from './compliance.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';
import { forbiddenViolations, noLogs, silentViolations, someViolations } from './violations.ts';

/** What of compliance no other scenario shows. */
export const COMPLIANCE_SCENARIOS: readonly Scenario[] = [
  scenarioOf({
    name: 'unknown-parts',
    about: 'Nobody knows the services’ scores or the audit trail.',
    compliance: unknownParts,
    violations: noLogs,
  }),
  scenarioOf({
    name: 'no-compliance',
    about: 'This operator may not see compliance.',
    compliance: forbiddenCompliance,
  }),
  scenarioOf({
    name: 'no-violations-read',
    about: 'Compliance is known; its violations and logs may not be read.',
    compliance: violatedSystem,
    violations: forbiddenViolations,
  }),
  scenarioOf({
    name: 'violations-late',
    about: 'Compliance is known; its violations and logs are on their way.',
    compliance: violatedSystem,
    violations: silentViolations,
  }),
  scenarioOf({
    name: 'violations-read-only',
    about: 'Violations are there, and nothing may be changed from here.',
    compliance: violatedSystem,
    violations: someViolations,
    operations: { refused: 'this control center was started with --read-only' },
  }),
];
