import { expect, it } from 'vitest';
import { z } from 'zod';
import { OperatorError } from '../kernel/errors.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { createCatalogue } from './catalogue.ts';
import type { OperationKind, Permission } from './operation.ts';
import { createRights } from './rights.ts';

const paint: OperationKind<{ name: string }> = {
  kind: 'wall.paint',
  title: 'Paint a wall',
  risk: 'change',
  parameters: z.strictObject({ name: z.string() }),
  permissions: ({ name }) => [{ verb: 'patch', group: 'home', resource: 'walls', namespace: 'hall', name }],
  prepare: () => Promise.reject(new Error('a right is asked for without preparing anything')),
};
const options = { readOnly: false, signal: new AbortController().signal };
const wall = (name: string) => ({ kind: 'wall.paint', parameters: { name } });

/** Rights on a cluster that refuses `north`; notes what it was asked. */
function rightsOn(options: { readOnly?: boolean; down?: () => boolean } = {}) {
  const clock = manualClock();
  const asked: string[][] = [];
  const rights = createRights({
    ground: { name: 'practice', environment: 'staging', readOnly: options.readOnly ?? false },
    catalogue: createCatalogue([paint]),
    clock,
    reviewAccess: async (permissions: readonly Permission[]) => {
      if (options.down?.()) throw new OperatorError('unreachable', 'connection refused');
      asked.push(permissions.map(({ name }) => name));
      return permissions.filter(({ name }) => name === 'north');
    },
  });
  return { rights, clock, asked };
}

it('names the permission that is missing, and says when the cluster said so', async () => {
  const { rights, clock } = rightsOn();
  const observedAt = new Date(clock.now()).toISOString();
  expect(await rights.of([wall('north'), wall('south')], options)).toEqual([
    {
      allowed: false,
      reason: 'you lack the permission to patch walls.home "north" in namespace hall',
      observedAt,
    },
    { allowed: true, reason: null, observedAt },
  ]);
});

it('asks once for each permission for a while, a few at a time', async () => {
  const { rights, clock, asked } = rightsOn();
  const walls = Array.from({ length: 12 }, (_, index) => wall(`w${index}`));
  await rights.of([...walls, wall('w0')], options);
  expect(asked.map((some) => some.length)).toEqual([10, 2]);

  await clock.advance(14_000);
  await rights.of([wall('w0'), wall('new')], options);
  expect(asked.slice(2)).toEqual([['new']]);

  await clock.advance(2000);
  const [again] = await rights.of([wall('w0')], options);
  expect(asked.slice(3)).toEqual([['w0']]);
  expect(again?.observedAt).toBe(new Date(clock.now()).toISOString());
});

it('does not take a cluster that does not answer for one that allows, and asks it again', async () => {
  let down = true;
  const { rights } = rightsOn({ down: () => down });
  expect(await rights.of([wall('south')], options)).toEqual([
    { allowed: false, reason: 'Not known whether you may: connection refused', observedAt: null },
  ]);
  down = false;
  expect(await rights.of([wall('south')], options)).toMatchObject([{ allowed: true }]);
});

it('asks nobody in read-only mode, nor for what there is not', async () => {
  const { rights, asked } = rightsOn({ readOnly: true });
  expect(await rights.of([wall('south'), { kind: 'wall.eat', parameters: {} }], options)).toMatchObject([
    { allowed: false, reason: expect.stringContaining('Read-only mode') },
    { allowed: false, reason: 'There is no operation called wall.eat' },
  ]);
  const started = rightsOn();
  expect(await started.rights.of([wall('south')], { ...options, readOnly: true })).toMatchObject([
    { allowed: false, reason: 'Read-only mode: started with --read-only' },
  ]);
  expect(started.asked).toEqual([]);
  expect(asked).toEqual([]);
});

it('says which parameter makes no sense', async () => {
  const { rights } = rightsOn();
  expect(await rights.of([{ kind: 'wall.paint', parameters: { name: 7 } }], options)).toMatchObject([
    { allowed: false, reason: expect.stringMatching(/^Paint a wall: name: /) },
  ]);
});
