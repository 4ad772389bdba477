/** A part of a range of time, epoch milliseconds. */
export interface TimeWindow {
  from: number;
  to: number;
}

/** Closer than this nothing more can be seen: so many steps fill the chart. */
const FEWEST_STEPS = 4;

/** Moved by so much, as far as the whole goes; it keeps its width. */
export function moved(window: TimeWindow, byMs: number, whole: TimeWindow): TimeWindow {
  const span = window.to - window.from;
  const from = Math.min(Math.max(window.from + byMs, whole.from), whole.to - span);
  return { from, to: from + span };
}

/** Widened by a factor (narrowed below 1) about a moment that stays where it is. */
export function zoomed(
  window: TimeWindow,
  factor: number,
  about: number,
  { whole, stepMs }: { whole: TimeWindow; stepMs: number },
): TimeWindow {
  const most = whole.to - whole.from;
  const span = Math.min(
    most,
    Math.max((window.to - window.from) * factor, Math.min(most, FEWEST_STEPS * stepMs)),
  );
  const share = (about - window.from) / (window.to - window.from);
  return moved({ from: about - share * span, to: about + (1 - share) * span }, 0, whole);
}

export function isWhole(window: TimeWindow, whole: TimeWindow): boolean {
  return window.from <= whole.from && window.to >= whole.to;
}
