import { DEFAULT_LIMITS, type Limits } from '../../store/index.ts';
import type { Profile } from './schema.ts';

const DAY_MS = 86_400_000;
const MIB = 1_048_576;

/** What the profile says of the record's limits. */
export function limitsOf({ record }: Pick<Profile, 'record'>): Limits {
  const { keepDays, sizeLimitMiB } = record ?? {};
  return {
    retentionMs: keepDays === undefined ? DEFAULT_LIMITS.retentionMs : keepDays * DAY_MS,
    sizeLimitBytes: sizeLimitMiB === undefined ? DEFAULT_LIMITS.sizeLimitBytes : sizeLimitMiB * MIB,
  };
}
