import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { resolveThresholds, thresholdOf } from '../../connect/profile/thresholds.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { silentLog } from '../../kernel/log.ts';
import { type ManualClock, manualClock } from '../../kernel/manual-clock.ts';
import type { OperationKind, Prepared } from '../../operate/operation.ts';
import { openDoor, type TestDoor } from '../../operate/testing/open-door.ts';
import { createLiveJournal, type LiveJournal } from '../index.ts';
import { type AuditCoverage, DEFAULT_PERIOD_MS, evaluateCoverage, type Held } from './coverage.ts';

const DAY_MS = 86_400_000;
const threshold = thresholdOf(resolveThresholds({}), 'audit-coverage');
let clock: ManualClock;
let folder: string;
let journal: LiveJournal;
const doors: TestDoor[] = [];

beforeEach(() => {
  clock = manualClock();
  folder = mkdtempSync(join(tmpdir(), 'acgs-coverage-'));
  journal = createLiveJournal({ directory: folder, anchors: [], clock, log: silentLog });
});

afterEach(async () => {
  for (const door of doors.splice(0)) door.close();
  await journal.close();
  rmSync(folder, { recursive: true });
});

/** A door on the journal of this test. */
function open(options: Partial<Parameters<typeof openDoor>[0]> = {}): TestDoor {
  const { onAppend, ...rest } = options;
  const door = openDoor({
    clock,
    dataDirectory: folder,
    ...rest,
    onAppend(entry) {
      onAppend?.(entry);
      journal.append(entry);
    },
  });
  doors.push(door);
  return door;
}

function turn(does: Partial<Prepared> = {}): OperationKind<{ name: string }> {
  return {
    kind: 'test.turn',
    title: 'Turn the lamp',
    risk: 'change',
    parameters: z.strictObject({ name: z.string() }),
    permissions: () => [],
    prepare: async ({ name }) => ({
      target: `lamp ${name}`,
      summary: `Turn on lamp ${name}`,
      calls: [{ method: 'PUT', path: `/lamps/${name}` }],
      diff: null,
      notes: [],
      permissions: [{ verb: 'update', group: 'home', resource: 'lamps', namespace: 'hall', name }],
      author: null,
      rehearse: null,
      execute: async () => ({ on: true }),
      verify: async () => ({ ok: true, words: 'it shines' }),
      ...does,
    }),
  };
}

const act = ({ door }: TestDoor, does: Partial<Prepared> = {}, name = 'desk', readOnly = false) =>
  door.perform(turn(does), { name }, { yes: true, readOnly, signal: new AbortController().signal });

const coverage = (locks: () => readonly Held[], since = clock.now() - DEFAULT_PERIOD_MS) =>
  evaluateCoverage({ book: journal, locks, threshold, clock, since });

const shortly = ({ complete, total, ratio, level, underWay, incomplete }: AuditCoverage) => ({
  ...{ complete, total, ratio, level, underWay },
  lacks: incomplete.map((it) => it.lacks.join('+')),
});

const append = (kind: string, data: Record<string, string | number | null>, at = clock.now()) =>
  journal.append({ at, actor: 'alice', kind, subject: 'lamp hall', summary: 'Turn on lamp hall', data });

describe('the coverage of the audit trail', () => {
  it('is unknown while nothing was begun: what was refused or not needed is no operation', async () => {
    const door = open();
    const nothing = { complete: 0, total: 0, ratio: null, level: 'unknown', underWay: 0, lacks: [] };
    expect(shortly(await coverage(door.door.locks))).toEqual(nothing);
    await expect(act(door, {}, 'desk', true)).rejects.toThrow('Read-only mode');
    await act(door, { calls: [] });
    expect(journal.status().size).toBe(1);
    expect(shortly(await coverage(door.door.locks))).toEqual(nothing);
  });

  it('counts each operation with intent and result once, over more than one page', async () => {
    const door = open();
    for (let number = 0; number < 59; number += 1) await act(door);
    const refusing = async () => {
      throw new OperatorError('conflict', 'somebody else was first');
    };
    await expect(act(door, { execute: refusing })).rejects.toThrow('first');
    const found = await coverage(door.door.locks);
    expect(shortly(found)).toEqual({
      ...{ complete: 60, total: 60, ratio: 1, level: 'good', underWay: 0, lacks: [] },
    });
    expect(found).toMatchObject({ words: '60 of 60 operations complete', target: 0.98 });
  });

  it('leaves out what is older, also when its result is not', async () => {
    const door = open();
    await act(door);
    const ended = Promise.withResolvers<Record<string, unknown>>();
    const slow = act(door, { execute: () => ended.promise }, 'floor');
    await vi.waitFor(() => expect(door.told().at(-1)).toBe('intent'));
    await clock.advance(1000);
    const since = clock.now();
    ended.resolve({});
    await slow;
    expect(shortly(await coverage(door.door.locks, since))).toMatchObject({ total: 0, ratio: null });
    await act(door);
    expect(shortly(await coverage(door.door.locks, since))).toMatchObject({ complete: 1, total: 1 });
    expect(shortly(await coverage(door.door.locks))).toMatchObject({ complete: 3, total: 3 });
  });

  it('does not count what is being done', async () => {
    const door = open();
    await act(door);
    const ended = Promise.withResolvers<Record<string, unknown>>();
    const slow = act(door, { execute: () => ended.promise });
    await vi.waitFor(() => expect(door.told().at(-1)).toBe('intent'));
    expect(shortly(await coverage(door.door.locks))).toMatchObject({ total: 1, underWay: 1, level: 'good' });
    ended.resolve({});
    await slow;
    expect(shortly(await coverage(door.door.locks))).toMatchObject({ complete: 2, total: 2, underWay: 0 });
  });

  it('lists what a crash left between intent and result, before and after it is settled', async () => {
    const dying = open({ clock: manualClock(clock.now()), owner: { processId: 111, host: 'here' } });
    void act(dying, { execute: () => new Promise<never>(() => {}) }).catch(() => {});
    await vi.waitFor(() => expect(dying.told()).toEqual(['intent']));
    const next = open({ isRunning: (processId) => processId !== 111 });
    const found = await coverage(next.door.locks);
    expect(found).toMatchObject({ complete: 0, total: 1, ratio: 0, level: 'critical' });
    expect(found.incomplete).toEqual([
      {
        operationId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        target: 'lamp desk',
        summary: 'Turn on lamp desk',
        actor: 'alice@desk',
        at: '2025-06-27T09:00:00.000Z',
        lacks: ['result'],
        index: 0,
      },
    ]);
    expect(next.door.settle()).toHaveLength(1);
    await act(next);
    expect(shortly(await coverage(next.door.locks))).toEqual({
      ...{ complete: 1, total: 2, ratio: 0.5, level: 'critical', underWay: 0, lacks: ['known result'] },
    });
  });

  it('is complete when the process died after the result, although that was settled too', async () => {
    append('operation.intent', { operationId: 'a1' });
    append('operation.result', { operationId: 'a1', result: 'done' });
    append('operation.result', { operationId: 'a1', result: 'unknown' });
    expect(shortly(await coverage(() => []))).toMatchObject({ complete: 1, total: 1, level: 'good' });
  });

  it('misses a result that could not be journaled, once its process is silent', async () => {
    const door = open({
      onAppend({ kind }) {
        if (kind === 'operation.result') throw new Error('the disk is full');
      },
    });
    await expect(act(door)).rejects.toThrow('It was done, but not journaled');
    await clock.advance(60_001);
    expect(shortly(await coverage(door.door.locks))).toMatchObject({ total: 1, lacks: ['result'] });
  });

  it('misses an intent that only a result, or only a lock, tells of', async () => {
    append('operation.result', { operationId: 'b2', result: 'done' });
    const lock = {
      ...{ target: 'lamp desk', operationId: 'c3', kind: 'test.turn', summary: 'Turn on lamp desk' },
      ...{ actor: 'alice', processId: 7, host: 'elsewhere' },
      ...{
        acquiredAt: clock.now() - DAY_MS,
        heartbeatAt: clock.now() - DAY_MS,
        begunAt: clock.now() - DAY_MS,
      },
    };
    const silent = () => [{ lock, owner: 'silent' as const }];
    const found = await coverage(silent);
    expect(found.incomplete).toMatchObject([
      { operationId: 'b2', lacks: ['intent'], index: 0 },
      { operationId: 'c3', lacks: ['intent', 'result'], index: null, at: '2025-06-26T09:00:00.000Z' },
    ]);
    expect(found).toMatchObject({ complete: 0, total: 2 });
    const notSent = () => [{ lock: { ...lock, begunAt: null }, owner: 'silent' as const }];
    expect(shortly(await coverage(notSent))).toMatchObject({ total: 1 });
  });

  it('is below its target at 98 %, and not good where entries were lost', async () => {
    for (let number = 0; number < 49; number += 1) {
      append('operation.intent', { operationId: `id${number}` });
      append('operation.result', { operationId: `id${number}`, result: 'done' });
    }
    append('journal.recovered', { lost: 0 });
    expect(await coverage(() => [])).toMatchObject({ ratio: 1, level: 'good' });
    append('operation.intent', {});
    expect(await coverage(() => [])).toMatchObject({
      ...{ ratio: 0.98, level: 'warning' },
      incomplete: [{ operationId: null, lacks: ['result'] }],
    });
    append('journal.recovered', { lost: null }, clock.now() + DAY_MS);
    const since = clock.now() + 1;
    append('operation.intent', { operationId: 'last' }, since);
    append('operation.result', { operationId: 'last', result: 'done' }, since);
    expect(await coverage(() => [], since)).toMatchObject({
      ...{ ratio: 1, level: 'unknown' },
      words: '1 of 1 operation complete, and entries were lost with a damaged journal',
    });
  });
});
