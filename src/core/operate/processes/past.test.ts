import { expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { inARow, newJournal, newWorld, openProcesses, start, turn } from './testing/open-processes.ts';

it('tells of a moment what was so then: not begun, under way, waiting, ended, and ended before it was done again', async () => {
  const world = newWorld();
  let turned = Promise.withResolvers<void>();
  world.onTurn = () => turned.promise;
  const journal = newJournal();
  const clock = manualClock();
  const { processes, past, close } = openProcesses({ clock, world, journal });
  const before = clock.now();
  await clock.advance(1000);
  const { id } = await processes.start({ ...start, definition: inARow(turn('a'), turn('b')) });
  await clock.advance(1000);
  const underWay = clock.now();
  await clock.advance(1000);
  turned.reject(new Error('the fuse is gone'));
  await clock.advance(60_000);
  const stopped = clock.now();
  const then = processes.get(id);
  await clock.advance(60_000);
  turned = Promise.withResolvers<void>();
  turned.resolve();
  if (then.endedAt === null) processes.answer(id, 'a', { choice: 'retry', note: '' });
  else processes.retry(id, 'a');
  await clock.advance(1000);
  expect(processes.get(id).status).toBe('succeeded');

  expect(await past.list(before)).toEqual([]);
  await expect(past.get(id, before)).rejects.toThrow('There was no run');
  expect(await past.list(underWay)).toMatchObject([
    { id, status: 'running', why: null, owner: null, progress: { done: 0, total: 2 } },
  ]);
  const { owner: _, lines: __, ...shown } = then;
  expect(await past.get(id, stopped)).toMatchObject(shown);
  expect(await past.get(id, clock.now())).toMatchObject({
    status: 'succeeded',
    progress: { done: 2, total: 2 },
  });
  await close();
});
