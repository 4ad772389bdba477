import { expect, it } from 'vitest';
import { problemOf } from './problem.ts';

it('takes the problem that the core sent as data', () => {
  const data = { code: 'forbidden', message: 'May not list pods.', hint: 'Ask for list on pods.' };
  expect(problemOf(Object.assign(new Error('Forbidden'), { code: 'FORBIDDEN', data }))).toEqual(data);
});

it('makes one of what the transport says', () => {
  expect(
    problemOf(Object.assign(new Error('Internal server error'), { code: 'INTERNAL_SERVER_ERROR' })),
  ).toEqual({
    code: 'internal-server-error',
    message: 'Internal server error',
    hint: null,
  });
});

it('has a sentence for what is no error at all', () => {
  expect(problemOf(undefined)).toEqual({
    code: 'internal',
    message: 'The control center could not answer.',
    hint: null,
  });
});
