import { forbiddenCompliance, unknownParts } from './compliance.ts';
import type { Scenario } from './scenario.ts';
import { scenarioOf } from './situation.ts';

/** What of compliance no other scenario shows. */
export const COMPLIANCE_SCENARIOS: readonly Scenario[] = [
  scenarioOf({
    name: 'unknown-parts',
    about: 'Nobody knows the services’ scores or the audit trail.',
    compliance: unknownParts,
  }),
  scenarioOf({
    name: 'no-compliance',
    about: 'This operator may not see compliance.',
    compliance: forbiddenCompliance,
  }),
];
