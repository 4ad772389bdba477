import type { Assessment, Evidence, Item, Part } from '../assessment.ts';
import type { Violation } from '../violations/index.ts';

/** One place in which the constitutional hash was looked for. */
export interface ComponentPlace
  extends Pick<Evidence, 'source' | 'expected' | 'observed' | 'observedAt' | 'changedBy'> {
  /** The component's id. */
  id: string;
  state: 'match' | 'mismatch' | 'unverified';
}

/** What a check, a counter or a log says is not as the constitution has it. */
type ReportedViolation = Pick<
  Violation,
  'id' | 'component' | 'rule' | 'detectedAt' | 'state' | 'severity' | 'says'
>;

/** The whole of a validation as one JSON document: `--json`, and the export. */
export interface AssessmentDocument extends Omit<Assessment, 'parts'> {
  parts: (Part & { missing: string[] })[];
  components: ComponentPlace[];
  violations: ReportedViolation[];
}

/** @param violations those that are known; which of them were not over then is told */
export function documentOf(found: Assessment, violations: readonly Violation[]): AssessmentDocument {
  return {
    ...found,
    parts: found.parts.map((part) => ({
      ...part,
      missing: part.items.filter(({ counts }) => counts !== 1).map(({ title }) => title),
    })),
    components: found.parts
      .filter(({ id }) => id === 'hash')
      .flatMap(({ items }) => items)
      .flatMap(placesOf),
    violations: violations
      .filter(({ detectedAt }) => detectedAt <= found.checkedAt)
      .filter(({ verifiedAt }) => verifiedAt === null || verifiedAt > found.checkedAt)
      .map(({ id, component, rule, detectedAt, state, severity, says }) => ({
        ...{ id, component, rule, detectedAt, state, severity, says },
      })),
  };
}

/** A component of which nothing was seen has a place, too: what is expected is never left out. */
function placesOf({ id, evidence }: Item): ComponentPlace[] {
  if (evidence.length === 0) {
    return [
      {
        ...{ id, source: 'none', expected: null, observed: null, observedAt: null, changedBy: null },
        state: 'unverified',
      },
    ];
  }
  return evidence.map(({ source, expected, observed, value, observedAt, changedBy }) => ({
    ...{ id, source, expected, observed, observedAt, changedBy },
    state: value === null ? 'unverified' : value === 1 ? 'match' : 'mismatch',
  }));
}
