import { type Clock, toIso } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import type { Door } from './door.ts';
import type { OwnerState } from './target-locks.ts';

/** A change that is under way, as a screen shows it. */
export interface LockView {
  target: string;
  summary: string;
  actor: string;
  since: string;
  owner: OwnerState;
  process: number;
  host: string;
  /** Whether it may have been sent by now. */
  sent: boolean;
}

/** Other processes share the store and tell nobody. */
const LOOK_EVERY_MS = 1000;

/** What is under way, here or in another process on the same store; again after every change. */
export async function* lockFrames(options: {
  door: Pick<Door, 'locks'>;
  clock: Clock;
  signal?: AbortSignal | undefined;
}): AsyncGenerator<LockView[], void, void> {
  const { door, clock, signal } = options;
  const looks = conflate({
    clock,
    frameMs: LOOK_EVERY_MS,
    subscribe: (changed) => everySecond(clock, changed),
    snapshot: () =>
      door.locks().map(({ lock, owner }) => ({
        target: lock.target,
        summary: lock.summary,
        actor: lock.actor,
        since: toIso(lock.acquiredAt),
        owner,
        process: lock.processId,
        host: lock.host,
        sent: lock.begunAt !== null,
      })),
    signal,
  });
  let told: string | null = null;
  for await (const locks of looks) {
    const text = JSON.stringify(locks);
    if (text === told) continue;
    told = text;
    yield locks;
  }
}

function everySecond(clock: Clock, run: () => void): () => void {
  let cancel = () => {};
  const again = () => {
    cancel = clock.after(LOOK_EVERY_MS, () => {
      run();
      again();
    });
  };
  again();
  return () => cancel();
}
