import type { ComplianceRecords } from '../store/compliance/index.ts';
import type { Sample, Samples } from '../store/samples/index.ts';
import { type Assessment, PART_IDS } from './assessment.ts';

/** At least so much, 0 to 1; nothing is recorded where nothing is known. */
export const SCORE_SERIES = 'compliance_score';
/** At most so much, 0 to 1: more would it not be if everything unknown were good. */
export const AT_MOST_SERIES = 'compliance_score_at_most';
/** Label `part`; at least so much, 0 to 1. */
export const PART_SERIES = 'compliance_part';
/** Label `part`; at most so much, 0 to 1. */
export const PART_AT_MOST_SERIES = 'compliance_part_at_most';
/** Label `part`; 1 met, 0 missed; nothing where it is unknown. */
export const PART_MET_SERIES = 'compliance_part_met';
const SOURCE = 'compliance validation';

/** Makes the series before anything is known of them, so that rules that go by them wait and are not blind. */
export function prepareTrend(samples: Pick<Samples, 'resolve'>): void {
  const ofParts = [PART_SERIES, PART_MET_SERIES].flatMap((name) =>
    PART_IDS.map((part) => ({ name, labels: { part } })),
  );
  samples.resolve([{ name: SCORE_SERIES, labels: {} }, ...ofParts], SOURCE);
}

/** By which the score is called among figures by the hour; parts are by their ids. */
export const SCORE_FIGURE = 'score';

/** Writes down what a validation found, for the trend and for rules. */
export function recordTrend(
  {
    samples,
    records: { hours, items },
  }: { samples: Pick<Samples, 'record'>; records: Pick<ComplianceRecords, 'hours' | 'items'> },
  { score, parts }: Assessment,
  at: number,
): void {
  const values: Sample[] = [];
  const tell = (name: string, labels: Sample['labels'], value: number | null) => {
    if (value !== null) values.push({ name, labels, value });
  };
  tell(SCORE_SERIES, {}, score.value);
  tell(AT_MOST_SERIES, {}, score.atMost);
  for (const { id, value, atMost, state } of parts) {
    tell(PART_SERIES, { part: id }, value);
    tell(PART_AT_MOST_SERIES, { part: id }, atMost);
    tell(PART_MET_SERIES, { part: id }, state === 'unknown' ? null : Number(state === 'met'));
  }
  samples.record(at, values, SOURCE);
  for (const { id, value, atMost } of [{ id: SCORE_FIGURE, ...score }, ...parts]) {
    if (value !== null && atMost !== null) hours.add(at, id, value, atMost);
  }
  for (const part of parts) {
    const found = part.items.map(({ id, title, counts }) => ({
      ...{ id, title, low: counts ?? 0, high: counts ?? 1 },
    }));
    if (found.length > 0) items.add(at, part.id, found);
  }
}
