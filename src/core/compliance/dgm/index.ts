import { type Check, itemOfChecks } from '../checks.ts';
import type { Collector, Look } from '../collector.ts';

/** The guides' five safety patterns; all but the last are critical. */
export const PATTERNS = [
  { id: 'sandbox_isolation', title: 'Sandbox isolation' },
  { id: 'human_review_checkpoint', title: 'Human review checkpoint' },
  { id: 'rollback_mechanism', title: 'Rollback mechanism' },
  { id: 'constitutional_compliance_check', title: 'Constitutional compliance check' },
  { id: 'performance_monitoring', title: 'Performance monitoring' },
] as const;
export type PatternId = (typeof PATTERNS)[number]['id'];

/** A pattern is effective from here on, and counts whole. */
const EFFECTIVE = 0.9;

/** Looks at everything that speaks for or against each pattern. */
export function createSafetyPatterns(
  look: (look: Look) => Promise<Readonly<Record<PatternId, readonly Check[]>>>,
): Collector {
  return {
    part: 'dgm',
    quick: false,
    async collect(asked) {
      const checks = await look(asked);
      return PATTERNS.map(({ id, title }) =>
        itemOfChecks({ id, title, weight: 1, checks: checks[id], least: EFFECTIVE }),
      );
    },
  };
}
