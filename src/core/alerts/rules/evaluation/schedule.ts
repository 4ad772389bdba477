import type { Clock } from '../../../kernel/clock.ts';
import type { Stepwise } from '../../../kernel/slices.ts';
import type { RuleGroup } from '../rule.ts';
import { evaluatingGroup, type GroupState, type GroupSurroundings, newGroupState } from './group.ts';
import { createLane } from './lane.ts';
import { type RestoreOptions, restoreGroup } from './restore.ts';

export interface GroupSchedule {
  state(): GroupState;
  /** Evaluations that fell out because the one before took too long, or the machine slept. */
  missedIterations(): number;
  stop(): void;
}

export interface ScheduleOptions extends GroupSurroundings {
  clock: Clock;
  group: RuleGroup;
  /** For groups that name none. */
  defaultIntervalMs: number;
  /** Whether the alerts' waiting is taken up from what the store holds, as after a start. */
  restore: boolean;
  outageToleranceMs?: number;
  forGracePeriodMs?: number;
  /** The group as whoever keeps a book of its alerts knows it; left out: as if it had never been evaluated. */
  initial?: GroupState;
  /** Does an evaluation; left out: in slices of its own. Rejects when the signal is aborted. */
  lane?(work: Stepwise<GroupState>, signal: AbortSignal): Promise<GroupState>;
  /** May say otherwise what an evaluation has led to, before the next one builds on it. */
  review?(before: GroupState, after: GroupState, atMs: number): GroupState;
  /** Called after each evaluation, and after a restore with the same moment again. */
  onState(state: GroupState, atMs: number): void;
}

/**
 * Evaluates a group at whole multiples of its interval. As in Prometheus the first two evaluations after a start
 * come before the restore: series that alerts depend on may not be there earlier. An evaluation that takes long lets
 * others have their turn in between; its moment stays that of its beginning, and what it leads to is told in one piece.
 */
export function scheduleGroup(options: ScheduleOptions): GroupSchedule {
  const { clock, group, defaultIntervalMs, restore, onState, store, lane = createLane(clock) } = options;
  const intervalMs = group.intervalMs ?? defaultIntervalMs;
  let state = options.initial ?? newGroupState(group, { restored: !restore });
  let slotMs = slotBefore(clock.now(), intervalMs);
  let evaluations = 0;
  let missed = 0;
  const stopping = new AbortController();

  const restoreOptions: RestoreOptions = {
    source: store,
    ...(options.outageToleranceMs === undefined ? {} : { outageToleranceMs: options.outageToleranceMs }),
    ...(options.forGracePeriodMs === undefined ? {} : { forGracePeriodMs: options.forGracePeriodMs }),
  };

  const ifWanted = (error: unknown): undefined => {
    if (!stopping.signal.aborted) throw error;
  };

  const evaluate = async () => {
    const now = clock.now();
    // A clock that was set back must not silence the rules until it has caught up.
    if (now < slotMs) slotMs = slotBefore(now, intervalMs) - intervalMs;
    const passed = Math.floor((now - slotMs) / intervalMs);
    if (passed < 1) {
      cancel = waitForNext();
      return;
    }
    missed += passed - 1;
    slotMs += passed * intervalMs;
    const evaluated = await lane(evaluatingGroup(state, slotMs, options), stopping.signal).catch(ifWanted);
    // Another process may have the part already: nothing more is told of it.
    if (evaluated === undefined || stopping.signal.aborted) return;
    state = options.review?.(state, evaluated, slotMs) ?? evaluated;
    evaluations += 1;
    onState(state, slotMs);
    if (restore && evaluations === 2) {
      state = restoreGroup(state, clock.now(), restoreOptions);
      onState(state, slotMs);
    }
    if (!stopping.signal.aborted) cancel = waitForNext();
  };

  const waitForNext = () => clock.after(slotMs + intervalMs - clock.now(), () => void evaluate());
  let cancel = waitForNext();

  return {
    state: () => state,
    missedIterations: () => missed,
    stop() {
      stopping.abort();
      cancel();
    },
  };
}

function slotBefore(nowMs: number, intervalMs: number): number {
  return Math.floor(nowMs / intervalMs) * intervalMs;
}
