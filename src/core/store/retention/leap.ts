/** A stretch that the clock jumped over: nobody knows whether it was wrong before, or is now. */
export interface Leap {
  /** The last that was recorded before it, epoch milliseconds. */
  from: number;
  /** Where the clock was found afterwards. */
  to: number;
}

/** Time as it was lived through here: the stretch that was jumped over took none. */
export interface LivedTime {
  /** The clock's time without the leap. */
  of(at: number): number;
  /** The clock's time again. */
  onClock(lived: number): number;
}

export function livedTime(leap: Leap | null): LivedTime {
  if (leap === null) return { of: (at) => at, onClock: (lived) => lived };
  const { from, to } = leap;
  return {
    of: (at) => (at <= from ? at : Math.max(from, at - (to - from))),
    onClock: (lived) => (lived <= from ? lived : lived + (to - from)),
  };
}
