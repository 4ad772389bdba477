import type { BaselineVerdict } from '../../../../contract/baselines.ts';
import type { Level } from '../../../../contract/health.ts';

/** A change for the worse is to be looked at; whether it is critical is for the thresholds to say. */
export const VERDICT_LEVELS: Record<BaselineVerdict, Level> = {
  worse: 'warning',
  unknown: 'unknown',
  changed: 'good',
  better: 'good',
  same: 'good',
};

export const VERDICT_WORDS: Record<BaselineVerdict, string> = {
  worse: 'worse',
  unknown: 'not known',
  changed: 'changed',
  better: 'better',
  same: 'as before',
};
