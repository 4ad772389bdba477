import { OperatorError } from '../core/kernel/errors.ts';
import type { OptionSpec } from './options.ts';

/** A moment in the past as the command line names it: how long ago, or when. */
export type NamedMoment = { agoMs: number } | { atMs: number };

const UNITS_MS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const DATE_TIME = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/;

export const AT_OPTION = {
  at: moment('--at <time>', 'as it was then, from the local record alone: 2h, 14:32, "2026-06-27 14:32"'),
};

/**
 * A moment as `10m` (ago), `14:32` or `14:32:10` (today, local), `2026-06-27 14:32` (local) or with a zone,
 * `2026-06-27T12:32:10Z`.
 */
function moment(flags: string, says: string): OptionSpec<NamedMoment | undefined> {
  return {
    flags,
    says,
    repeatable: false,
    hidden: false,
    read(value) {
      if (typeof value !== 'string') return undefined;
      const read = momentOf(value.trim());
      if (read) return read;
      throw new OperatorError(
        'usage',
        `--at takes a moment such as 2h, 14:32 or "2026-06-27 14:32", not "${value}"`,
      );
    },
  };
}

/**
 * The moment in epoch milliseconds.
 *
 * @throws OperatorError `usage` when it is still to come
 */
export function resolveMoment(named: NamedMoment, now: number): number {
  const at = 'agoMs' in named ? now - named.agoMs : named.atMs;
  if (at <= now) return at;
  throw new OperatorError('usage', `--at ${new Date(at).toISOString()} is still to come`, {
    hint: 'Name a moment in the past, or leave --at out to look now.',
  });
}

function momentOf(text: string): NamedMoment | undefined {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const unitMs = UNITS_MS[unit ?? ''];
  if (unitMs !== undefined) return { agoMs: Number(count) * unitMs };
  const [, hours, minutes, seconds = '0'] = /^(\d\d?):(\d\d)(?::(\d\d))?$/.exec(text) ?? [];
  if (hours !== undefined && Number(hours) < 24 && Number(minutes) < 60 && Number(seconds) < 60) {
    return { atMs: new Date().setHours(Number(hours), Number(minutes), Number(seconds), 0) };
  }
  const parsed = DATE_TIME.test(text) ? Date.parse(text.replace(' ', 'T')) : Number.NaN;
  return Number.isNaN(parsed) ? undefined : { atMs: parsed };
}
