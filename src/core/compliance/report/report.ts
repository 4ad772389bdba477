import { createHash } from 'node:crypto';
import { percent } from '../../kernel/percent.ts';
import type { Assessment, Part } from '../assessment.ts';
import { type AssessmentDocument, documentOf } from '../export/document.ts';
import { changesSince } from '../lines.ts';
import type { Violation } from '../violations/index.ts';

/** A validation as it is handed to somebody who was not there. */
export interface ComplianceReport {
  title: string;
  profile: string;
  environment: string;
  id: string;
  checkedAt: string;
  mode: Assessment['mode'];
  verdict: Assessment['verdict'];
  score: Assessment['score'];
  expectedHash: string;
  /** What has become of each part since an earlier validation, a line each; none when there was no such. */
  changes: string[];
  parts: (Pick<Part, 'id' | 'title' | 'state' | 'value' | 'atMost' | 'target' | 'says' | 'observedAt'> & {
    /** What counts less than it could. */
    lacking: { title: string; counts: number | null; says: string | null }[];
    /** How many pieces of evidence there are, and the SHA-256 of the part's items as JSON. */
    evidence: { count: number; sha256: string };
  })[];
  violations: AssessmentDocument['violations'];
  /** SHA-256 of the validation as `compliance export --format json` prints its parts. */
  evidenceSha256: string;
}

/** A page of paper has about so many of one part; an export has all. */
const MOST_LACKING = 50;

export function reportOf(
  found: Assessment,
  about: {
    profile: string;
    environment: string;
    before: Assessment | undefined;
    violations: readonly Violation[];
  },
): ComplianceReport {
  const { profile, environment, before } = about;
  const { id, checkedAt, mode, verdict, score, expectedHash } = found;
  return {
    title: `Constitutional compliance of ${profile}`,
    ...{ profile, environment, id, checkedAt, mode, verdict, score, expectedHash },
    changes: changesSince(before, found),
    parts: found.parts.map(({ items, ...part }) => ({
      ...{ id: part.id, title: part.title, state: part.state, value: part.value, atMost: part.atMost },
      ...{ target: part.target, says: part.says, observedAt: part.observedAt },
      lacking: items
        .filter(({ counts }) => counts !== 1)
        .slice(0, MOST_LACKING)
        .map(({ title, counts, says }) => ({ title, counts, says })),
      evidence: {
        count: items.reduce((sum, { evidence }) => sum + evidence.length, 0),
        sha256: sha256(items),
      },
    })),
    violations: documentOf(found, about.violations).violations,
    evidenceSha256: sha256(documentOf(found, []).parts),
  };
}

function sha256(document: unknown): string {
  return createHash('sha256').update(JSON.stringify(document)).digest('hex');
}

/** A share as it is read; what nobody knows is not a figure. */
export function share(value: number | null): string {
  return value === null ? 'unknown' : percent(value);
}
