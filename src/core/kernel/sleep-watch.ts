import type { Cancel, Clock } from './clock.ts';

/** How often it is looked whether time has jumped. */
const LOOK_MS = 5000;
/** More than a busy moment: between two looks the machine slept, or its clock was set. */
const JUMP_MS = 10_000;

/**
 * Notices that the machine slept, where nobody tells: the wall clock went on while the timers stood still
 * (Linux, macOS), or a timer came far too late (Windows).
 *
 * @param onWake gets how long it was, milliseconds
 * @returns stops looking
 */
export function watchSleep(clock: Clock, onWake: (sleptMs: number) => void): Cancel {
  let cancel: Cancel = () => {};
  let lastAt = clock.now();
  const look = () => {
    const now = clock.now();
    const sleptMs = now - lastAt - clock.during(LOOK_MS);
    lastAt = now;
    if (sleptMs > clock.during(JUMP_MS)) onWake(sleptMs);
    cancel = clock.real.after(LOOK_MS, look);
  };
  cancel = clock.real.after(LOOK_MS, look);
  return () => cancel();
}
