import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { inARow, newJournal, newWorld, step, turn } from './testing/open-processes.ts';
import { opener } from './testing/opened.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
// What is told last to run after a test runs first: all is closed before its folder is removed.
const open = opener(manualClock());
const folder = () => {
  const made = mkdtempSync(join(tmpdir(), 'acgs-drivers-'));
  folders.push(made);
  return made;
};
const each = { parameters: {}, readOnly: false } as const;

describe('two processes on one store', () => {
  it('have one of them drive; the other one’s answers, pauses and stops reach it', async () => {
    const [clock, journal, world, dataDirectory] = [manualClock(), newJournal(), newWorld(), folder()];
    const shared = { clock, journal, world, dataDirectory };
    const driver = open({ ...shared, processId: 1 });
    const other = open({ ...shared, processId: 2, actor: () => 'bob@desk' });
    const { id } = await driver.start({ ...each, definition: inARow(turn('a'), turn('b'), turn('c')) });
    await clock.advance(0);
    other.answer(id, 'a', { choice: 'agree', note: '' });
    expect(world.lamps.size).toBe(0);
    await clock.advance(500);
    expect(world.lamps.get('a')).toBe(1);
    expect(journal.entries.find(({ kind }) => kind === 'process.step.answered')?.actor).toBe('bob@desk');
    other.pause(id, 'lunch');
    await clock.advance(500);
    expect(driver.get(id).status).toBe('paused');
    other.abort(id, 'enough');
    await clock.advance(500);
    expect(other.get(id)).toMatchObject({ status: 'aborted', why: 'enough; 2 of 3 steps not done' });
  });

  it('take over what the other one left, and nothing of what it still drives', async () => {
    const [clock, journal, world, dataDirectory] = [manualClock(), newJournal(), newWorld(), folder()];
    const alive = new Set([1, 2]);
    const shared = { journal, world, dataDirectory, isRunning: (id: number) => alive.has(id) };
    // Time ends for the one that dies.
    const dying = open({ ...shared, clock: manualClock(clock.now()), processId: 1 });
    const other = open({ ...shared, clock, processId: 2 });
    const { id } = await dying.start({
      ...each,
      agreement: 'given',
      yes: true,
      definition: inARow(
        step(
          'w',
          'read',
          { reading: 'never' },
          { retry: { attempts: 9, delayMs: 60_000, maxDelayMs: 60_000 }, timeoutMs: 3_600_000 },
        ),
        turn('a'),
      ),
    });
    await new Promise(setImmediate);
    expect(other.recover()).toEqual([]);
    expect(other.get(id).owner).toMatchObject({ processId: 1, state: 'alive' });
    alive.delete(1);
    expect(other.get(id).status).toBe('interrupted');
    world.readings.set('never', 1);
    expect(other.recover({ readOnly: true })).toEqual([]);
    expect(other.get(id).status).toBe('interrupted');
    expect(other.recover()).toMatchObject([{ id }]);
    await clock.advance(60_000);
    expect(other.get(id)).toMatchObject({ status: 'succeeded', steps: [{ attempts: 2 }, {}] });
    expect(world.lamps.get('a')).toBe(1);
  });

  it('leave to a person what nobody went on with for long', async () => {
    const [clock, journal, world, dataDirectory] = [manualClock(), newJournal(), newWorld(), folder()];
    const alive = new Set([1, 2]);
    const shared = { clock, journal, world, dataDirectory, isRunning: (id: number) => alive.has(id) };
    const dying = open({ ...shared, clock: manualClock(clock.now()), processId: 1 });
    const retry = { attempts: 9, delayMs: 60_000, maxDelayMs: 60_000 };
    const waits = step('w', 'read', { reading: 'never' }, { retry, timeoutMs: 36_000_000 });
    const { id } = await dying.start({ ...each, definition: inARow(waits, turn('a')) });
    await new Promise(setImmediate);
    alive.delete(1);
    await clock.advance(3_600_000);
    const other = open({ ...shared, processId: 2 });
    other.recover();
    await clock.advance(0);
    expect(other.get(id)).toMatchObject({
      status: 'paused',
      why: 'Paused by alice@desk: nobody went on with it for 60 min: look first',
    });
  });
});

it('knows from the journal what a power cut took from the store', async () => {
  const [clock, journal, world, dataDirectory, before] = [
    manualClock(),
    newJournal(),
    newWorld(),
    folder(),
    folder(),
  ];
  const alive = new Set([1]);
  const isRunning = (id: number) => alive.has(id);
  const dying = open({ clock, journal, world, dataDirectory, processId: 1, isRunning });
  const { id } = await dying.start({ ...each, definition: inARow(turn('a'), turn('b')) });
  await clock.advance(0);
  cpSync(dataDirectory, before, { recursive: true });
  dying.answer(id, 'a', { choice: 'agree', note: '' });
  await clock.advance(0);
  expect(world.lamps.get('a')).toBe(1);
  alive.delete(1);

  const next = open({ clock, journal, world, dataDirectory: before, processId: 2, isRunning });
  expect(next.get(id).steps).toMatchObject([{ status: 'succeeded' }, { status: 'waiting' }]);
  next.answer(id, 'b', { choice: 'agree', note: '' });
  await clock.advance(0);
  expect(next.get(id).status).toBe('succeeded');
  expect([...world.lamps]).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
});
