import type {
  AssessmentEvidence,
  CompliancePart,
  CompliancePartItems,
} from '../../../contract/compliance.ts';
import { type Answer, useAnswer } from '../../state/answer.ts';

/** What a validation rests on; nothing of it changes any more. */
export function useEvidence(id: string | null): Answer<AssessmentEvidence> {
  const { data, problem } = useAnswer(
    async (client, options) =>
      id === null ? { id: '', parts: [] } : await client.compliance.evidence({ id }, options),
    `compliance ${id}`,
    0,
  );
  return { data: id === null ? null : data, problem };
}

export function itemsOf(
  evidence: AssessmentEvidence | null,
  part: CompliancePart['id'],
): CompliancePartItems | null {
  return evidence?.parts.find(({ id }) => id === part) ?? null;
}
