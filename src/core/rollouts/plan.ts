import { OperatorError } from '../kernel/errors.ts';
import { durationOf, durationText, PromqlError } from '../promql/index.ts';
import type { StageCheck } from './check.ts';

/** What a rollout is to do: shares of traffic that rise, each watched for a while before the next. */
export interface RolloutPlan {
  /** At least one, in their order. */
  stages: readonly Stage[];
}

export interface Stage {
  /** 0 to 100; of a plan that gives traffic more than the stage before. */
  percentage: number;
  /** How long it is watched before it has passed. 0: the last one, whose rollout ends with being set. */
  monitorMs: number;
  checks: readonly StageCheck[];
}

/** The deployment guide's phase 4. */
export const DEFAULT_STAGES = { percentages: '10,50,100', monitor: '4h,8h,0s' } as const;

/** Whoever means to watch one share for longer has mistyped, or wants a state and no rollout. */
const LONGEST_MONITOR_MS = 14 * 86_400_000;

/**
 * Reads a plan as an operator writes it: `10,50,100` and `4h,8h,0s`.
 *
 * @throws OperatorError `usage` naming the stage and what is wrong with it
 */
export function planOf(
  { percentages, monitor }: { percentages: string; monitor: string },
  checks: readonly StageCheck[],
): RolloutPlan {
  const shares = percentages.split(',').map((text) => text.trim());
  const windows = monitor.split(',').map((text) => text.trim());
  if (shares.length !== windows.length) {
    throw wrong(
      `${counted(shares.length, 'percentage')} (${percentages}) and ${counted(windows.length, 'monitor window')} (${monitor})`,
      'Give one window for each percentage, such as 10,50,100 and 4h,8h,0s.',
    );
  }
  let before = 0;
  const stages = shares.map((text, index): Stage => {
    const stage = `Stage ${index + 1}`;
    const percentage = percentageOf(text, stage);
    if (percentage <= before) {
      const than = index === 0 ? `no more than nothing` : `not more than the ${before} % of the stage before`;
      throw wrong(`${stage}: ${percentage} % is ${than}`, 'Percentages rise from stage to stage, up to 100.');
    }
    before = percentage;
    return {
      percentage,
      monitorMs: windowOf(windows[index] ?? '', stage, index === shares.length - 1),
      checks,
    };
  });
  return { stages };
}

/**
 * The way back from a share: so many percent less each time, down to nothing.
 *
 * @throws OperatorError `usage` for a step or window that is none; `conflict` when there is nothing to take away
 */
export function fallingPlan(
  { from, step, monitor }: { from: number; step: number; monitor: string },
  checks: readonly StageCheck[],
): RolloutPlan {
  if (!Number.isInteger(step) || step < 1 || step > 100) {
    throw wrong(`${step} is no step of a rollback`, 'It takes whole numbers from 1 to 100, such as 25.');
  }
  const monitorMs = windowOf(monitor.trim(), 'Each step', false);
  if (from === 0) throw new OperatorError('conflict', 'All traffic is taken away already: the share is 0 %');
  const stages: Stage[] = [];
  for (let share = from; share > 0; ) {
    share = Math.max(0, share - step);
    stages.push({ percentage: share, monitorMs, checks });
  }
  return { stages };
}

function percentageOf(text: string, stage: string): number {
  const value = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
  if (value <= 100) return value;
  throw wrong(
    `${stage}: "${text}" is no percentage`,
    'It takes whole numbers from 1 to 100, such as 10,50,100.',
  );
}

function windowOf(text: string, stage: string, isLast: boolean): number {
  const ms = millisecondsOf(text);
  if (ms === null) {
    throw wrong(
      `${stage}: "${text}" is no monitor window`,
      'It takes a span of time such as 30m, 4h or 1h30m.',
    );
  }
  if (ms > LONGEST_MONITOR_MS) {
    throw wrong(`${stage}: a monitor window of ${text} is longer than ${durationText(LONGEST_MONITOR_MS)}`);
  }
  if (ms === 0 && !isLast) {
    throw wrong(
      `${stage}: with a monitor window of ${text} nobody would watch it before the next stage`,
      'Only the last stage can do without a window.',
    );
  }
  return ms;
}

function millisecondsOf(text: string): number | null {
  try {
    return durationOf(text);
  } catch (error) {
    if (error instanceof PromqlError) return null;
    throw error;
  }
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function wrong(sentence: string, hint?: string): OperatorError {
  return new OperatorError('usage', sentence, hint === undefined ? {} : { hint });
}
