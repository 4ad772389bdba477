import { PromqlError } from './errors.ts';
import { quote } from './text.ts';

const UNITS_MS = {
  y: 365 * 86_400_000,
  w: 7 * 86_400_000,
  d: 86_400_000,
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
} as const;

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
/** Go keeps durations in 64 bits of nanoseconds. */
const LONGEST_MS = 2 ** 63 / 1e6;

/** Milliseconds of a duration such as `1h30m`; throws in the words of Prometheus' `ParseDuration`. */
export function durationOf(text: string): number {
  if (text === '0') return 0;
  if (text === '') throw new PromqlError('parse', 'empty duration string');
  const parts = DURATION.exec(text);
  if (parts === null) throw new PromqlError('parse', complaintAbout(text));
  const milliseconds = Object.values(UNITS_MS).reduce(
    (sum, unit, at) => sum + Number(parts[at + 1] ?? 0) * unit,
    0,
  );
  if (milliseconds >= LONGEST_MS) throw new PromqlError('parse', 'duration out of range');
  return milliseconds;
}

/** The same; undefined where it is none. */
export function durationOrNone(text: string): number | undefined {
  try {
    return durationOf(text);
  } catch (error) {
    if (error instanceof PromqlError) return undefined;
    throw error;
  }
}

function complaintAbout(text: string): string {
  // Prometheus reads number by number and complains about the first thing that does not fit.
  let rest = text;
  let smallest = Number.POSITIVE_INFINITY;
  while (rest !== '') {
    const digits = /^\d+/.exec(rest)?.[0];
    if (digits === undefined) break;
    rest = rest.slice(digits.length);
    const unit = /^[^\d]+/.exec(rest)?.[0] ?? '';
    if (unit === '') break;
    if (!Object.hasOwn(UNITS_MS, unit)) return `unknown unit ${quote(unit)} in duration ${quote(text)}`;
    rest = rest.slice(unit.length);
    const length = UNITS_MS[unit as keyof typeof UNITS_MS];
    if (length >= smallest) break;
    smallest = length;
  }
  return `not a valid duration string: ${quote(text)}`;
}

/** A duration as Prometheus writes it: `1h30m`; years and weeks only when nothing is left over. */
export function durationText(milliseconds: number): string {
  let rest = Math.trunc(milliseconds);
  if (rest === 0) return '0s';
  let text = '';
  for (const [unit, length] of Object.entries(UNITS_MS)) {
    if ((unit === 'y' || unit === 'w') && rest % length !== 0) continue;
    const count = Math.trunc(rest / length);
    if (count <= 0) continue;
    text += `${count}${unit}`;
    rest -= count * length;
  }
  return text;
}
