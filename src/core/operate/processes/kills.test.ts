import { expect, it } from 'vitest';
import { boundariesOf, killAtBoundaries, writesOfARun } from './testing/process-kills.ts';

// A slice, always the same one; npm run soak takes every boundary, and random moments.
it('makes no change twice and leaves no run stuck, wherever it is killed', async () => {
  const all = boundariesOf(await writesOfARun());
  expect(all.length).toBeGreaterThan(30);
  const { kills, faults } = await killAtBoundaries(all.filter((_, index) => index % 4 === 1));
  expect(faults).toEqual([]);
  expect(kills).toBeGreaterThan(7);
}, 180_000);
