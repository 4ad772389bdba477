import type { HttpClient } from '../../connect/http/client.ts';
import { type Clock, toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import type { Redactor } from '../../kernel/redaction.ts';
import {
  askAboutPolicy,
  type PolicyAnswer,
  type PolicyMode,
  type PolicyService,
  readPolicyAnswer,
} from '../../observe/policy-validation.ts';
import type { Verdict } from '../assessment.ts';
import { readPolicy } from './document.ts';

export { POLICY_MODES, type PolicyMode } from '../../observe/policy-validation.ts';
export { MOST_POLICY_BYTES } from './document.ts';

/** What Constitutional AI says of a policy, and whether that meets the target. */
export interface PolicyJudgement extends Omit<PolicyAnswer, 'compliant'> {
  verdict: Verdict;
  /** As the service says, whatever its score is. */
  overallCompliant: boolean;
  target: number;
  mode: PolicyMode;
  /** Whom it is from: the service and its address. */
  source: string;
  /** ISO 8601. */
  checkedAt: string;
}

/** Has policies held against the constitution. Nothing is changed or stored by that. */
export interface Policies {
  /**
   * @param given the policy as it is written: a JSON or YAML document, or plain text
   * @throws OperatorError `usage` when it cannot be sent, `not-configured` without the service, or why it did not tell
   */
  validate(
    given: { bytes: Uint8Array; name: string },
    options: { mode: PolicyMode; signal?: AbortSignal | undefined },
  ): Promise<PolicyJudgement>;
}

export function createPolicies(options: {
  service: PolicyService | null;
  http: Pick<HttpClient, 'fetchText'>;
  target: number;
  timeoutMs: number;
  clock: Clock;
  redactor: Redactor;
}): Policies {
  const { service, http, target, timeoutMs, clock, redactor } = options;
  return {
    async validate(given, { mode, signal }) {
      const policy = readPolicy(given);
      if (service === null) {
        throw new OperatorError('not-configured', 'The profile names no address of Constitutional AI', {
          hint: 'Name it under services: constitutional-ai: { url: … }.',
        });
      }
      const answer = await askAboutPolicy(http, service, { policy, mode, timeoutMs, signal });
      const { compliant, ...said } = redactor.data(readPolicyAnswer(answer, service.what));
      return {
        verdict: verdictOf(compliant, said, target),
        overallCompliant: compliant,
        ...{ ...said, target, mode, source: service.what, checkedAt: toIso(clock.now()) },
      };
    },
  };
}

/** A word without a score that bears it out is not enough to call a policy compliant. */
function verdictOf(
  compliant: boolean,
  { score, problem }: Pick<PolicyAnswer, 'score' | 'problem'>,
  target: number,
): Verdict {
  if (!compliant || (score !== null && score < target)) return 'violated';
  return problem === null ? 'compliant' : 'inconclusive';
}
