import type { PolicyVerdict } from '../../observe/policy-check.ts';
import type { Check } from '../checks.ts';
import { type CountedValidations, requestsValidated } from '../dgm/validation.ts';

/** Policy enforcement: a policy that no constitution allows is refused, and requests are validated. */
export function policyChecks(
  verdict: PolicyVerdict | string,
  counted: CountedValidations,
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
    requestsValidated('services hold requests against the constitution', counted),
  ];
}
