import { expect, it } from 'vitest';
import { worstLevel } from './worst-level.ts';

it('takes the worst finding', () => {
  expect(worstLevel(['warning', 'critical', 'unknown'], 'fail')).toBe('critical');
});

it('is never good when the verdict is not pass, whatever was found', () => {
  expect(worstLevel([], 'unknown')).toBe('unknown');
  expect(worstLevel([], 'fail')).toBe('warning');
  expect(worstLevel(['unknown'], 'fail')).toBe('warning');
});

it('is good only with a pass and nothing found', () => {
  expect(worstLevel([], 'pass')).toBe('good');
  expect(worstLevel(['unknown'], 'pass')).toBe('unknown');
});
