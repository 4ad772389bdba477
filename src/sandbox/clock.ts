/** How the practice production's clock runs; times are epoch milliseconds. */
export interface ClockPace {
  /** How many of its milliseconds pass in a real one. */
  timeScale: number;
  /** It showed `at` when it was `since` in real life. */
  since: number;
  at: number;
}

/** The clock of the whole practice production: its time stamps, its counters and its pace. */
export interface SandboxClock {
  now(): number;
  timeScale(): number;
  /** With this, whoever watches the sandbox has a clock that shows the same. */
  pace(): ClockPace;
  /** From now on it runs so fast; it neither jumps nor goes back. */
  run(timeScale: number): void;
  onChange(listener: () => void): void;
}

/** @param base what it goes by at life's pace, in epoch milliseconds; left out: the machine's clock */
export function createSandboxClock(base: () => number = Date.now): SandboxClock {
  const listeners: (() => void)[] = [];
  // What other processes go by must be finer than a millisecond: each is many at a time scale.
  const real = base === Date.now ? () => performance.timeOrigin + performance.now() : base;
  let pace: ClockPace = { timeScale: 1, since: 0, at: 0 };
  const now = () =>
    pace.since === pace.at && pace.timeScale === 1
      ? base()
      : Math.round(pace.at + (real() - pace.since) * pace.timeScale);
  return {
    now,
    timeScale: () => pace.timeScale,
    pace: () => pace,
    run(timeScale) {
      if (timeScale === pace.timeScale) return;
      pace = { timeScale, since: real(), at: now() };
      for (const listener of listeners) listener();
    },
    onChange: (listener) => void listeners.push(listener),
  };
}
