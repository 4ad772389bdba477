import type {
  ComplianceEvidence,
  ComplianceHeadline,
  ComplianceMode,
  CompliancePart,
  ComplianceVerdict,
} from '../../../contract/compliance.ts';
import { counted, formatBeside, formatPercent } from '../../format/number.ts';
import { ended, sentence } from '../../format/words.ts';

export const MODES: readonly { id: ComplianceMode; title: string; says: string }[] = [
  { id: 'quick', title: 'Quick', says: 'the hash, and what is known of the rest; under 2 s' },
  { id: 'production', title: 'Production', says: 'everything' },
  { id: 'emergency', title: 'Emergency', says: 'the hash everywhere at once, then the safety patterns' },
  { id: 'daily', title: 'Daily', says: 'everything, as the daily routine does' },
];

export const VERDICT_WORDS: Record<ComplianceVerdict, string> = {
  compliant: 'compliant',
  violated: 'violated',
  inconclusive: 'cannot be told',
};

/** What the parts are made of, for the head of their tables. */
export const ITEM_WORDS: Record<CompliancePart['id'], string> = {
  hash: 'Component',
  compliance: 'Service',
  audit: 'Kind of act',
  dgm: 'Safety pattern',
  governance: 'Part of governance',
};

/** Of which of a part's items the course can be shown: those that counted less than they could first, with the least. */
export function itemChoices(
  items: readonly { id: string; title: string; low: number }[],
  chosen: string | null,
): { value: string; label: string }[] {
  const known = items.map(({ id, title, low }) => ({
    value: id,
    label: low < 1 ? `${title}: ${leastOf(low)}` : title,
  }));
  const isKnown = chosen === null || items.some(({ id }) => id === chosen);
  return [
    { value: '', label: 'The whole part' },
    ...known,
    ...(isKnown ? [] : [{ value: chosen, label: chosen }]),
  ];
}

function leastOf(low: number): string {
  const { value, unit } = formatPercent(low, 0);
  return `at worst ${value} ${unit}`;
}

/** The answer in a sentence, without its full stop. */
export function verdictSentence({ verdict, parts }: Pick<ComplianceHeadline, 'verdict' | 'parts'>): string {
  const missed = parts.filter(({ state }) => state === 'missed').map(({ title }) => title);
  const unknown = parts.filter(({ state }) => state === 'unknown').map(({ title }) => title);
  const rest = unknown.length > 0 ? `; ${listed(unknown)} cannot be told` : '';
  switch (verdict) {
    case 'compliant':
      return `Compliant: all ${counted(parts.length)} parts meet their targets`;
    case 'violated':
      return `Violated: ${listed(missed)} ${missed.length === 1 ? 'misses its target' : 'miss their targets'}${rest}`;
    case 'inconclusive':
      return `It cannot be told: ${counted(unknown.length)} of ${counted(parts.length)} parts ${unknown.length === 1 ? 'is' : 'are'} unknown (${listed(unknown)})`;
  }
}

/** `18 of 18`; weights of tenths with as many digits as they have. */
export function fraction({ numerator, denominator }: { numerator: number; denominator: number }): string {
  return `${amount(numerator)} of ${amount(denominator)}`;
}

/** At most three digits behind the point, cut: what is not all of it must not read so. */
export function amount(value: number, digits = 3): string {
  const whole = 10 ** digits;
  return String(Math.floor(value * whole + 1e-6) / whole);
}

/** A share beside its target: `97 %`; null is `unknown`. */
export function share(value: number | null, target: number): string {
  return value === null ? 'unknown' : `${formatBeside(value, target, 'ratio').value}\u00a0%`;
}

export function targetWords({ target, good }: Pick<CompliancePart, 'target' | 'good'>): string {
  return `${good === 'above' ? 'above' : 'at least'} ${formatPercent(target, 2).value} %`;
}

/** Digits of a measured share are many: what evidence counts, to be read. */
export function valueWords({ value, count }: Pick<ComplianceEvidence, 'value' | 'count'>): string {
  const figure = value === null ? 'neither way' : amount(value);
  return count === 1 ? figure : `${figure}, of ${count}`;
}

function listed(names: readonly string[]): string {
  const [last = '', ...others] = names.toReversed();
  return others.length === 0 ? last : `${others.reverse().join(', ')} and ${last}`;
}

/** The core's words as a sentence; a name at its beginning, such as a config map's, stays as it is written. */
export function said(text: string): string {
  return /^[a-z]+(?=[ ,])/.test(text) ? sentence(text) : ended(text);
}
