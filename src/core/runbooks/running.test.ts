import { expect, it } from 'vitest';
import { systemClock } from '../kernel/clock.ts';
import type { Processes } from '../operate/processes/index.ts';
import { createRunbooks, type Runbooks } from './running.ts';

/** Time goes on by itself, so that each slice is over after one file. */
function opened(): Runbooks {
  let elapsedMs = 0;
  const life = systemClock();
  const clock = { ...life, real: { ...life.real, monotonic: () => (elapsedMs += 1000) } };
  const profile = { name: 'practice', environment: 'sandbox' } as const;
  return createRunbooks({ profile, own: [], actions: new Map(), processes: {} as Processes, clock });
}

async function turnsUntil(end: Promise<void>): Promise<number> {
  let turns = 0;
  let isOver = false;
  const over = end.then(() => {
    isOver = true;
  });
  const turn = () => {
    turns += 1;
    if (!isOver) setImmediate(turn);
  };
  setImmediate(turn);
  await over;
  return turns;
}

it('are read in slices, between which others have their turn', async () => {
  const runbooks = opened();
  const turns = await turnsUntil(runbooks.prepare());
  const files = runbooks.catalogue.entries.length;
  expect(files).toBeGreaterThan(70);
  expect(turns).toBeGreaterThan(files);
  expect(await turnsUntil(runbooks.prepare())).toBeLessThan(5);
});

it('are there at once for whoever needs them before they are all read, the same for all', async () => {
  const runbooks = opened();
  const prepared = runbooks.prepare();
  const { entries } = runbooks.catalogue;
  await prepared;
  expect(runbooks.catalogue.entries).toBe(entries);
  expect(entries).toEqual(opened().catalogue.entries.map((it) => ({ ...it, lines: expect.any(Function) })));
});
