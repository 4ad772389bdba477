import type {
  AssessmentEvidence,
  AssessmentRow,
  ComplianceHeadline,
  ComplianceItem,
  ComplianceItemCourse,
  CompliancePart,
  ValidationStep,
} from '../../src/contract/compliance.ts';
import type { CourseSheet } from '../../src/contract/courses.ts';
import { itemCourseOf } from './compliance-item-course.ts';
import { complianceItems } from './compliance-items.ts';
import { type Answer, failure, isoAgo, type Moment, ripple, SILENCE } from './scenario.ts';

/** What a page may ask about compliance. */
export interface ComplianceScript {
  /** What was found last as of a moment; null when nobody had validated. */
  latest: (at: Moment, past: string | null) => Answer<ComplianceHeadline | null>;
  evidence: (at: Moment, id: string) => Answer<AssessmentEvidence>;
  list: (at: Moment) => Answer<AssessmentRow[]>;
  course: (at: Moment, range: { rangeMs: number; buckets: number }) => Answer<CourseSheet>;
  itemCourse: (
    at: Moment,
    range: { rangeMs: number; buckets: number; part: CompliancePart['id']; item: string | null },
  ) => Answer<ComplianceItemCourse>;
  /** What has been told of a validation by now; without `found` it is still under way. */
  steps: (at: Moment) => ValidationStep[];
}

const DAY = 86_400_000;
const INFO = {
  hash: { title: 'Hash integrity', weight: 0.25, target: 1, good: 'at-least' },
  compliance: { title: 'Compliance scoring', weight: 0.25, target: 0.95, good: 'above' },
  audit: { title: 'Audit trail coverage', weight: 0.2, target: 0.98, good: 'above' },
  dgm: { title: 'DGM safety patterns', weight: 0.2, target: 0.95, good: 'above' },
  governance: { title: 'Governance', weight: 0.1, target: 0.9, good: 'at-least' },
} as const;
const PART_IDS = ['hash', 'compliance', 'audit', 'dgm', 'governance'] as const;

type Items = Record<CompliancePart['id'], ComplianceItem[]>;
type State = CompliancePart['state'];

/** Figures of a part, counted from its items as the core counts them. */
function partOf(id: CompliancePart['id'], items: readonly ComplianceItem[]): CompliancePart {
  const { target, good, ...info } = INFO[id];
  const sum = (of: (item: ComplianceItem) => number) =>
    Math.round(items.reduce((total, item) => total + of(item), 0) * 1e9) / 1e9;
  const denominator = sum(({ weight }) => weight);
  const numerator = sum(({ weight, counts }) => weight * (counts ?? 0));
  const open = sum(({ weight, counts }) => (counts === null ? weight : 0));
  const known = items.some(({ counts }) => counts !== null);
  const value = known ? numerator / denominator : null;
  const atMost = known ? (numerator + open) / denominator : null;
  const meets = (share: number) => (good === 'above' ? share > target : share >= target);
  const state: State =
    value === null || atMost === null
      ? 'unknown'
      : meets(value)
        ? 'met'
        : meets(atMost)
          ? 'unknown'
          : 'missed';
  const seen = items.flatMap(({ evidence }) => evidence.flatMap(({ observedAt }) => observedAt ?? []));
  return {
    ...{ id, ...info, target, good, numerator, denominator, value, atMost, state },
    observedAt: seen.toSorted()[0] ?? null,
    says: '',
    problem: items.length === 0 ? 'nobody looks for it' : null,
    itemsTotal: items.length,
    itemsShort: items.filter(({ counts }) => counts !== 1).length,
    itemsUnknown: items.filter(({ counts }) => counts === null).length,
  };
}

function headlineOf(items: Items, checkedAt: string, id: string): ComplianceHeadline {
  const parts = PART_IDS.map((part) => partOf(part, items[part]));
  const sum = (of: (part: CompliancePart) => number) =>
    Math.round(parts.reduce((total, part) => total + part.weight * of(part), 0) * 1e9) / 1e9;
  return {
    ...{ id, mode: 'production', checkedAt, expectedHash: 'cdd01ef066bc6cf2', parts },
    since: new Date(Date.parse(checkedAt) - 30 * DAY).toISOString(),
    verdict: parts.some(({ state }) => state === 'missed')
      ? 'violated'
      : parts.every(({ state }) => state === 'met')
        ? 'compliant'
        : 'inconclusive',
    score: { value: sum(({ value }) => value ?? 0), atMost: sum(({ atMost }) => atMost ?? 1), target: 0.95 },
  };
}

/** The score and its parts of a year, with a fortnight in which nobody validated. */
function courseOf(
  at: Moment,
  { rangeMs, buckets }: { rangeMs: number; buckets: number },
  found: ComplianceHeadline,
): CourseSheet {
  const bucketMs = rangeMs / buckets;
  const from = at.nowMs - rangeMs;
  const figures = [{ id: 'score', title: 'Score', good: 'above' as const, ...found.score }, ...found.parts];
  return {
    from: new Date(from).toISOString(),
    to: new Date(at.nowMs).toISOString(),
    bucketMs,
    marks: [],
    items: figures.map(({ id, title, target, good, value, atMost }, seed) => {
      const usual = Math.max(target + 0.01, 0.975);
      const values = Array.from({ length: buckets }, (_, index) => {
        const share = index / buckets;
        if (share > 0.4 && share < 0.46) return null;
        if (share > 0.97) return value;
        return Math.min(1, usual + 0.012 * ripple(seed, index / 9));
      });
      const buckets_ = (of: (index: number) => number | null) =>
        values.map((_, index): [number, number | null, number | null, number | null] => {
          const figure = of(index);
          return [from + index * bucketMs, figure, figure, figure];
        });
      const isKnown = value !== null;
      return {
        ...{ id, title, unit: 'ratio' as const, good, value, observedAt: found.checkedAt },
        level: value === null ? 'unknown' : value === atMost && value > target ? 'good' : 'critical',
        source: isKnown ? 'validations of compliance' : null,
        missing: isKnown ? null : 'no validation of this time knew it',
        lines: [{ name: 'target', value: target, level: 'target' as const }],
        curves: isKnown
          ? [
              { name: 'at least', buckets: buckets_((index) => values[index] ?? null) },
              {
                name: 'at most',
                buckets: buckets_((index) => (index / buckets > 0.97 ? atMost : (values[index] ?? null))),
              },
            ]
          : [],
      };
    }),
  };
}

const ID = '5f8f1f2e-4f3d-4c0e-9d9e-0c0a11a0ce01';

function scriptOf(items: (seen: string) => Items, agoMs: number): ComplianceScript {
  const found = (at: Moment, past: string | null = null) => {
    const checkedAt = isoAgo(past === null ? at : { ...at, nowMs: Date.parse(past) }, agoMs);
    return headlineOf(items(checkedAt), checkedAt, ID);
  };
  return {
    latest: found,
    evidence: (at, id) => {
      const all = items(isoAgo(at, agoMs));
      return {
        id,
        parts: PART_IDS.map((part) => ({ id: part, total: all[part].length, items: all[part] })),
      };
    },
    list: (at) =>
      Array.from({ length: 12 }, (_, index) => {
        const { verdict, score } = found(at);
        return {
          id: index === 0 ? ID : `${ID.slice(0, -2)}${index + 10}`,
          checkedAt: isoAgo(at, agoMs + index * DAY),
          mode: index % 3 === 1 ? 'quick' : 'production',
          verdict: index === 0 ? verdict : 'compliant',
          score: index === 0 ? score.value : 0.981,
        };
      }),
    course: (at, range) => courseOf(at, range, found(at)),
    itemCourse: (at, range) => itemCourseOf(at, range, items(isoAgo(at, agoMs))[range.part]),
    steps: (at) => [
      { type: 'line', text: 'Hash: 14 of 14 services answered' },
      ...PART_IDS.map((id): ValidationStep => ({ type: 'part', id, state: 'met' })),
      { type: 'found', found: found(at) },
    ],
  };
}

const well = (seen: string) => complianceItems(seen, {});

/** All five parts are met. */
export const compliantSystem = scriptOf(well, 180_000);

/** A service shows another hash, a config map disagrees, acts have no entry, and a pattern cannot be told. */
export const violatedSystem = scriptOf((seen) => complianceItems(seen, { faulty: true }), 40_000);

/** Nothing is missed, but nobody knows the services' scores or the audit trail. */
export const unknownParts = scriptOf((seen) => ({ ...well(seen), compliance: [], audit: [] }), 240_000);

/** Validated the day before yesterday. */
export const oldValidation = scriptOf(well, 2.2 * DAY);

/** Nobody has validated, and a validation that is under way. */
export const neverValidated: ComplianceScript = {
  ...compliantSystem,
  latest: () => null,
  list: () => [],
  steps: () => [
    { type: 'line', text: 'Hash: 9 of 14 services answered' },
    { type: 'part', id: 'dgm', state: 'met' },
    { type: 'part', id: 'governance', state: 'met' },
  ],
};

/** This operator may not see it. */
export const forbiddenCompliance: ComplianceScript = {
  ...compliantSystem,
  latest: () => {
    throw failure(
      'forbidden',
      'User "oncall" may not read the validations of compliance.',
      'Ask an administrator for the permission: read on compliance.',
    );
  },
};

/** Nothing ever answers. */
export const silentCompliance: ComplianceScript = {
  latest: () => SILENCE,
  evidence: () => SILENCE,
  list: () => SILENCE,
  course: () => SILENCE,
  itemCourse: () => SILENCE,
  steps: () => [],
};

/** Every question fails. */
export function failingCompliance(fail: () => never): ComplianceScript {
  return { latest: fail, evidence: fail, list: fail, course: fail, itemCourse: fail, steps: fail };
}
