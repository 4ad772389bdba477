import { type Check, itemOfChecks } from '../checks.ts';
import type { Collector, Look } from '../collector.ts';

/** The parts of governance, and how much each is of it. */
const GOVERNANCE = [
  { id: 'policy_enforcement', title: 'Policy enforcement', weight: 0.25 },
  { id: 'compliance_monitoring', title: 'Compliance monitoring', weight: 0.25 },
  { id: 'audit_and_reporting', title: 'Audit and reporting', weight: 0.2 },
  { id: 'risk_management', title: 'Risk management', weight: 0.15 },
  { id: 'stakeholder_engagement', title: 'Stakeholder engagement', weight: 0.15 },
] as const;
export type GovernanceId = (typeof GOVERNANCE)[number]['id'];

/** Looks at everything that speaks for or against each part of governance. */
export function createGovernance(
  look: (look: Look) => Promise<Readonly<Record<GovernanceId, readonly Check[]>>>,
): Collector {
  return {
    part: 'governance',
    quick: false,
    async collect(asked) {
      const checks = await look(asked);
      return GOVERNANCE.map(({ id, ...about }) => itemOfChecks({ id, ...about, checks: checks[id] }));
    },
  };
}
