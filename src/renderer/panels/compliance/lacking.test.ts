import { describe, expect, it } from 'vitest';
import type { AssessmentEvidence, ComplianceItem, CompliancePart } from '../../../contract/compliance.ts';
import { lackingOf } from './lacking.ts';

const part = (id: CompliancePart['id'], state: CompliancePart['state'], problem: string | null) => ({
  ...{ id, title: id, state, numerator: 0, denominator: 0, value: null, atMost: null, weight: 0.2 },
  ...{ target: 0.9, good: 'above' as const, observedAt: null, problem, says: '' },
  ...{ itemsTotal: 0, itemsShort: 0, itemsUnknown: 0 },
});

const item = (id: string, counts: number | null): ComplianceItem => ({
  ...{ id, title: id, weight: 1, value: counts, counts, says: null, evidence: [], evidenceTotal: 0 },
});

const evidenceOf = (items: ComplianceItem[]): AssessmentEvidence => ({
  id: 'one',
  parts: [{ id: 'hash', items, total: items.length }],
});

describe('what compliance lacks', () => {
  it('is every item that counts less than it could, the worst first', () => {
    const evidence = evidenceOf([item('whole', 1), item('unseen', null), item('none', 0), item('half', 0.5)]);
    const lacking = lackingOf({ parts: [part('hash', 'missed', null)] }, evidence);
    expect(lacking.map(({ item: title, level }) => [title, level])).toEqual([
      ['none', 'critical'],
      ['half', 'warning'],
      ['unseen', 'unknown'],
    ]);
  });

  it('is a part of which nothing is known, with why', () => {
    const parts = [part('hash', 'met', null), part('audit', 'unknown', 'the journal cannot be read')];
    expect(lackingOf({ parts }, evidenceOf([item('whole', 1)]))).toMatchObject([
      { id: 'audit', item: null, level: 'unknown', says: 'The journal cannot be read.' },
    ]);
  });

  it('is nothing where everything counts fully', () => {
    expect(lackingOf({ parts: [part('hash', 'met', null)] }, evidenceOf([item('whole', 1)]))).toEqual([]);
  });
});
