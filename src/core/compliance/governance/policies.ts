import type { PolicyVerdict } from '../../observe/policy-check.ts';
import type { Check } from '../checks.ts';

/** Policy enforcement: a policy that no constitution allows is refused, and requests are validated. */
export function policyChecks(
  verdict: PolicyVerdict | string,
  counted: { total: number; at: number } | null,
  now: number,
): Check[] {
  const says = typeof verdict === 'string' ? verdict : verdict.says;
  const rejected = typeof verdict === 'string' ? null : verdict.rejected;
  return [
    {
      source: 'POST /api/v1/constitutional/validate',
      expected: 'a policy that turns off human oversight is rejected',
      value: rejected === null ? null : Number(rejected),
      says: typeof verdict === 'string' ? says : `Constitutional AI ${says}`,
      at: rejected === null ? null : now,
    },
    {
      source: 'acgs_constitutional_hash_validations_total',
      expected: 'services hold requests against the constitution',
      value: counted === null ? null : Number(counted.total > 0),
      says:
        counted === null
          ? 'no service counts the requests that it validates'
          : `services have validated ${Math.round(counted.total)} requests`,
      at: counted?.at ?? null,
    },
  ];
}
