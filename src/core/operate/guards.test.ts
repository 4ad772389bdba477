import { describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { manualClock } from '../kernel/manual-clock.ts';
import type { PerformOptions } from './door.ts';
import type { Ground } from './guards.ts';
import type { OperationKind, Risk } from './operation.ts';
import { openDoor } from './testing/open-door.ts';

const production: Ground = { name: 'acgs-production', environment: 'production' };
const staging: Ground = { name: 'acgs-staging', environment: 'staging' };

/** Takes an operation of this risk to the door; gives what it was refused for, or null. */
async function attempt(ground: Ground, risk: Risk, consent: Partial<PerformOptions>) {
  const execute = vi.fn(async () => ({}));
  const kind: OperationKind<object> = {
    kind: 'test.act',
    title: 'Wipe the disk',
    risk,
    parameters: z.strictObject({}),
    permissions: () => [],
    prepare: async () => ({
      target: 'disk 1',
      summary: 'Wipe disk 1',
      calls: [{ method: 'DELETE', path: '/disk' }],
      diff: null,
      notes: [],
      permissions: [],
      author: null,
      rehearse: null,
      execute,
      verify: async () => ({ ok: true, words: 'empty' }),
    }),
  };
  const { door, close } = openDoor({ clock: manualClock(), ground });
  const refusal = await door
    .perform(kind, {}, { readOnly: false, signal: new AbortController().signal, ...consent })
    .then(
      () => null,
      (error: unknown) => (error instanceof Error ? error.message : error),
    );
  close();
  expect(execute).toHaveBeenCalledTimes(refusal === null ? 1 : 0);
  return { refusal };
}

describe('what a change needs', () => {
  it.each([
    ['production', 'nothing', production, {}, /needs the profile's name as confirmation/],
    ['production', '--yes', production, { yes: true }, /needs the profile's name as confirmation/],
    ['production', 'a wrong name', production, { confirm: 'acgs-staging' }, /"acgs-staging" is not the name/],
    ['production', 'its name', production, { confirm: 'acgs-production' }, null],
    ['staging', 'nothing', staging, {}, /Nobody confirmed it/],
    ['staging', '--yes', staging, { yes: true }, null],
    ['staging', 'its name', staging, { confirm: 'acgs-staging' }, null],
    ['staging', "another's name", staging, { confirm: 'acgs-production', yes: true }, /is not the name/],
    ['a read-only profile', '--yes', { ...staging, readOnly: true }, { yes: true }, /^Read-only mode/],
    [
      'staging',
      'read-only mode',
      staging,
      { yes: true, readOnly: true },
      /^Read-only mode: not done: wipe disk 1/,
    ],
  ])('in %s with %s', async (_, __, ground, consent, refused) => {
    const { refusal } = await attempt(ground, 'change', consent);
    if (refused === null) expect(refusal).toBeNull();
    else expect(refusal).toMatch(refused);
  });

  it.each([
    [production, 'acgs-production', true],
    [production, 'y', false],
    [staging, 'y', true],
    [staging, 'YES', true],
    [staging, '', false],
  ])('asks the person at the terminal: %o, who says "%s"', async (ground, answer, done) => {
    const { refusal } = await attempt(ground, 'change', { ask: async () => answer });
    expect(refusal).toBe(done ? null : 'Not confirmed, nothing was done');
  });

  it('what changes our own record alone needs no confirmation, and is not done in read-only mode', async () => {
    expect(await attempt(production, 'read', {})).toMatchObject({ refusal: null });
    const { refusal } = await attempt(production, 'read', { readOnly: true });
    expect(refusal).toMatch(/^Read-only mode: not done: wipe disk 1/);
  });
});
