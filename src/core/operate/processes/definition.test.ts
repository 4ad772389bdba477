import { describe, expect, it } from 'vitest';
import { cycleIn, definitionFlaws, definitionHash, MAX_STEPS } from './definition.ts';
import { inARow, step } from './testing/open-processes.ts';

const read = (id: string, needs: string[] = []) => ({ ...step(id, 'read', { reading: 'x' }), needs });

describe('a definition', () => {
  it('has a hash of what it says, whatever the order it is written in', () => {
    const { kind, name, title, steps } = inARow(read('a'), read('b'));
    const hash = definitionHash({ kind, name, title, steps });
    expect(definitionHash({ steps, title, name, kind })).toBe(hash);
    expect(definitionHash({ kind, name, title: 'other', steps })).not.toBe(hash);
  });

  it('is refused for what keeps it from being run', () => {
    const flawed = {
      ...inARow(),
      steps: [
        { ...read('a', ['x']), timeoutMs: 0 },
        { ...read('a'), retry: { attempts: 1000, delayMs: 1, maxDelayMs: 1 } },
        read('a b'),
        step('c', 'read', { reading: '${{ secrets.x }}' }),
      ],
    };
    expect(definitionFlaws(flawed)).toEqual([
      'Two steps are called a',
      'Step a waits for x, which is no step',
      'Step a has no timeout',
      'Step a would be tried 1000 times; 1 to 100 are possible',
      '"a b" is no name for a step',
      'Step c: ${{ secrets.x }} names nothing',
    ]);
    expect(definitionFlaws(inARow())).toEqual(['There is no step']);
  });

  it('may have ten thousand steps in a row, and not one more', () => {
    const many = Array.from({ length: MAX_STEPS }, (_, index) => read(`s${index}`));
    expect(definitionFlaws(inARow(...many))).toEqual([]);
    expect(definitionFlaws(inARow(...many, read('more')))).toEqual([
      'There are 10001 steps, more than 10000',
    ]);
  });

  it('shows the way round where steps wait for each other', () => {
    expect(cycleIn([read('a', ['c']), read('b', ['a']), read('c', ['b']), read('d', ['a'])])).toEqual([
      'a',
      'c',
      'b',
      'a',
    ]);
    expect(cycleIn([read('a', ['a'])])).toEqual(['a', 'a']);
    expect(cycleIn([read('a'), read('b', ['a']), read('c', ['a', 'b'])])).toBeUndefined();
  });
});
