import { describe, expect, it } from 'vitest';
import type { Assessment } from './assessment.ts';
import type { Compliance } from './index.ts';
import { partOf } from './judge.ts';
import { PARTS } from './parts.ts';
import { type ValidationStep, validationSteps } from './steps.ts';

const PART_LIST = PARTS.map((info) => partOf(info, { target: 1, good: 'at-least' }, []));
const FOUND: Assessment = {
  ...{
    id: 'x',
    mode: 'production',
    checkedAt: '2026-06-27T12:00:00.000Z',
    since: '2026-05-28T12:00:00.000Z',
  },
  ...{ expectedHash: 'cdd01ef066bc6cf2', verdict: 'inconclusive', parts: PART_LIST },
  score: { value: null, atMost: null, target: 0.95 },
};

type Validate = Compliance['validate'];

async function stepsOf(validate: Validate): Promise<ValidationStep[]> {
  const told: ValidationStep[] = [];
  for await (const step of validationSteps({ validate }, 'production', undefined)) told.push(step);
  return told;
}

describe('the steps of a validation', () => {
  it('are told in their order, and end with what was found, without its evidence', async () => {
    const told = await stepsOf(async ({ tell, onPart }) => {
      tell?.('Hash: 9 of 14 services answered');
      for (const part of PART_LIST) {
        await Promise.resolve();
        onPart?.(part);
      }
      return FOUND;
    });
    expect(told.map(({ type }) => type)).toEqual(['line', 'part', 'part', 'part', 'part', 'part', 'found']);
    const last = told.at(-1);
    expect(last?.type === 'found' && last.found.parts.every((part) => !('items' in part))).toBe(true);
  });

  it('fail as the validation fails', async () => {
    await expect(stepsOf(() => Promise.reject(new Error('no disk')))).rejects.toThrow('no disk');
  });

  it('end the validation when whoever follows them leaves', async () => {
    let ended = false;
    const validate: Validate = ({ signal, tell }) =>
      new Promise((_, reject) => {
        signal?.addEventListener('abort', () => {
          ended = true;
          reject(signal.reason);
        });
        tell?.('begun');
      });
    for await (const step of validationSteps({ validate }, 'quick', undefined)) {
      expect(step).toEqual({ type: 'line', text: 'begun' });
      break;
    }
    expect(ended).toBe(true);
  });
});
