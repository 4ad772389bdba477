import { ORPCError } from '@orpc/client';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore, type StoreApi } from 'zustand/vanilla';
import type { Client } from '../../contract/index.ts';
import type { OperationOutcome, OperationPreview, OperationStep } from '../../contract/operations.ts';
import type { Connection, ConnectionState } from '../state/client.ts';
import { createTasks, isOver, type Task, type Tasks } from './tasks.ts';

const request = { kind: 'cluster.restart', parameters: { name: 'gs' } };
const preview: OperationPreview = {
  ...{ kind: request.kind, title: 'Restart', risk: 'change', target: 'deployment gs', summary: 'Restart gs' },
  ...{ calls: [], diff: null, notes: [], dryRun: 'none', hash: 'abc' },
};
const outcome: OperationOutcome = {
  ...{ operationId: 'o', target: 'deployment gs', summary: 'Restart gs' },
  ...{ startedAt: '2025-06-27T09:00:00.000Z', endedAt: '2025-06-27T09:00:01.000Z' },
  ...{ verification: { ok: true, words: 'all are new' }, journal: null, inverse: null },
};
const begun: OperationStep = { type: 'begun', run: 'run-1' };
const progress = (line: string): OperationStep => ({
  type: 'progress',
  at: '2025-06-27T09:00:00.500Z',
  line,
});
const done: OperationStep = { type: 'outcome', outcome };

/** The steps of one stream, given by the test one after the other. */
function steps() {
  const given: (IteratorResult<OperationStep> | Error)[] = [];
  let wake = () => {};
  const give = (next: IteratorResult<OperationStep> | Error) => {
    given.push(next);
    wake();
  };
  return {
    stream: {
      [Symbol.asyncIterator]: () => ({
        async next(): Promise<IteratorResult<OperationStep>> {
          while (given.length === 0) await new Promise<void>((resolve) => (wake = resolve));
          const next = given.shift();
          if (next instanceof Error || next === undefined) throw next;
          return next;
        },
      }),
    },
    say(...all: OperationStep[]) {
      for (const value of all) give({ done: false, value });
    },
    end: () => give({ done: true, value: undefined }),
    fail: (error: Error) => give(error),
  };
}

/** A control center at the other end of one line. */
function center() {
  const performing = steps();
  const following = steps();
  const perform = vi.fn(async (_input: unknown, _options: { signal: AbortSignal }) => performing.stream);
  const follow = vi.fn(async (_input: unknown, _options: { signal: AbortSignal }) => following.stream);
  // Of the client only what tasks call: the rest is for nobody here.
  const client = { operations: { perform, follow } } as unknown as Client;
  return { client, performing, following, perform, follow };
}

let first: ReturnType<typeof center>;
let line: StoreApi<ConnectionState>;
let tasks: Tasks;

beforeEach(() => {
  first = center();
  line = createStore<ConnectionState>(() => ({ phase: 'open', client: first.client }));
  const connection: Connection = { host: 'browser', state: line, retryNow() {}, close() {} };
  let count = 0;
  tasks = createTasks(connection, () => `task-${++count}`);
});

const begin = () =>
  tasks.begin(first.client, { request, preview, confirm: 'acgs-production', breakGlass: null });
const task = (): Task => {
  const [only, ...more] = tasks.state.getState();
  expect(more).toEqual([]);
  if (only === undefined) throw new Error('there is no task');
  return only;
};
const sees = (expected: Partial<Task>) => vi.waitFor(() => expect(task()).toMatchObject(expected));
const cut = () =>
  line.setState({ phase: 'lost', client: null, lostAt: 0, retryAt: 1 } satisfies ConnectionState, true);
const reconnect = (to: ReturnType<typeof center>) =>
  line.setState({ phase: 'open', client: to.client } satisfies ConnectionState, true);

describe('an operation that was begun', () => {
  it('sends what was shown and agreed to, and tells its way to the end', async () => {
    const id = begin();
    expect(task()).toMatchObject({ id, state: 'running', lines: [], outcome: null });
    expect(first.perform.mock.calls[0]?.[0]).toEqual({
      ...request,
      ...{ hash: 'abc', confirm: 'acgs-production', breakGlass: null },
    });
    first.performing.say(begun, progress('1 of 2'), progress('2 of 2'));
    await sees({ lines: [{ line: '1 of 2' }, { line: '2 of 2' }] as never });
    expect(isOver(task())).toBe(false);
    tasks.dismiss(id);
    expect(task().state).toBe('running');

    first.performing.say(done);
    first.performing.end();
    await sees({ state: 'ended', outcome });
    expect(isOver(task())).toBe(true);
    tasks.dismiss(id);
    expect(tasks.state.getState()).toEqual([]);
    expect(first.follow).not.toHaveBeenCalled();
  });

  it('keeps the newest lines of a long way', async () => {
    begin();
    first.performing.say(begun, ...Array.from({ length: 250 }, (_, number) => progress(`line ${number}`)));
    await vi.waitFor(() => expect(task().lines.at(-1)?.line).toBe('line 249'));
    expect(task().lines).toHaveLength(200);
  });

  it('that is refused says why', async () => {
    begin();
    first.performing.fail(
      new ORPCError('CONFLICT', {
        defined: true,
        message: 'Somebody was first',
        data: { hint: 'Look again.' },
      }),
    );
    await sees({ state: 'failed', outcome: null });
    expect(task().problem?.message).toContain('Somebody was first');
  });
});

describe('when the line is cut', () => {
  it('it is said that it is not followed, and the next line takes it up by its run, from the beginning', async () => {
    begin();
    first.performing.say(begun, progress('1 of 2'));
    await sees({ lines: [{ line: '1 of 2' }] as never });
    cut();
    // What every stream on a cut line says; it is not the operation's news.
    first.performing.fail(new Error('socket closed'));
    await sees({ state: 'unfollowed', problem: null });
    expect(isOver(task())).toBe(false);

    const second = center();
    reconnect(second);
    await vi.waitFor(() => expect(second.follow).toHaveBeenCalledTimes(1));
    expect(second.follow.mock.calls[0]?.[0]).toEqual({ run: 'run-1' });
    expect(second.perform).not.toHaveBeenCalled();
    second.following.say(begun, progress('1 of 2'), progress('2 of 2'), done);
    second.following.end();
    await sees({ state: 'ended', outcome });
    expect(task().lines.map(({ line: text }) => text)).toEqual(['1 of 2', '2 of 2']);
    expect(first.perform).toHaveBeenCalledTimes(1);
  });

  it('several times, it is taken up each time and never begun again', async () => {
    begin();
    first.performing.say(begun);
    await vi.waitFor(() => expect(first.perform).toHaveBeenCalled());
    await vi.waitFor(() => expect(task().state).toBe('running'));
    const later = [center(), center()];
    for (const next of later) {
      await new Promise((resolve) => setImmediate(resolve));
      cut();
      await sees({ state: 'unfollowed' });
      reconnect(next);
      await vi.waitFor(() => expect(next.follow).toHaveBeenCalledTimes(1));
      next.following.say(begun);
      await sees({ state: 'running' });
    }
    later[1]?.following.say(done);
    await sees({ state: 'ended' });
    for (const next of later) expect(next.perform).not.toHaveBeenCalled();
  });

  it('before it said that it had begun, nobody knows: it is not repeated, and says where to look', async () => {
    begin();
    cut();
    await sees({ state: 'failed' });
    expect(task().problem?.message).toMatch(/it is not known whether it was done$/);
    const second = center();
    reconnect(second);
    await new Promise((resolve) => setImmediate(resolve));
    expect(second.perform).not.toHaveBeenCalled();
    expect(second.follow).not.toHaveBeenCalled();
  });

  it('and there will be no other, it stays one that is not followed', async () => {
    begin();
    first.performing.say(begun);
    await vi.waitFor(() => expect(first.perform).toHaveBeenCalled());
    await new Promise((resolve) => setImmediate(resolve));
    cut();
    await sees({ state: 'unfollowed' });
    line.setState({ phase: 'refused', client: null } satisfies ConnectionState, true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(task().state).toBe('unfollowed');
  });
});
