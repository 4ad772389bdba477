import { describe, expect, it } from 'vitest';
import { fillIn, isReference, referencesIn, resolveTemplate, type Scope } from './template.ts';

const scope: Scope = {
  parameters: {
    name: 'a; rm -rf /',
    nested: { list: [1, 2] },
    escape: '$(reboot) `x` ${{ run.id }} "\n../../etc',
  },
  steps: (id) => (id === 'sub/look' ? { status: 'failed', output: ['x', { y: 1 }] } : undefined),
  run: { id: 'r1' },
};

describe('a template', () => {
  it('keeps the type of what it stands for when it is all of a text', () => {
    expect(resolveTemplate('${{ parameters.nested }}', scope)).toEqual({ list: [1, 2] });
    expect(resolveTemplate(['${{ steps.sub/look.output.1.y }}', 7], scope)).toEqual([1, 7]);
    expect(resolveTemplate('${{ parameters.nested.list.length }}', scope)).toBe(2);
  });

  it('is put into a text as text', () => {
    expect(resolveTemplate('${{run.id}}: ${{ parameters.nested.list }}', scope)).toBe('r1: [1,2]');
  });

  it('puts in data: what is put in is never looked through again', () => {
    expect(resolveTemplate('echo ${{ parameters.escape }}', scope)).toBe(
      'echo $(reboot) `x` ${{ run.id }} "\n../../etc',
    );
  });

  it.each([
    '${{ parameters.constructor }}',
    '${{ parameters.nested.__proto__ }}',
    '${{ steps.other.output }}',
    '${{ steps.sub/look.output.5 }}',
    '${{ env.HOME }}',
    '${{ 1 + 1 }}',
    '${{ }}',
  ])('stands for nothing where there is nothing: %s', (text) => {
    expect(resolveTemplate(text, scope)).toBeUndefined();
    expect(resolveTemplate(`x ${text}`, scope)).toBeUndefined();
  });

  it('says what is not there', () => {
    expect(() => fillIn({ a: ['${{ steps.other.output.z }}'] }, scope, 'Restart')).toThrow(
      'Restart: steps.other.output.z is not there',
    );
  });

  it('is found wherever it is, and told from what is none', () => {
    const found = referencesIn({
      a: '${{ parameters.x }} ${{ env.HOME }}',
      b: [{ c: '${{ steps.a-b.status }}' }],
    });
    expect(found.map(({ text }) => text)).toEqual(['parameters.x', 'env.HOME', 'steps.a-b.status']);
    expect(found.map(isReference)).toEqual([true, false, true]);
  });
});
