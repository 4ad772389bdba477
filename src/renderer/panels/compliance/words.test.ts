import { describe, expect, it } from 'vitest';
import type { ComplianceHeadline, CompliancePart } from '../../../contract/compliance.ts';
import { isOld, levelOfCount, levelOfFound, OLD_MS } from './levels.ts';
import { amount, fraction, said, share, verdictSentence } from './words.ts';

const PART: CompliancePart = {
  ...{
    id: 'hash',
    title: 'Hash integrity',
    weight: 0.25,
    target: 1,
    good: 'at-least',
    says: '',
    problem: null,
  },
  ...{ numerator: 17, denominator: 17, value: 1, atMost: 1, state: 'met', observedAt: null },
  ...{ itemsTotal: 17, itemsShort: 0, itemsUnknown: 0 },
};
const part = (title: string, state: CompliancePart['state']): CompliancePart => ({ ...PART, title, state });
const AT = '2026-06-27T12:00:00.000Z';
const NOW = Date.parse(AT);
const found: ComplianceHeadline = {
  ...{ id: 'x', mode: 'production', checkedAt: AT, since: AT, verdict: 'compliant', parts: [PART] },
  expectedHash: 'cdd01ef066bc6cf2',
  ...{ score: { value: 1, atMost: 1, target: 0.95 }, parts: [PART] },
};

describe('words of compliance', () => {
  it('say the verdict in a sentence', () => {
    const met = part('Governance', 'met');
    expect(verdictSentence({ verdict: 'compliant', parts: [met, met] })).toBe(
      'Compliant: all two parts meet their targets',
    );
    const parts = [part('Hash integrity', 'missed'), met, part('Audit trail coverage', 'unknown')];
    expect(verdictSentence({ verdict: 'violated', parts })).toBe(
      'Violated: Hash integrity misses its target; Audit trail coverage cannot be told',
    );
    expect(verdictSentence({ verdict: 'inconclusive', parts: [met, part('Governance', 'unknown')] })).toBe(
      'It cannot be told: one of two parts is unknown (Governance)',
    );
  });

  it('never round a figure up to what it is not', () => {
    expect(fraction({ numerator: 17.9999, denominator: 18 })).toBe('17.999 of 18');
    expect(amount(0.30000000000000004)).toBe('0.3');
    expect(share(0.9996, 1)).toBe('99.96\u00a0%');
    expect(share(null, 1)).toBe('unknown');
  });

  it('leave a name at the beginning as it is written', () => {
    expect(said('mlops-production-config holds another')).toBe('mlops-production-config holds another.');
    expect(said('shows no hash')).toBe('Shows no hash.');
  });
});

describe('levels of compliance', () => {
  it('are never good where nobody looked, or not for long', () => {
    expect(levelOfFound(null, NOW)).toBe('unknown');
    expect(levelOfFound({ ...found, parts: [PART] }, NOW)).toBe('good');
    expect(levelOfFound({ ...found, parts: [PART] }, NOW + OLD_MS + 1)).toBe('unknown');
    // Bad news does not age into anything better.
    expect(levelOfFound({ ...found, verdict: 'violated', parts: [] }, NOW + OLD_MS + 1)).toBe('critical');
    expect(isOld(found, NOW + OLD_MS)).toBe(false);
  });

  it('hold a score against the target, and a check against all of it', () => {
    expect(levelOfCount(0.97, { id: 'compliance', target: 0.95 })).toBe('good');
    expect(levelOfCount(0.95, { id: 'compliance', target: 0.95 })).toBe('warning');
    expect(levelOfCount(0.97, { id: 'dgm', target: 0.95 })).toBe('warning');
    expect(levelOfCount(0, { id: 'hash', target: 1 })).toBe('critical');
    expect(levelOfCount(null, { id: 'hash', target: 1 })).toBe('unknown');
  });
});
