import { OperatorError } from '../../kernel/errors.ts';
import type { Setting } from './settings.ts';
import { missWord, type TargetGround, targetOf } from './targets.ts';
import { readValue } from './values.ts';

/**
 * The value as it may be written.
 *
 * @throws OperatorError `refused` for what the rollouts move, and for another constitutional hash; `usage` for no value
 */
export function writable(setting: Setting, given: string, ground: TargetGround): string {
  if (setting.isRollouts) {
    throw new OperatorError(
      'refused',
      `${setting.id} is moved by a rollout (rollout.set), watched and turned back by itself: it is not written by hand`,
      {
        hint: 'acgs rollout start gives traffic stage by stage; acgs rollout emergency-rollback takes all of it away.',
      },
    );
  }
  const value = given.trim();
  const read = readValue(setting.type, value);
  if (!read.ok) throw new OperatorError('usage', `${setting.id}: ${read.why}`, { hint: setting.says });
  const target = targetOf(setting, ground);
  if (setting.type === 'hash' && target !== null && read.value !== target.value) {
    throw new OperatorError('refused', `${setting.id} may only be ${target.value}, not ${value}`, {
      hint: 'Another constitutional hash is said in the profile first, as constitutionalHash.',
    });
  }
  return setting.type === 'hash' ? read.value : value;
}

/** That it is not what the profile or the guide says is no reason to refuse it, and one to say so. */
export function targetNotes(setting: Setting, value: string, ground: TargetGround): string[] {
  const target = targetOf(setting, ground);
  const read = readValue(setting.type, value);
  if (target === null || !read.ok || read.value === target.value) return [];
  const miss = missWord(setting, read.value, target.value, ground);
  return [`${value} is ${miss === '' ? 'not' : `${miss} than`} ${target.value} (${target.from})`];
}
