import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { OperatorError } from '../core/kernel/errors.ts';
import type { Globals } from './globals.ts';
import { defaultProfilePath, type Platform } from './locations.ts';

export type ProfileChoice =
  | { kind: 'file'; path: string; namedBy: '--profile' | 'ACGS_PROFILE' | 'default' }
  | { kind: 'sandbox' }
  /** Nothing names a profile and none is at `expectedAt`. */
  | { kind: 'none'; expectedAt: string };

/**
 * Which profile a command is for: `--sandbox`, then `--profile`, then ACGS_PROFILE, then the file at
 * its default place.
 *
 * @throws OperatorError `usage` when the options contradict each other
 */
export function chooseProfile(
  globals: Pick<Globals, 'profile' | 'sandbox' | 'fault' | 'pods'>,
  folder: string,
  platform: Platform,
): ProfileChoice {
  if (globals.sandbox) {
    if (globals.profile === undefined) return { kind: 'sandbox' };
    throw new OperatorError('usage', '--sandbox and --profile exclude each other', {
      hint: 'The sandbox brings its own profile.',
    });
  }
  const stray = globals.fault.length > 0 ? '--fault' : globals.pods !== undefined ? '--pods' : undefined;
  if (stray !== undefined) {
    throw new OperatorError('usage', `${stray} is for the sandbox only`, { hint: 'Add --sandbox.' });
  }
  if (globals.profile !== undefined) {
    return { kind: 'file', path: resolve(folder, globals.profile), namedBy: '--profile' };
  }
  if (platform.env.ACGS_PROFILE) {
    return { kind: 'file', path: resolve(folder, platform.env.ACGS_PROFILE), namedBy: 'ACGS_PROFILE' };
  }
  const expectedAt = defaultProfilePath(platform);
  return existsSync(expectedAt)
    ? { kind: 'file', path: expectedAt, namedBy: 'default' }
    : { kind: 'none', expectedAt };
}

export function noProfile(expectedAt: string): OperatorError {
  return new OperatorError('profile', 'No profile is configured', {
    hint: `Write one to ${expectedAt} (docs/profile.md shows how), name one with --profile FILE, or try the sandbox with --sandbox.`,
  });
}
