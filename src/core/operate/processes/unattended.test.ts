import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../kernel/errors.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { LeftUnknown } from '../ending.ts';
import { inARow, newWorld, start, step, turn } from './testing/open-processes.ts';
import { opener } from './testing/opened.ts';

const clock = manualClock();
const open = opener(clock);
const retry = { attempts: 4, delayMs: 5000, maxDelayMs: 60_000 };

describe('a process that goes on by itself', () => {
  it('tries again where what it changes is in use by another one', async () => {
    const world = newWorld();
    const held = Promise.withResolvers<void>();
    world.onTurn = () => held.promise;
    const processes = open({ world });
    await processes.start({ ...start, definition: inARow(turn('a')) });
    await clock.advance(0);
    const patient = {
      ...inARow({ ...step('a', 'lamp.turn', { lamp: 'a' }), retry }),
      unattended: true as const,
    };
    const { id } = await processes.start({ ...start, definition: patient });
    await clock.advance(0);
    expect(processes.get(id).steps).toMatchObject([
      { status: 'pending', attempts: 1, words: expect.stringContaining('lamp a is in use by alice@desk') },
    ]);

    held.resolve();
    await clock.advance(5000);
    expect(processes.get(id)).toMatchObject({ status: 'succeeded', steps: [{ attempts: 2 }] });
    expect(world.lamps.get('a')).toBe(2);
  });

  it('tries again what could not even be prepared, as often as it may', async () => {
    let looks = 0;
    const world = newWorld();
    world.onPrepare = async (lamp) => {
      looks += 1;
      if (lamp === 'b' || looks < 3) throw new OperatorError('timeout', 'the lamp does not answer');
    };
    const processes = open({ world });
    const definition = inARow({ ...turn('a'), retry }, { ...turn('b'), retry: { ...retry, attempts: 2 } });
    const { id } = await processes.start({ ...start, definition });
    await clock.advance(0);
    expect(processes.get(id).steps[0]).toMatchObject({ status: 'pending', attempts: 1, begunAt: null });
    await clock.advance(5000);
    await clock.advance(10_000);
    expect([world.lamps.get('a'), processes.get(id).steps[0]]).toMatchObject([
      1,
      { status: 'succeeded', attempts: 3 },
    ]);
    await clock.advance(5000);
    expect(processes.get(id)).toMatchObject({
      status: 'failed',
      steps: [{}, { status: 'failed', attempts: 2, words: 'the lamp does not answer', begunAt: null }],
    });
  });

  it('asks at once what became of a change that nobody knows of, and begins nothing further', async () => {
    const world = newWorld();
    world.onTurn = async () => {
      throw new LeftUnknown('timeout', 'nobody answers');
    };
    const processes = open({ world });
    const definition = { ...inARow({ ...turn('a'), retry }, turn('b')), unattended: true as const };
    const { id } = await processes.start({ ...start, definition });
    await clock.advance(0);
    expect(processes.get(id).steps).toMatchObject([
      { status: 'unknown', attempts: 1, question: { kind: 'unknown' } },
      { status: 'pending', attempts: 0 },
    ]);
  });
});
