/** A strip of time, epoch milliseconds. */
export interface Span {
  from: number;
  to: number;
}

export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** How much of the past the strip shows. */
export const WIDTHS = [
  { value: String(HOUR_MS), label: '1 h' },
  { value: String(6 * HOUR_MS), label: '6 h' },
  { value: String(DAY_MS), label: '24 h' },
  { value: String(7 * DAY_MS), label: '7 d' },
  { value: String(30 * DAY_MS), label: '30 d' },
] as const;

/** The strip ends now while the moment is within it, and else has the moment in its middle. */
export function spanAround(at: number | null, nowMs: number, widthMs: number): Span {
  const to = at === null || at >= nowMs - widthMs ? nowMs : Math.min(nowMs, at + widthMs / 2);
  return { from: to - widthMs, to };
}

/** Where a moment is on the strip, 0 to 1. */
export function placeOf(ms: number, { from, to }: Span): number {
  return Math.min(1, Math.max(0, (ms - from) / (to - from)));
}

/** The moment at a place of the strip, to the second. */
export function momentAt(place: number, { from, to }: Span): number {
  const ms = from + Math.min(1, Math.max(0, place)) * (to - from);
  return Math.round(ms / 1000) * 1000;
}

/** Round times for the strip's labels, local, not more than fit. */
export function ticksOf({ from, to }: Span, most: number): number[] {
  const steps = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 7200].map(
    (minutes) => minutes * MINUTE_MS,
  );
  const step = steps.find((candidate) => (to - from) / candidate <= most) ?? 10 * DAY_MS;
  const zoneMs = new Date(to).getTimezoneOffset() * MINUTE_MS;
  const first = Math.ceil((from - zoneMs) / step) * step + zoneMs;
  const ticks: number[] = [];
  for (let tick = first; tick < to; tick += step) ticks.push(tick);
  return ticks;
}

export interface Press {
  key: string;
  shift: boolean;
}

/**
 * Where a key leads from a moment: arrows a minute, with Shift an hour, the page keys a day, Home and End
 * the ends of the record. Null is live; undefined is none of these keys.
 */
export function keyMoves(
  press: Press,
  at: number | null,
  record: { firstAt: number; now: number },
): number | null | undefined {
  const stepMs = press.shift ? HOUR_MS : MINUTE_MS;
  const from = at ?? record.now;
  const go = (ms: number) => (ms >= record.now ? null : Math.max(record.firstAt, ms));
  switch (press.key) {
    case 'ArrowLeft':
    case 'ArrowDown':
      return go(from - stepMs);
    case 'ArrowRight':
    case 'ArrowUp':
      return go(from + stepMs);
    case 'PageDown':
      return go(from - DAY_MS);
    case 'PageUp':
      return go(from + DAY_MS);
    case 'Home':
      return record.firstAt;
    case 'End':
    case 'Escape':
      return null;
    default:
      return undefined;
  }
}

/** For a field of the kind `datetime-local`, to the second. */
export function localFieldOf(ms: number): string {
  const moment = new Date(ms - new Date(ms).getTimezoneOffset() * MINUTE_MS);
  return moment.toISOString().slice(0, 19);
}
