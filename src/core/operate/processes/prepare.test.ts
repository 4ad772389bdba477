import { expect, it } from 'vitest';
import type { Foresight } from './action.ts';
import { checkTyped } from './prepare.ts';
import { agreeQuestion, approvalQuestion } from './questions.ts';

const foresight: Foresight = {
  ...{
    how: 'not-predictable',
    words: 'Clear the cache',
    risk: 'destructive',
    calls: [],
    diff: null,
    notes: [],
  },
  typeToAgree: 'acgs-production',
};

it('has the name typed for whatever has a change made, and for nothing else', () => {
  const approval = approvalQuestion({ ...foresight, approval: 'missing' });
  for (const [question, choice] of [
    [agreeQuestion(foresight), 'agree'],
    [approval, 'break-glass'],
  ] as const) {
    expect(() => checkTyped(question, choice, undefined)).toThrow('has to be typed');
    expect(() => checkTyped(question, choice, 'acgs-staging')).toThrow('has to be typed');
    expect(checkTyped(question, choice, 'acgs-production')).toBeUndefined();
  }
  expect(checkTyped(approval, 'request', undefined)).toBeUndefined();
  expect(checkTyped(approval, 'skip', undefined)).toBeUndefined();
});
