import type { ServiceId } from '../connect/profile/systems.ts';
import { OperatorError } from '../kernel/errors.ts';
import { durationOrNone, durationText } from '../promql/index.ts';
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
  /** Load that it has to stand once the share is set, before it is watched. */
  gate?: Gate;
}

/** A load test: `path` null for where the system's probe asks. Its checks are of its figures. */
export interface Gate {
  system: ServiceId;
  path: string | null;
  requests: number;
  workers: number;
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
  const stages = stagesOf(
    shares.map((percentage, index) => ({ percentage, monitor: windows[index] ?? '' })),
    (index, _, says, hint) => {
      throw wrong(`Stage ${index + 1}: ${says}`, hint);
    },
  );
  return { stages: stages.map((stage) => ({ ...stage, checks })) };
}

/** Tells what is wrong with a stage: the end of a sentence, and what to do. */
type Find = (index: number, what: 'percentage' | 'monitor', says: string, hint?: string) => void;

/** Stages whose shares rise and whose windows are some; those that are none are told, and left out. */
export function stagesOf(
  written: readonly { percentage: string; monitor: string }[],
  find: Find,
): Omit<Stage, 'checks' | 'gate'>[] {
  let before = 0;
  return written.flatMap(({ percentage: text, monitor }, index) => {
    const percentage = /^\d{1,3}$/.test(text) ? Number(text) : Number.NaN;
    if (!(percentage <= 100)) {
      const hint = 'It takes whole numbers from 1 to 100, such as 10,50,100.';
      find(index, 'percentage', `"${text}" is no percentage`, hint);
    } else if (percentage <= before) {
      const than = index === 0 ? 'no more than nothing' : `not more than the ${before} % of the stage before`;
      const hint = 'Percentages rise from stage to stage, up to 100.';
      find(index, 'percentage', `${percentage} % is ${than}`, hint);
    }
    before = percentage;
    const window = windowOf(monitor, index === written.length - 1);
    if ('monitorMs' in window) return [{ percentage, monitorMs: window.monitorMs }];
    find(index, 'monitor', window.says, window.hint);
    return [];
  });
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
  const window = windowOf(monitor.trim(), false);
  if ('says' in window) throw wrong(`Each step: ${window.says}`, window.hint);
  const { monitorMs } = window;
  if (from === 0) throw new OperatorError('conflict', 'All traffic is taken away already: the share is 0 %');
  const stages: Stage[] = [];
  for (let share = from; share > 0; ) {
    share = Math.max(0, share - step);
    stages.push({ percentage: share, monitorMs, checks });
  }
  return { stages };
}

function windowOf(text: string, isLast: boolean): { monitorMs: number } | { says: string; hint?: string } {
  const monitorMs = durationOrNone(text);
  if (monitorMs === undefined) {
    const hint = 'It takes a span of time such as 30m, 4h or 1h30m.';
    return { says: `"${text}" is no monitor window`, hint };
  }
  if (monitorMs > LONGEST_MONITOR_MS)
    return { says: `a monitor window of ${text} is longer than ${durationText(LONGEST_MONITOR_MS)}` };
  if (monitorMs === 0 && !isLast) {
    const says = `with a monitor window of ${text} nobody would watch it before the next stage`;
    return { says, hint: 'Only the last stage can do without a window.' };
  }
  return { monitorMs };
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

function wrong(sentence: string, hint?: string): OperatorError {
  return new OperatorError('usage', sentence, hint === undefined ? {} : { hint });
}
