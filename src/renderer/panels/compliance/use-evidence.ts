import type {
  AssessmentEvidence,
  ComplianceHeadline,
  CompliancePart,
  CompliancePartItems,
} from '../../../contract/compliance.ts';
import { type Answer, useAnswer } from '../../state/answer.ts';

/** What a validation rests on; asked again when the same was found once more, for it is as new as that. */
export function useEvidence(found: ComplianceHeadline | null): Answer<AssessmentEvidence> {
  const id = found?.id ?? null;
  const { data, problem } = useAnswer(
    async (client, options) =>
      id === null ? { id: '', parts: [] } : await client.compliance.evidence({ id }, options),
    `compliance ${id}`,
    Date.parse(found?.checkedAt ?? ''),
  );
  return { data: id === null ? null : data, problem };
}

export function itemsOf(
  evidence: AssessmentEvidence | null,
  part: CompliancePart['id'],
): CompliancePartItems | null {
  return evidence?.parts.find(({ id }) => id === part) ?? null;
}
