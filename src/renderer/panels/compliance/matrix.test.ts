import { describe, expect, it } from 'vitest';
import type { ComplianceEvidence, ComplianceItem } from '../../../contract/compliance.ts';
import { columnOf, columnsOf, rowsOf, stateOfComponent, worstOfPlaces } from './matrix.ts';

const HASH = 'cdd01ef066bc6cf2';

const place = (source: string, value: number | null, observed: string | null = HASH): ComplianceEvidence => ({
  ...{ source, expected: HASH, observed, value, count: 1, observedAt: '2026-06-27T12:00:00.000Z' },
  ...{ says: '', changedBy: null },
});

const component = (id: string, counts: number | null, evidence: ComplianceEvidence[]): ComplianceItem => ({
  ...{
    id,
    title: id,
    weight: 1,
    value: counts,
    counts,
    says: null,
    evidence,
    evidenceTotal: evidence.length,
  },
});

describe('the matrix of components', () => {
  it.each([
    ['http-header', 'HTTP header'],
    ['http', 'HTTP header'],
    ['http-body', 'HTTP body'],
    ['constitutional-validation', 'Validation'],
    ['deployment gs-service, CONSTITUTIONAL_HASH of container gs-service', 'Environment'],
    ['deployment gs-service, CONSTITUTIONAL_HASH of init container wait', 'Environment'],
    ['deployment gs-service, annotation constitutional-hash of its pod template', 'Annotation'],
    ['config map mlops-production-config, annotation constitutional-hash', 'Annotation'],
    ['config map mlops-production-config, key constitutional_hash', 'Config map'],
    ['deployment gs-service, label constitutional-hash', 'Label'],
    ['pods of deployment gs-service', 'Pods'],
    ['table model_versions', 'Database'],
    ['document constitution.md, line 5', 'Document'],
    ['a place of tomorrow', 'Elsewhere'],
  ])('puts %s under %s', (source, column) => {
    expect(columnOf(source)).toBe(column);
  });

  it('has only the columns in which something was seen, in their order', () => {
    const items = [
      component('a', 1, [place('table x', 1), place('http-header', 1)]),
      component('b', 1, [place('somewhere', 1)]),
    ];
    expect(columnsOf(items)).toEqual(['HTTP header', 'Database', 'Elsewhere']);
  });

  it('tells places that disagree from one that is wrong, and what nobody saw from both', () => {
    const other = 'deadbeef01234567';
    expect(stateOfComponent(component('a', 1, [place('http-header', 1)]))).toBe('match');
    expect(stateOfComponent(component('a', 0, [place('http-header', 0, other)]))).toBe('mismatch');
    const both = [place('http-header', 0, other), place('http-body', 1)];
    expect(stateOfComponent(component('a', 0, both))).toBe('conflict');
    expect(stateOfComponent(component('a', null, []))).toBe('unverified');
    // A stale look says nothing, even where it showed the right hash.
    expect(stateOfComponent(component('a', null, [place('http-header', null)]))).toBe('unverified');
  });

  it('shows of several places of a kind the worst: a mismatch before what is unverified before a match', () => {
    const [match, unseen, wrong] = [place('x', 1), place('y', null), place('z', 0)];
    expect(worstOfPlaces([match, unseen, wrong])).toBe(wrong);
    expect(worstOfPlaces([match, unseen])).toBe(unseen);
    expect(worstOfPlaces([])).toBeUndefined();
  });

  it('lists the worst first, and only those with every word', () => {
    const items = [
      component('fine', 1, [place('http-header', 1)]),
      component('gone', null, []),
      component('wrong', 0, [place('config map x, key y', 0, 'deadbeef')]),
    ];
    expect(rowsOf(items, '').map(({ id }) => id)).toEqual(['wrong', 'gone', 'fine']);
    expect(rowsOf(items, ' MISMATCH  config ').map(({ id }) => id)).toEqual(['wrong']);
    expect(rowsOf(items, 'deadbeef http').map(({ id }) => id)).toEqual([]);
  });
});
