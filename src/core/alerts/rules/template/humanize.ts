import { writeInstant } from './instants.ts';
import { formatFloat } from './numbers.ts';
import type { TemplateInstant } from './values.ts';

const four = (value: number) => formatFloat(value, 'g', 4);
const LARGE = ['k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const;
const SMALL = ['m', 'u', 'n', 'p', 'f', 'a', 'z', 'y'] as const;
const BINARY = ['ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'] as const;

/** With a metric prefix: `1234567` is `1.235M`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return four(value);
  return Math.abs(value) >= 1 ? grown(value, LARGE, 1000) : shrunk(value);
}

/** With a binary prefix: `2048` is `2ki`. */
export function humanize1024(value: number): string {
  return Math.abs(value) <= 1 || !Number.isFinite(value) ? four(value) : grown(value, BINARY, 1024);
}

/** Seconds as days, hours, minutes and seconds. */
export function humanizeDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return four(seconds);
  if (seconds === 0) return `${four(seconds)}s`;
  if (Math.abs(seconds) < 1) return `${shrunk(seconds)}s`;
  const sign = seconds < 0 ? '-' : '';
  const size = Math.abs(seconds);
  // Go's conversion to an integer gives this for what does not fit.
  const whole = size < 2 ** 63 ? BigInt(Math.trunc(size)) : -(2n ** 63n);
  const parts = { d: whole / 86_400n, h: (whole / 3600n) % 24n, m: (whole / 60n) % 60n, s: whole % 60n };
  if (parts.d !== 0n) return `${sign}${parts.d}d ${parts.h}h ${parts.m}m ${parts.s}s`;
  if (parts.h !== 0n) return `${sign}${parts.h}h ${parts.m}m ${parts.s}s`;
  if (parts.m !== 0n) return `${sign}${parts.m}m ${parts.s}s`;
  return `${sign}${four(size)}s`;
}

export function humanizePercentage(ratio: number): string {
  return `${four(ratio * 100)}%`;
}

/** Seconds since 1970 as Go prints an instant, or null where it does not fit into nanoseconds. */
export function humanizeTimestamp(seconds: number): string | null {
  if (!Number.isFinite(seconds)) return four(seconds);
  const instant = instantOf(seconds);
  return instant === null ? null : writeInstant(instant);
}

/** The instant of so many seconds since 1970, in whole milliseconds; null where Go's nanoseconds do not reach. */
export function instantOf(seconds: number): TemplateInstant | null {
  if (Math.abs(seconds * 1e9) > 2 ** 63) return null;
  return { epochMs: Math.trunc(Math.trunc(seconds * 1e9) / 1e6) };
}

function grown(value: number, prefixes: readonly string[], base: number): string {
  let rest = value;
  let prefix = '';
  for (const next of prefixes) {
    if (Math.abs(rest) < base) break;
    prefix = next;
    rest /= base;
  }
  return four(rest) + prefix;
}

function shrunk(value: number): string {
  let rest = value;
  let prefix = '';
  for (const next of SMALL) {
    if (Math.abs(rest) >= 1) break;
    prefix = next;
    rest *= 1000;
  }
  return four(rest) + prefix;
}
