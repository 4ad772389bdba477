import { describe, expect, it } from 'vitest';
import { isSeveral, readNamespaces, scopeWords, toggled } from './scope.ts';

describe('a choice of namespaces', () => {
  it('grows from the own one and falls back to it', () => {
    const two = toggled('own', 'team-a', 'acgs');
    expect(two).toEqual(['acgs', 'team-a']);
    expect(isSeveral(two)).toBe(true);
    const one = toggled(two, 'acgs', 'acgs');
    expect(one).toEqual(['team-a']);
    expect(isSeveral(one)).toBe(false);
    expect(toggled(one, 'team-a', 'acgs')).toBe('own');
    expect(toggled(two, 'team-a', 'acgs')).toBe('own');
  });

  it('begins anew after all of them', () => {
    expect(toggled('all', 'team-a', 'acgs')).toEqual(['team-a']);
  });

  it('is said in words', () => {
    expect(scopeWords('all', 'acgs')).toBe('any namespace');
    expect(scopeWords('own', 'acgs')).toBe('the namespace acgs');
    expect(scopeWords('own', null)).toBe('the profile’s namespace');
    expect(scopeWords(['a', 'b'], 'acgs')).toBe('these 2 namespaces');
  });

  it.each([
    [null, 'own'],
    ['"all"', 'all'],
    ['["team-a","Not A Name"]', ['team-a']],
    ['[]', 'own'],
    ['{"x":1}', 'own'],
    ['not json', 'own'],
  ])('is read back from %s', (kept, namespaces) => {
    expect(readNamespaces(kept)).toEqual(namespaces);
  });
});
