import { z } from 'zod';
import { durationOrNone } from '../../promql/index.ts';

/** Longer than anything the guides wait for, and short enough that a slip of the finger shows. */
const LONGEST_MS = 366 * 86_400_000;

/** Where a secret is kept, as one text: `env:NAME`, `keychain:NAME`, `file:PATH`. */
export const SECRET_REFERENCE =
  /^(?:env:[A-Za-z_][A-Za-z0-9_]{0,200}|keychain:[^\s:][^\r\n]{0,200}|file:[^\r\n]{1,1000})$/;

/** Milliseconds of `30s`, `4h` or `1h30m`; undefined when it is none, or longer than a year. */
export function durationMs(text: string): number | undefined {
  const milliseconds = durationOrNone(text);
  return milliseconds !== undefined && milliseconds <= LONGEST_MS ? milliseconds : undefined;
}

/** A span of time as the guides write it, kept as it is written; {@link durationMs} gives milliseconds. */
export const durationInput = z
  .string()
  .refine((text) => durationMs(text) !== undefined, 'must be a span of time such as 30s, 10m, 4h or 1h30m');
