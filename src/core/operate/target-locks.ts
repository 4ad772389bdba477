import type { Clock } from '../kernel/clock.ts';
import { OperatorError } from '../kernel/errors.ts';
import type { OperationLock, OperationLocks } from '../store/locks/index.ts';

/** Who an operating system knows as holding a lock. */
export interface Owner {
  processId: number;
  host: string;
}

/** How a lock's owner is doing: `dead` is proven, `silent` may be asleep or on another machine. */
export type OwnerState = 'alive' | 'silent' | 'dead';

export interface HeldTarget {
  /**
   * Notes, durably, that the change is about to be sent.
   *
   * @throws OperatorError `refused` when somebody broke the lock meanwhile
   */
  begin(): void;
  release(): void;
  /** Stops the heartbeat and leaves the lock: what was begun could not be journaled to its end. */
  abandon(): void;
}

export interface TargetLocks {
  /** @throws OperatorError `refused` naming who holds the target, and since when */
  take(operation: Pick<OperationLock, 'target' | 'operationId' | 'kind' | 'summary' | 'actor'>): HeldTarget;
  list(): { lock: OperationLock; owner: OwnerState }[];
  /**
   * Takes a lock from its owner, whatever that one's state, lets `then` say what becomes of the
   * operation, and frees the target. False when another process was first.
   */
  inherit(lock: OperationLock, then: () => void): boolean;
}

export const HEARTBEAT_MS = 10_000;
/** Several heartbeats: a busy machine misses one or two. */
const SILENT_AFTER_MS = 60_000;

export function createTargetLocks(options: {
  locks: OperationLocks;
  clock: Clock;
  owner: Owner;
  /** Whether a process of this machine still runs. */
  isRunning: (processId: number) => boolean;
}): TargetLocks {
  const { locks, clock, owner, isRunning } = options;

  /** Operations that are in hand here. */
  const held = new Set<string>();

  const stateOf = (lock: OperationLock): OwnerState =>
    held.has(lock.operationId) && isRunning(lock.processId)
      ? 'alive'
      : ownerState(lock, { host: owner.host, isRunning, now: clock.now() });

  return {
    take(operation) {
      if (!locks.take({ ...operation, ...owner, acquiredAt: clock.now() })) {
        const holder = locks.held(operation.target);
        throw inUse(operation.target, holder, holder && stateOf(holder), clock.now());
      }
      const { operationId } = operation;
      let cancel = () => {};
      const beat = () => {
        cancel = clock.after(HEARTBEAT_MS, () => {
          try {
            locks.beat(operationId, clock.now());
          } catch {
            // A store that is busy or full: the next beat comes, and without one the owner counts as silent.
          }
          beat();
        });
      };
      beat();
      held.add(operationId);
      const letGo = () => {
        cancel();
        held.delete(operationId);
      };
      return {
        begin() {
          if (locks.begin(operationId, clock.now())) return;
          throw new OperatorError('refused', `The lock of ${operation.target} was broken meanwhile`, {
            hint: 'Look at the target and at the journal, then decide again.',
          });
        },
        release() {
          letGo();
          locks.release(operationId);
        },
        abandon: letGo,
      };
    },
    list: () => locks.list().map((lock) => ({ lock, owner: stateOf(lock) })),
    inherit(lock, then) {
      if (!locks.adopt(lock, owner, clock.now())) return false;
      then();
      locks.release(lock.operationId);
      return true;
    },
  };
}

/** How whoever holds something is doing, by what is known of processes of this machine and by its heartbeat. */
export function ownerState(
  of: { processId: number; host: string; heartbeatAt: number },
  here: { host: string; isRunning: (processId: number) => boolean; now: number },
): OwnerState {
  if (of.host === here.host && !here.isRunning(of.processId)) return 'dead';
  // A heartbeat from the future is none: the clock was set back, and whoever lives beats by the new one.
  return Math.abs(here.now - of.heartbeatAt) > SILENT_AFTER_MS ? 'silent' : 'alive';
}

/** Signal 0 asks without doing anything; a process of somebody else's answers EPERM. */
export function isProcessRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function inUse(
  target: string,
  holder: OperationLock | undefined,
  state: OwnerState | undefined,
  now: number,
): OperatorError {
  // Released between the two looks.
  if (!holder)
    return new OperatorError('refused', `${target} was in use just now`, {
      hint: 'Try again.',
      retryable: true,
    });
  const seconds = Math.max(0, Math.round((now - holder.acquiredAt) / 1000));
  return new OperatorError(
    'refused',
    `${target} is in use by ${holder.actor} for ${seconds} s: ${holder.summary} (process ${holder.processId} on ${holder.host})`,
    {
      hint:
        state === 'alive'
          ? 'Wait until it is done.'
          : `Nothing was heard of that process lately: when it is gone, acgs locks break "${target}" frees it.`,
      retryable: true,
    },
  );
}
