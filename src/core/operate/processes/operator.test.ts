import { describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { inARow, newWorld, start, step, turn } from './testing/open-processes.ts';
import { opener } from './testing/opened.ts';

const clock = manualClock();
const open = opener(clock);

describe('the operator', () => {
  it('pauses: what is under way ends, nothing further begins', async () => {
    const world = newWorld();
    const turned = Promise.withResolvers<void>();
    world.onTurn = () => turned.promise;
    const processes = open({ world });
    const { id } = await processes.start({ ...start, definition: inARow(turn('a'), turn('b')) });
    await clock.advance(0);
    processes.pause(id, 'lunch');
    turned.resolve();
    await clock.advance(0);
    expect(processes.get(id)).toMatchObject({
      status: 'paused',
      why: 'Paused by alice@desk: lunch',
      steps: [{ status: 'succeeded' }, { status: 'pending' }],
    });
    processes.resume(id);
    await clock.advance(0);
    expect(processes.get(id).status).toBe('succeeded');
  });

  it('answers while it pauses: the answer is kept, and goes on with it later', async () => {
    const world = newWorld();
    const processes = open({ world });
    const { id } = await processes.start({ ...start, agreement: 'each', definition: inARow(turn('a')) });
    await clock.advance(0);
    processes.pause(id, 'wait');
    processes.answer(id, 'a', { choice: 'agree', note: '' });
    await clock.advance(0);
    expect([processes.get(id).status, world.lamps.size]).toEqual(['paused', 0]);
    processes.resume(id);
    await clock.advance(0);
    expect([processes.get(id).status, world.lamps.get('a')]).toEqual(['succeeded', 1]);
  });

  it('stops it: a change under way gets its last answer, and is told as not known', async () => {
    const world = newWorld();
    world.onTurn = () => new Promise(() => undefined);
    const processes = open({ world });
    const { id } = await processes.start({ ...start, definition: inARow(turn('a'), turn('b')) });
    await clock.advance(0);
    processes.abort(id, 'wrong lamp');
    await clock.advance(6000);
    expect(processes.get(id)).toMatchObject({
      status: 'aborted',
      why: 'wrong lamp; of 1 it is not known whether it was done; 2 of 2 steps not done',
      steps: [{ status: 'unknown' }, { status: 'pending' }],
    });
    expect(() => processes.resume(id)).toThrow('It has ended');
  });

  it('cannot answer what is not asked, nor with what is no answer', async () => {
    const processes = open();
    const { id } = await processes.start({
      ...start,
      agreement: 'each',
      definition: inARow(turn('a'), turn('b')),
    });
    await clock.advance(0);
    expect(() => processes.answer(id, 'b', { choice: 'agree', note: '' })).toThrow('b asks nothing now');
    expect(() => processes.answer(id, 'a', { choice: 'yes', note: '' })).toThrow('it can be agree, skip');
    expect(() => processes.answer(id, 'c', { choice: 'agree', note: '' })).toThrow('There is no step c');
    expect(() => processes.get('0000')).toThrow('There is no run 0000');
  });
});

it('is asked anew with nothing of an earlier answer left', async () => {
  const world = newWorld();
  world.readings.set('meter', {});
  const processes = open({ world });
  const when = { value: '${{ steps.look.output.watts }}', above: 30 };
  const definition = inARow(step('look', 'read', { reading: 'meter' }), { ...turn('desk'), when });
  const { id } = await processes.start({ ...start, agreement: 'each', definition });
  await clock.advance(0);
  processes.answer(id, 'desk', { choice: 'do', note: 'it is dark' });
  await clock.advance(0);
  expect(processes.get(id).steps[1]).toMatchObject({ question: { kind: 'agree' }, state: { answer: null } });
  processes.answer(id, 'desk', { choice: 'agree', note: '' });
  await clock.advance(0);
  expect([processes.get(id).status, world.lamps.get('desk')]).toEqual(['succeeded', 1]);
});
