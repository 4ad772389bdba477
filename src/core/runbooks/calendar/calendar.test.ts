import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { WrittenCalendar } from '../../connect/profile/calendar-schema.ts';
import { silentLog } from '../../kernel/log.ts';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import {
  inARow,
  newJournal,
  newWorld,
  openProcesses,
  step,
  type TestJournal,
  type TestProcesses,
} from '../../operate/processes/testing/open-processes.ts';
import { openStore, type Store } from '../../store/index.ts';
import type { Runbooks } from '../running.ts';
import { type Calendar, createCalendar } from './index.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** A Thursday. */
const BEGIN = Date.UTC(2026, 0, 1, 8);

/** What is run: a look, a change and something for a person, on the real engine. */
const DEFINITIONS = {
  look: { risk: 'read', definition: inARow(step('look', 'read', { reading: 'meter' })) },
  /** It waits for a person. */
  stuck: { risk: 'read', definition: inARow(step('a', 'lamp.turn', { lamp: 'a' })) },
  turn: { risk: 'change', definition: inARow(step('a', 'lamp.turn', { lamp: 'a' })) },
} as const;

const definitionOf = (id: string) =>
  id === 'turn' ? DEFINITIONS.turn : id === 'stuck' ? DEFINITIONS.stuck : DEFINITIONS.look;

interface Desk extends TestProcesses {
  calendar: Calendar;
  store: Store;
}

let folder: string;
let clock: ManualClock;
let journal: TestJournal;
let desks: Desk[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-calendar-'));
  clock = manualClock(BEGIN);
  journal = newJournal();
  desks = [];
});

afterEach(async () => {
  for (const desk of desks) await close(desk);
  await rm(folder, { recursive: true });
});

async function close(desk: Desk): Promise<void> {
  desks = desks.filter((it) => it !== desk);
  desk.calendar.stop();
  await desk.close();
  desk.store.close();
}

/** An application on the folder: several of them share it. */
function openDesk(
  own: WrittenCalendar,
  how: { processId?: number; starts?: (id: string) => void; unavailable?: string } = {},
): Desk {
  const world = newWorld();
  world.readings.set('meter', 1);
  const opened = openProcesses({
    world,
    ...{ clock, journal, dataDirectory: folder, processId: how.processId ?? 1 },
    isRunning: () => true,
  });
  const { processes } = opened;
  const store = openStore(folder, MINUTE);
  const find = (id: string) => {
    const of = definitionOf(id);
    const reason = how.unavailable ?? null;
    return { id, title: `The ${id}`, risk: of.risk, available: reason === null, reason };
  };
  const runbooks = {
    catalogue: { entries: [] },
    find,
    check: () => undefined,
    async start(id: string, parameters: Record<string, never>, options: Parameters<Runbooks['start']>[2]) {
      how.starts?.(id);
      const { definition } = definitionOf(id);
      const { id: runId } = await processes.start({ ...options, definition, parameters });
      return { runId };
    },
  } as unknown as Runbooks;
  const calendar = createCalendar({
    ...{ own, runbooks, processes, records: store.calendar, journal, clock },
    ...{ actor: () => 'alice@desk', log: silentLog },
    ground: { name: 'practice', environment: 'staging' },
  });
  const desk = { ...opened, calendar, store };
  desks.push(desk);
  return desk;
}

const EVERY_DAY: WrittenCalendar = [{ runbook: 'look', at: '0 9 * * *', timeZone: 'UTC' }];
const told = () =>
  journal.entries
    .filter(({ kind }) => kind.startsWith('calendar.'))
    .map(({ kind, summary }) => `${kind} ${summary}`);
const only = ({ calendar }: Desk) => {
  const [item] = calendar.list();
  if (item === undefined) throw new Error('the calendar is empty');
  return item;
};

describe('what is due', () => {
  it('starts by itself, once a day, for weeks, and says how the last one went', async () => {
    const desk = openDesk(EVERY_DAY);
    expect(only(desk)).toMatchObject({ nextAt: BEGIN + HOUR, offered: null, last: null });
    desk.calendar.start();
    await clock.advance(21 * DAY);
    const runs = desk.processes.list();
    expect(runs.map(({ startedAt }) => startedAt).sort()).toEqual(
      Array.from({ length: 21 }, (_, day) => BEGIN + HOUR + day * DAY),
    );
    expect(new Set(runs.map(({ startedBy }) => startedBy))).toEqual(new Set(['calendar']));
    expect(only(desk)).toMatchObject({
      nextAt: BEGIN + HOUR + 21 * DAY,
      offered: null,
      last: { dueAt: BEGIN + HOUR + 20 * DAY, status: 'succeeded' },
    });
    expect(told()).toHaveLength(21);
    expect(told()[0]).toBe('calendar.started Started as due: The look, due 2026-01-01T09:00:00.000Z');
  });

  it('comes at nine of the place, on both sides of a change of the clocks', async () => {
    const desk = openDesk([{ runbook: 'look', at: '0 9 * * *', timeZone: 'America/New_York' }]);
    await clock.advance(Date.UTC(2026, 2, 7) - BEGIN);
    desk.calendar.start();
    await clock.advance(3 * DAY);
    const at = desk.processes.list().map(({ startedAt }) => new Date(startedAt).toISOString());
    // New York sets its clocks forward on the 8th of March.
    expect(at.sort()).toEqual([
      '2026-03-07T14:00:00.000Z',
      '2026-03-08T13:00:00.000Z',
      '2026-03-09T13:00:00.000Z',
    ]);
  });

  it('is started by one of two applications on the same store', async () => {
    const desks = [openDesk(EVERY_DAY, { processId: 1 }), openDesk(EVERY_DAY, { processId: 2 })];
    for (const { calendar } of desks) calendar.start();
    await clock.advance(7 * DAY);
    expect(desks[0]?.processes.list()).toHaveLength(7);
    expect(told()).toHaveLength(7);
  });

  it('does not start twice when the clock is set back', async () => {
    const desk = openDesk(EVERY_DAY);
    desk.calendar.start();
    await clock.advance(2 * HOUR);
    clock.sleep(-2 * HOUR);
    await clock.advance(3 * HOUR);
    expect(desk.processes.list()).toHaveLength(1);
  });

  it('waits for its operator when it changes something, or when the profile says so', async () => {
    const desk = openDesk([
      { runbook: 'turn', at: '0 9 * * *', timeZone: 'UTC' },
      { runbook: 'look', at: '0 9 * * *', timeZone: 'UTC', attended: true },
    ]);
    desk.calendar.start();
    await clock.advance(2 * HOUR);
    expect(desk.processes.list()).toEqual([]);
    const items = desk.calendar.list();
    expect(items.map(({ runbook, offered }) => [runbook, offered?.state, offered?.why])).toEqual([
      ['look', 'waiting', 'It waits for its operator, as the profile says'],
      ['turn', 'waiting', 'It changes something, so it waits for its operator'],
    ]);
    const turn = items[1]?.id ?? '';
    const { runId } = await desk.calendar.run(turn, { readOnly: false });
    await clock.advance(0);
    // Its change is asked about by itself.
    expect(desk.processes.get(runId)).toMatchObject({
      ...{ status: 'waiting', agreement: 'each', startedBy: 'alice@desk' },
    });
  });

  it('does not pile up: while the one before has not ended, it waits', async () => {
    const desk = openDesk([{ runbook: 'stuck', at: '*/20 * * * *', timeZone: 'UTC' }]);
    desk.calendar.start();
    await clock.advance(21 * MINUTE);
    const [run] = desk.processes.list();
    expect(run).toMatchObject({ status: 'waiting', startedBy: 'calendar' });
    await clock.advance(20 * MINUTE);
    expect(only(desk)).toMatchObject({
      offered: { state: 'waiting', why: `The one before, run ${run?.id.slice(0, 8)}, has not ended` },
      last: { status: 'waiting' },
    });
    expect(desk.processes.list()).toHaveLength(1);
  });

  it('is never due while it cannot be run, and says why', async () => {
    const desk = openDesk(EVERY_DAY, { unavailable: 'Not available yet' });
    desk.calendar.start();
    await clock.advance(7 * DAY);
    expect(only(desk)).toMatchObject({ nextAt: null, offered: null, unavailable: 'Not available yet' });
    expect(told()).toEqual([]);
  });
});

describe('what was missed', () => {
  it('because the machine slept is offered, not started hours later', async () => {
    const desk = openDesk(EVERY_DAY);
    desk.calendar.start();
    await clock.advance(30 * MINUTE);
    clock.sleep(5 * HOUR);
    await clock.advance(MINUTE);
    expect(desk.processes.list()).toEqual([]);
    expect(only(desk).offered).toMatchObject({ dueAt: BEGIN + HOUR, state: 'missed', others: 0 });
    expect(told()).toEqual([
      'calendar.missed Missed: The look, due 2026-01-01T09:00:00.000Z: The control center was not running, or the machine slept',
    ]);
  });

  it('but a nap of minutes only makes it late', async () => {
    const desk = openDesk(EVERY_DAY);
    desk.calendar.start();
    await clock.advance(58 * MINUTE);
    clock.sleep(8 * MINUTE);
    await clock.advance(MINUTE);
    expect(desk.processes.list()).toHaveLength(1);
  });

  it('because the application was closed is offered once, with how many there were', async () => {
    const first = openDesk(EVERY_DAY);
    first.calendar.start();
    await clock.advance(2 * HOUR);
    await close(first);
    await clock.advance(3 * DAY);
    const desk = openDesk(EVERY_DAY);
    // Before anything is noticed, whoever looks sees it.
    const offered = { dueAt: BEGIN + HOUR + 3 * DAY, state: 'missed', others: 2 };
    expect(only(desk).offered).toMatchObject(offered);
    expect(told()).toHaveLength(1);
    desk.calendar.start();
    await clock.advance(MINUTE);
    expect(only(desk).offered).toMatchObject(offered);
    expect(told()[1]).toContain('calendar.missed Missed, with 2 before it: The look');
    const { runId } = await desk.calendar.run(only(desk).id, { readOnly: false });
    await clock.advance(0);
    expect(desk.processes.get(runId)).toMatchObject({ status: 'succeeded', startedBy: 'alice@desk' });
    expect(only(desk)).toMatchObject({ offered: null, last: { runId, status: 'succeeded' } });
    expect(told()[2]).toContain('calendar.started Made up for: The look');
  });

  it('can be skipped, once, and by one of two', async () => {
    const desks = [openDesk(EVERY_DAY, { processId: 1 }), openDesk(EVERY_DAY, { processId: 2 })];
    const [one, two] = desks as [Desk, Desk];
    one.calendar.start();
    await clock.advance(30 * MINUTE);
    clock.sleep(5 * HOUR);
    await clock.advance(MINUTE);
    const { id } = only(one);
    expect(one.calendar.dismiss(id, 'done by hand', { readOnly: false }).offered).toBeNull();
    expect(() => two.calendar.dismiss(id, '', { readOnly: false })).toThrow(
      `Nothing of ${id} was missed or waits`,
    );
    await expect(two.calendar.run(id, { readOnly: false })).rejects.toThrow('was missed or waits');
    await expect(two.calendar.run('other', { readOnly: false })).rejects.toThrow('There is no other');
    expect(told().at(-1)).toContain(
      'calendar.skipped Skipped: The look, due 2026-01-01T09:00:00.000Z: done by hand',
    );
  });

  it('is overtaken by the next one', async () => {
    const desk = openDesk(EVERY_DAY);
    desk.calendar.start();
    await clock.advance(30 * MINUTE);
    clock.sleep(5 * HOUR);
    await clock.advance(DAY);
    expect(only(desk)).toMatchObject({ offered: null, last: { status: 'succeeded' } });
  });

  it('is nothing of the time before it was written, or rewritten', async () => {
    const first = openDesk(EVERY_DAY);
    await clock.advance(7 * DAY);
    expect(only(first).offered).toBeNull();
    first.calendar.start();
    await clock.advance(MINUTE);
    expect(only(first).offered).toBeNull();
    await close(first);
    await clock.advance(7 * DAY);
    const other = openDesk([{ runbook: 'look', at: '0 7 * * *', timeZone: 'UTC' }]);
    other.calendar.start();
    await clock.advance(MINUTE);
    expect(only(other).offered).toBeNull();
  });

  it('is what could not be started, with the reason', async () => {
    let isBroken = true;
    const desk = openDesk(EVERY_DAY, {
      starts() {
        if (isBroken) throw new Error('the disk is full');
      },
    });
    desk.calendar.start();
    await clock.advance(HOUR + MINUTE);
    expect(only(desk).offered).toMatchObject({
      ...{ state: 'missed', why: 'It could not be started: the disk is full' },
    });
    isBroken = false;
    await desk.calendar.run(only(desk).id, { readOnly: false });
    expect(only(desk).offered).toBeNull();
  });

  it('is what a process noted and did not live to begin', async () => {
    const first = openDesk(EVERY_DAY);
    first.calendar.start();
    await clock.advance(30 * MINUTE);
    const { id } = only(first);
    // As a process that dies right after its note.
    first.store.calendar.claim(
      {
        ...{ entry: id, dueAt: BEGIN + HOUR, state: 'started', why: null, others: 0 },
        ...{ runId: 'e2c1d1a0-0000-4000-8000-000000000000', decidedAt: BEGIN + HOUR, decidedBy: 'calendar' },
      },
      BEGIN + HOUR,
    );
    await close(first);
    await clock.advance(2 * HOUR);
    const desk = openDesk(EVERY_DAY);
    desk.calendar.start();
    await clock.advance(MINUTE);
    expect(only(desk)).toMatchObject({
      offered: { dueAt: BEGIN + HOUR, state: 'missed', why: 'Whoever was to start it ended before' },
    });
    expect(desk.processes.list()).toEqual([]);
  });
});

it('tells whoever listens, of what another application does too', async () => {
  const [one, two] = [openDesk(EVERY_DAY, { processId: 1 }), openDesk(EVERY_DAY, { processId: 2 })];
  let count = 0;
  const stop = two.calendar.subscribe(() => {
    count += 1;
  });
  one.calendar.start();
  await clock.advance(HOUR + MINUTE);
  expect(count).toBeGreaterThan(0);
  expect(only(two).last).toMatchObject({ status: 'succeeded' });
  stop();
});
