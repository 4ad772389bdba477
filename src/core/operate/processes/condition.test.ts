import { describe, expect, it } from 'vitest';
import { type Condition, judge, valuesIn } from './condition.ts';
import type { Scope } from './template.ts';

const scope: Scope = {
  parameters: { service: 'governance', limit: 3 },
  steps: (id) =>
    id === 'look' ? { status: 'succeeded', output: { watts: 40, on: true, name: null } } : undefined,
  run: { id: 'r1' },
};
const watts = '${{ steps.look.output.watts }}';
const missing = '${{ steps.never.output.watts }}';

describe('a condition', () => {
  it.each<[Condition, boolean | 'unknown']>([
    [{ value: watts, above: 30 }, true],
    [{ value: watts, above: 30, below: 35 }, false],
    [{ value: watts, atLeast: 40, atMost: 40 }, true],
    [{ value: watts, is: 40 }, true],
    [{ value: watts, is: '40' }, false],
    [{ value: watts, isNot: 40 }, false],
    [{ value: '${{ parameters.service }}', oneOf: ['integrity', 'governance'] }, true],
    [{ value: '${{ steps.look.output.on }}' }, true],
    [{ value: '${{ steps.look.status }}', is: 'succeeded' }, true],
    [{ value: watts, above: 30, is: '${{ parameters.limit }}' }, false],
  ])('%j is %s', (condition, is) => {
    expect(judge(condition, scope)).toBe(is);
  });

  it.each<[Condition, boolean | 'unknown']>([
    [{ value: missing, above: 30 }, 'unknown'],
    [{ value: '${{ steps.look.output.name }}', is: 'x' }, 'unknown'],
    [{ value: '${{ parameters.service }}', above: 3 }, 'unknown'],
    [{ not: { value: missing, above: 30 } }, 'unknown'],
    [{ all: [{ value: missing }, { value: watts, above: 30 }] }, 'unknown'],
    [{ all: [{ value: missing }, { value: watts, above: 50 }] }, false],
    [{ any: [{ value: missing }, { value: watts, above: 30 }] }, true],
    [{ any: [{ value: missing }, { value: watts, above: 50 }] }, 'unknown'],
  ])('goes by what is not known only as far as it must: %j is %s', (condition, is) => {
    expect(judge(condition, scope)).toBe(is);
  });

  it('names everything that it goes by', () => {
    const all: Condition = {
      all: [{ value: watts, is: '${{ parameters.limit }}' }, { not: { value: missing } }],
    };
    expect(valuesIn(all)).toEqual([watts, '${{ parameters.limit }}', null, missing, null, null]);
  });
});
