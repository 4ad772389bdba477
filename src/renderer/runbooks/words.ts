import type { Level } from '../../contract/health.ts';
import type { RunbookItem, RunStatus, RunStep, StepForesight } from '../../contract/runbooks.ts';

export const RUN_WORDS: Record<RunStatus, string> = {
  running: 'running',
  waiting: 'waits for somebody',
  paused: 'paused',
  interrupted: 'interrupted',
  succeeded: 'succeeded',
  failed: 'failed',
  aborted: 'stopped',
};

export const STEP_WORDS: Record<RunStep['status'], string> = {
  pending: 'to come',
  running: 'under way',
  waiting: 'waits for you',
  succeeded: 'done',
  failed: 'failed',
  skipped: 'skipped',
  unknown: 'not known whether it was done',
};

export const HOW_WORDS: Record<StepForesight['how'], string> = {
  simulated: 'simulated',
  probed: 'probed',
  'not-predictable': 'not predictable',
  skipped: 'skipped',
  fails: 'would fail',
};

/** Only what stands in the way has a mark: that a probe ran does not mean that what it found is well. */
export const HOW_LEVELS: Record<StepForesight['how'], Level | null> = {
  simulated: null,
  probed: null,
  'not-predictable': 'unknown',
  skipped: null,
  fails: 'critical',
};

export const RISK_WORDS: Record<RunbookItem['risk'], string> = {
  read: 'only looks',
  change: 'changes',
  destructive: 'destructive',
};

/** Whether a run needs a person. */
export function needsSomebody(status: RunStatus): boolean {
  return status === 'waiting' || status === 'paused' || status === 'interrupted';
}
