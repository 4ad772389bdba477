import { describe, expect, it } from 'vitest';
import { OperatorError } from '../../kernel/errors.ts';
import { manualClock } from '../../kernel/manual-clock.ts';
import { inARow, newJournal, newWorld, start, step, turn } from './testing/open-processes.ts';
import { opener } from './testing/opened.ts';

const clock = manualClock();
const open = opener(clock);

it('does one step after the other, and journals each before and after', async () => {
  const [journal, world] = [newJournal(), newWorld()];
  world.readings.set('meter', { watts: 40 });
  const processes = open({ journal, world });
  const { id } = await processes.start({
    ...start,
    definition: inARow(step('look', 'read', { reading: 'meter' }), turn('desk')),
  });
  await clock.advance(0);
  expect(processes.get(id)).toMatchObject({
    status: 'succeeded',
    steps: [
      { id: 'look', status: 'succeeded', attempts: 1, state: { output: { watts: 40 } } },
      { id: 'desk', status: 'succeeded', words: 'lamp desk was turned' },
    ],
  });
  expect(world.lamps.get('desk')).toBe(1);
  expect(journal.entries.map(({ kind }) => kind)).toEqual([
    'process.started',
    'process.step.intent',
    'process.step.result',
    'process.step.intent',
    'operation.intent',
    'operation.result',
    'operation.verification',
    'process.step.result',
    'process.ended',
  ]);
  expect(journal.entries[4]?.data).toMatchObject({ within: { process: id, step: 'desk', attempt: 1 } });
});

it('fills in what earlier steps gave, and skips what does not apply', async () => {
  const world = newWorld();
  world.readings.set('meter', { lamp: 'floor', watts: 40 });
  const processes = open({ world });
  const definition = inARow(
    step('look', 'read', { reading: 'meter' }),
    step(
      'turn',
      'lamp.turn',
      { lamp: '${{ steps.look.output.lamp }}' },
      { when: { value: '${{ steps.look.output.watts }}', above: 30 } },
    ),
    step(
      'never',
      'lamp.turn',
      { lamp: 'x' },
      { when: { value: '${{ steps.look.output.watts }}', below: 30 } },
    ),
  );
  const { id } = await processes.start({ ...start, definition });
  await clock.advance(0);
  expect(processes.get(id)).toMatchObject({
    status: 'succeeded',
    steps: [{}, { status: 'succeeded' }, { status: 'skipped' }],
  });
  expect([...world.lamps]).toEqual([['floor', 1]]);
});

it('asks whether to do what nobody can tell', async () => {
  const world = newWorld();
  world.readings.set('meter', {});
  const processes = open({ world });
  const when = { value: '${{ steps.look.output.watts }}', above: 30 };
  const definition = inARow(step('look', 'read', { reading: 'meter' }), { ...turn('desk'), when });
  const { id } = await processes.start({ ...start, definition });
  await clock.advance(0);
  expect(processes.get(id)).toMatchObject({
    status: 'waiting',
    steps: [{}, { status: 'waiting', question: { kind: 'judge' } }],
  });
  processes.answer(id, 'desk', { choice: 'skip', note: 'it is day' });
  await clock.advance(0);
  expect(processes.get(id)).toMatchObject({
    status: 'succeeded',
    steps: [{}, { status: 'skipped', words: 'alice@desk skipped it: it is day' }],
  });
  expect(world.lamps.size).toBe(0);
});

describe('a change', () => {
  it('is shown and agreed to first, each by itself', async () => {
    const world = newWorld();
    const processes = open({ world });
    const { id } = await processes.start({
      ...start,
      agreement: 'each',
      definition: inARow(turn('desk'), turn('floor')),
    });
    await clock.advance(0);
    expect(processes.get(id)).toMatchObject({
      status: 'waiting',
      why: 'desk: Turn lamp desk',
      steps: [
        { question: { kind: 'agree', foresight: { calls: [{ method: 'PUT', path: '/lamps/desk' }] } } },
        { status: 'pending' },
      ],
    });
    expect(world.lamps.size).toBe(0);
    processes.answer(id, 'desk', { choice: 'agree', note: '' });
    await clock.advance(0);
    expect(world.lamps.get('desk')).toBe(1);
    processes.answer(id, 'floor', { choice: 'skip', note: '' });
    await clock.advance(0);
    expect(processes.get(id).status).toBe('succeeded');
    expect(world.lamps.has('floor')).toBe(false);
  });

  it('takes the name of a production profile, typed', async () => {
    const processes = open({ ground: { name: 'live', environment: 'production' } });
    await expect(processes.start({ ...start, definition: inARow(turn('desk')) })).rejects.toMatchObject({
      code: 'refused',
    });
    const { id } = await processes.start({ ...start, agreement: 'each', definition: inARow(turn('desk')) });
    await clock.advance(0);
    expect(() => processes.answer(id, 'desk', { choice: 'agree', note: '' }, 'life')).toThrow(
      'has to be typed',
    );
    processes.answer(id, 'desk', { choice: 'agree', note: '' }, 'live');
    await clock.advance(0);
    expect(processes.get(id).status).toBe('succeeded');
  });

  it('is not made in read-only mode', async () => {
    const processes = open();
    await expect(
      processes.start({ ...start, readOnly: true, definition: inARow(turn('desk')) }),
    ).rejects.toMatchObject({ code: 'refused' });
  });

  it('that nobody knows to be done is asked about, and never made again by itself', async () => {
    const world = newWorld();
    world.onTurn = async () => {
      world.lamps.set('desk', 1);
      throw new OperatorError('timeout', 'no answer from the lamp');
    };
    const processes = open({ world });
    const retry = { attempts: 5, delayMs: 10, maxDelayMs: 10 };
    const { id } = await processes.start({
      ...start,
      definition: inARow({ ...turn('desk'), retry }, turn('floor')),
    });
    await clock.advance(1000);
    expect(processes.get(id)).toMatchObject({
      status: 'waiting',
      steps: [
        { status: 'unknown', question: { kind: 'unknown', probed: { done: null } } },
        { status: 'pending' },
      ],
    });
    expect(world.lamps.get('desk')).toBe(1);
    world.onTurn = async () => undefined;
    processes.answer(id, 'desk', { choice: 'mark-done', note: 'it shines' });
    await clock.advance(0);
    expect(processes.get(id)).toMatchObject({
      status: 'succeeded',
      steps: [{ words: 'alice@desk says that it was done: it shines' }, {}],
    });
    expect([...world.lamps.values()]).toEqual([1, 1]);
  });
});

it('a change that was done and could not be journaled is not made again by itself', async () => {
  const [journal, world] = [newJournal(), newWorld()];
  let isFull = true;
  journal.onAppend = (kind) => {
    if (kind === 'operation.result' && isFull) throw new OperatorError('internal', 'the disk is full');
  };
  const processes = open({ journal, world });
  const retry = { attempts: 5, delayMs: 10, maxDelayMs: 10 };
  const { id } = await processes.start({ ...start, definition: inARow({ ...turn('desk'), retry }) });
  await clock.advance(0);
  isFull = false;
  await clock.advance(1000);
  expect(processes.get(id)).toMatchObject({
    status: 'waiting',
    steps: [{ status: 'unknown', words: expect.stringContaining('It was done, but not journaled') }],
  });
  expect(world.lamps.get('desk')).toBe(1);
});

describe('a step that fails', () => {
  it('is tried again after twice as long each time, within its number and time', async () => {
    const world = newWorld();
    const processes = open({ world });
    const retry = { attempts: 4, delayMs: 1000, maxDelayMs: 3000 };
    const { id } = await processes.start({
      ...start,
      definition: inARow(step('look', 'read', { reading: 'meter' }, { retry })),
    });
    const counts: number[] = [];
    for (const ms of [0, 999, 1, 1999, 1, 2999, 1, 9000]) {
      await clock.advance(ms);
      counts.push(world.reads);
    }
    expect(counts).toEqual([1, 1, 2, 2, 3, 3, 4, 4]);
    expect(processes.get(id)).toMatchObject({ status: 'failed', why: 'look: meter tells nothing' });
  });

  it('stops the others, or lets them go on and makes the whole red', async () => {
    const world = newWorld();
    const processes = open({ world });
    const look = step('look', 'read', { reading: 'meter' });
    const stops = await processes.start({ ...start, definition: inARow(look, turn('a')) });
    const goesOn = await processes.start({
      ...start,
      definition: inARow({ ...look, onFailure: 'continue' }, turn('b')),
    });
    await clock.advance(0);
    expect(processes.get(stops.id)).toMatchObject({ status: 'failed', steps: [{}, { status: 'pending' }] });
    expect(processes.get(goesOn.id)).toMatchObject({
      status: 'failed',
      steps: [{}, { status: 'succeeded' }],
    });
    expect([...world.lamps.keys()]).toEqual(['b']);
  });

  it('has what was done taken back, the last first', async () => {
    const world = newWorld();
    const processes = open({ world });
    const undone = (lamp: string) => ({
      ...turn(lamp),
      compensation: {
        title: `Turn ${lamp} back`,
        action: 'lamp.turn',
        input: { lamp: `back-${lamp}` },
        timeoutMs: 1000,
      },
    });
    const fails = step('look', 'read', { reading: 'meter' }, { onFailure: 'compensate' });
    const { id } = await processes.start({
      ...start,
      definition: inARow(undone('a'), turn('b'), undone('c'), fails),
    });
    await clock.advance(0);
    expect([...world.lamps.keys()]).toEqual(['a', 'b', 'c', 'back-c', 'back-a']);
    expect(processes.get(id)).toMatchObject({
      status: 'failed',
      why: 'look: meter tells nothing; 2 taken back',
    });
  });

  it('can be done again by the operator, and the rest with it', async () => {
    const world = newWorld();
    const processes = open({ world });
    const { id } = await processes.start({
      ...start,
      definition: inARow(step('look', 'read', { reading: 'meter' }), turn('desk')),
    });
    await clock.advance(0);
    world.readings.set('meter', 1);
    processes.retry(id, 'look');
    await clock.advance(0);
    expect(processes.get(id)).toMatchObject({ status: 'succeeded', steps: [{ attempts: 2 }, {}] });
  });
});

describe('time', () => {
  it('stops what takes too long; a change that does not stop is not known to be done', async () => {
    const world = newWorld();
    world.onTurn = () => new Promise(() => undefined);
    const processes = open({ world });
    const { id } = await processes.start({
      ...start,
      definition: inARow({ ...turn('desk'), timeoutMs: 5000 }),
    });
    await clock.advance(5000);
    expect(processes.get(id).status).toBe('running');
    await clock.advance(5000);
    expect(processes.get(id)).toMatchObject({ status: 'waiting', steps: [{ status: 'unknown' }] });
  });
});

it('goes on in branches beside each other, and joins them', async () => {
  const world = newWorld();
  const gates = new Map(['a', 'b'].map((lamp) => [lamp, Promise.withResolvers<void>()]));
  world.onTurn = async (lamp) => gates.get(lamp)?.promise;
  const processes = open({ world });
  const steps = [turn('a'), turn('b'), { ...turn('end'), needs: ['a', 'b'] }];
  const { id } = await processes.start({
    ...start,
    definition: { kind: 'runbook', name: 'x', title: 'x', steps },
  });
  await clock.advance(0);
  expect(processes.get(id).steps.map(({ status }) => status)).toEqual(['running', 'running', 'pending']);
  gates.get('b')?.resolve();
  await clock.advance(0);
  expect([...world.lamps.keys()]).toEqual(['b']);
  gates.get('a')?.resolve();
  await clock.advance(0);
  expect([...world.lamps.keys()]).toEqual(['b', 'a', 'end']);
});

it('does nothing that it cannot record, and goes on when it can again', async () => {
  const [journal, world] = [newJournal(), newWorld()];
  const processes = open({ journal, world });
  journal.onAppend = (kind) => {
    if (kind === 'process.step.intent') throw new OperatorError('internal', 'the disk is full');
  };
  const { id } = await processes.start({ ...start, definition: inARow(turn('desk')) });
  await clock.advance(4999);
  expect(processes.get(id).why).toBe('Nothing goes on, since it cannot be recorded: the disk is full');
  expect(world.lamps.size).toBe(0);
  journal.onAppend = () => undefined;
  await clock.advance(1);
  expect(processes.get(id).status).toBe('succeeded');
  expect(world.lamps.get('desk')).toBe(1);
});

it('refuses what cannot be run, saying what is wrong', async () => {
  const processes = open();
  const circle = [
    { ...turn('a'), needs: ['b'] },
    { ...turn('b'), needs: ['a'] },
  ];
  await expect(
    processes.start({ ...start, definition: { kind: 'runbook', name: 'x', title: 'X', steps: circle } }),
  ).rejects.toMatchObject({
    code: 'usage',
    message: 'X: Steps wait for each other: a → b → a',
  });
  await expect(
    processes.start({ ...start, definition: inARow({ ...turn('a'), timeoutMs: 0 }) }),
  ).rejects.toMatchObject({ message: 'Practice: Step a has no timeout' });
});

it('keeps secrets out of the record', async () => {
  const [journal, world] = [newJournal(), newWorld()];
  world.readings.set('meter', { password: 'planted-7f', note: 'Bearer planted-7f' });
  const processes = open({ journal, world });
  const { id } = await processes.start({
    ...start,
    parameters: { token: 'planted-7f' },
    definition: inARow(step('look', 'read', { reading: 'meter' })),
  });
  await clock.advance(0);
  expect(JSON.stringify([journal.entries, processes.get(id)])).not.toContain('planted-7f');
});
