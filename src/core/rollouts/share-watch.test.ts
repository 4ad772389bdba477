import { expect, it } from 'vitest';
import { OperatorError } from '../kernel/errors.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { createShareWatch } from './share-watch.ts';

const FIVE_SECONDS = 5000;

function watched() {
  const clock = manualClock();
  const world: { share: number | null } = { share: 10 };
  let reads = 0;
  const share = createShareWatch({
    clock,
    source: 'config map ours',
    observed: null,
    take: async () => [],
    async read() {
      reads += 1;
      if (world.share === null) throw new OperatorError('unreachable', 'Nobody answers');
      return { percentage: world.share, source: 'config map ours', note: null, movedBy: null, can: [] };
    },
  });
  const told: { percentage: number | null; ageMs: number | null }[] = [];
  const listen = () =>
    share.subscribe(() => {
      const { percentage, observedAt } = share.now();
      told.push({ percentage, ageMs: observedAt === null ? null : clock.now() - observedAt });
    });
  return { clock, world, share, told, listen, reads: () => reads };
}

it('is told after every look, so that what stays the same does not grow old', async () => {
  const { clock, told, listen } = watched();
  listen();
  await clock.advance(2 * 60_000);
  expect(told.length).toBe(1 + (2 * 60_000) / FIVE_SECONDS);
  for (const it of told) expect(it).toEqual({ percentage: 10, ageMs: 0 });
});

it('is unknown, and says why, a minute after it was last seen', async () => {
  const { clock, world, share, told, listen } = watched();
  listen();
  await clock.advance(FIVE_SECONDS);
  world.share = null;
  await clock.advance(60_000);
  expect(share.now()).toMatchObject({ percentage: 10, problem: { message: 'Nobody answers' } });
  await clock.advance(FIVE_SECONDS);
  expect(told.at(-1)).toMatchObject({ percentage: null });
  expect(share.now().problem).not.toBeNull();
});

it('is looked at as long as somebody listens', async () => {
  const { clock, listen, reads } = watched();
  const [one, other] = [listen(), listen()];
  await clock.advance(FIVE_SECONDS);
  one();
  await clock.advance(FIVE_SECONDS);
  expect(reads()).toBe(3);
  other();
  await clock.advance(60_000);
  expect(reads()).toBe(3);
  expect(clock.pending()).toBe(0);
});
