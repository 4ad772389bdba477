import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { KubernetesError } from '../connect/kubernetes/index.ts';
import { OperatorError } from '../kernel/errors.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import type { PerformOptions } from './door.ts';
import type { OperationKind, Prepared } from './operation.ts';
import { openDoor, type TestDoor } from './testing/open-door.ts';

const clock = manualClock();
const doors: TestDoor[] = [];
const folders: string[] = [];

afterEach(() => {
  for (const door of doors.splice(0)) door.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function open(options: Partial<Parameters<typeof openDoor>[0]> = {}): TestDoor {
  const door = openDoor({ clock, ...options });
  doors.push(door);
  return door;
}

/** An operation that does what a test says. */
function operation(
  does: Partial<Prepared> = {},
  risk: OperationKind<unknown>['risk'] = 'change',
): OperationKind<{ name: string }> {
  return {
    kind: 'test.turn',
    title: 'Turn the lamp',
    risk,
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

const lamp = { name: 'desk' };
const options = (more: Partial<PerformOptions> = {}): PerformOptions => ({
  yes: true,
  readOnly: false,
  signal: new AbortController().signal,
  ...more,
});
const never = () => new Promise<never>(() => {});

describe('the door', () => {
  it('journals the intent before the act, the result after it, and what was seen then', async () => {
    const { door, entries, told } = open();
    const seen: string[][] = [];
    const look = async () => {
      seen.push(told());
      return { on: true };
    };
    const outcome = await door.perform(operation({ execute: look }), lamp, options());
    expect(seen).toEqual([['intent']]);
    expect(told()).toEqual(['intent', 'result done', 'verification true']);
    expect(outcome).toMatchObject({
      target: 'lamp desk',
      evidence: { on: true },
      verification: { ok: true, words: 'it shines' },
      journal: { intent: 0, result: 1, verification: 2 },
    });
    expect(entries[0]).toMatchObject({
      actor: 'alice@desk',
      kind: 'operation.intent',
      subject: 'lamp desk',
      data: { operation: 'test.turn', parameters: lamp, confirmed: 'yes', environment: 'staging' },
    });
    expect(door.locks()).toEqual([]);
  });

  it('does nothing that it could not journal first', async () => {
    const execute = vi.fn(async () => ({}));
    const full = () => {
      throw new OperatorError('internal', 'the disk is full');
    };
    const { door } = open({ onAppend: full });
    await expect(door.perform(operation({ execute }), lamp, options())).rejects.toThrow('the disk is full');
    expect(execute).not.toHaveBeenCalled();
    expect(door.locks()).toEqual([]);
  });

  it('says that it was done when only the journal failed, and keeps that as not known', async () => {
    const { door } = open({
      onAppend({ kind }) {
        if (kind === 'operation.result') throw new OperatorError('internal', 'the disk is full');
      },
    });
    await expect(door.perform(operation(), lamp, options())).rejects.toThrow(
      'It was done, but not journaled: the disk is full',
    );
    expect(door.locks()).toMatchObject([{ lock: { target: 'lamp desk', begunAt: clock.now() } }]);
  });

  it.each([
    [
      'a refusal of the server',
      new KubernetesError('forbidden', 'no', { status: 403, reason: null, retryAfterMs: null }),
      'failed',
    ],
    ['a conflict', new OperatorError('conflict', 'changed'), 'failed'],
    ['no connection', new OperatorError('unreachable', 'the API: connection refused'), 'failed'],
    ['a cut connection', new OperatorError('unreachable', 'the API: the connection was cut'), 'unknown'],
    ['no answer', new OperatorError('timeout', 'no answer'), 'unknown'],
    [
      'a failing server',
      new KubernetesError('server-error', 'oops', { status: 500, reason: null, retryAfterMs: null }),
      'unknown',
    ],
  ])('after %s journals the result as it is: %s', async (_, error, result) => {
    const { door, told } = open();
    const verify = vi.fn();
    const fails = operation({ execute: () => Promise.reject(error), verify });
    await expect(door.perform(fails, lamp, options())).rejects.toMatchObject({
      code: error.code,
      message:
        result === 'failed'
          ? error.message
          : `${error.message}; it is not known whether this was done: turn on lamp desk`,
    });
    expect(told()).toEqual(['intent', `result ${result}`]);
    expect(verify).not.toHaveBeenCalled();
    expect(door.locks()).toEqual([]);
  });

  it('gives a change on its way a moment when the operator stops, then leaves it unknown', async () => {
    const { door, told } = open();
    const stop = new AbortController();
    const begun = Promise.withResolvers<void>();
    const hangs = operation({
      execute: (signal) =>
        new Promise((_, reject) => {
          begun.resolve();
          signal.addEventListener('abort', () => reject(signal.reason));
        }),
    });
    const attempt = door.perform(hangs, lamp, options({ signal: stop.signal }));
    const refused = expect(attempt).rejects.toMatchObject({
      code: 'stopped',
      message: expect.stringContaining('it is not known whether this was done'),
    });
    await begun.promise;
    stop.abort(new OperatorError('stopped', 'Stopped.'));
    await clock.advance(1000);
    expect(told()).toEqual(['intent']);
    await clock.advance(1001);
    await refused;
    expect(told()).toEqual(['intent', 'result unknown']);
  });

  it('tells an effect that was not seen from one that did not come', async () => {
    const { door, told } = open();
    const blind = operation({ verify: () => Promise.reject(new OperatorError('unreachable', 'gone')) });
    const dark = operation({ verify: async () => ({ ok: false, words: 'it stays dark' }) });
    expect((await door.perform(blind, lamp, options())).verification).toEqual({
      ok: null,
      words: 'It was done, but its effect was not seen: gone',
    });
    expect((await door.perform(dark, lamp, options())).verification.ok).toBe(false);
    expect(told()).toEqual([
      ...['intent', 'result done', 'verification null'],
      ...['intent', 'result done', 'verification false'],
    ]);
  });

  it('asks and journals nothing where there is nothing to do', async () => {
    const { door, entries } = open();
    const idle = operation({ calls: [], execute: never });
    const outcome = await door.perform(idle, lamp, options({ yes: false }));
    expect(outcome).toMatchObject({ journal: null, verification: { ok: true } });
    expect(entries).toEqual([]);
  });

  it('refuses parameters that are not the operation’s', async () => {
    const { door } = open();
    const wrong: { name: string } = JSON.parse('{"name":7}');
    await expect(door.perform(operation(), wrong, options())).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringMatching(/^Turn the lamp: name: /),
    });
  });

  it('keeps what looks like a secret out of preview, journal and outcome', async () => {
    const { door, entries } = open();
    const previews: unknown[] = [];
    const talks = operation({
      calls: [{ method: 'PUT', path: '/lamps', body: { password: 'planted-9c' } }],
      diff: '+password: planted-9c',
      execute: async () => ({ said: 'token=planted-9c' }),
      verify: async () => ({ ok: true, words: 'Bearer planted-9c' }),
    });
    const outcome = await door.perform(talks, lamp, options({ onPreview: (it) => previews.push(it) }));
    expect(JSON.stringify([previews, entries, outcome])).not.toContain('planted-9c');
  });
});

describe('two at the same target', () => {
  it('are told of each other, with owner and age; another target is free', async () => {
    const { door } = open();
    const ended = Promise.withResolvers<Record<string, unknown>>();
    const first = door.perform(operation({ execute: () => ended.promise }), lamp, options());
    await vi.waitFor(() => expect(door.locks()).toHaveLength(1));
    await clock.advance(42_000);
    await expect(door.perform(operation(), lamp, options())).rejects.toMatchObject({
      code: 'refused',
      message: `lamp desk is in use by alice@desk for 42 s: Turn on lamp desk (process ${process.pid} on here)`,
    });
    await expect(door.perform(operation(), { name: 'floor' }, options())).resolves.toBeDefined();
    expect(() => door.breakLock('lamp desk', { readOnly: false })).toThrow('heard of lately');
    ended.resolve({});
    await first;
    expect(() => door.breakLock('lamp desk', { readOnly: false })).toThrow('Nothing holds lamp desk');
  });
});

describe('a lock, when the clock jumps', () => {
  it.each([10, -10])('by %i years, stays that of a process that lives', async (years) => {
    const time = manualClock();
    const dataDirectory = mkdtempSync(join(tmpdir(), 'acgs-door-'));
    folders.push(dataDirectory);
    const held = open({ clock: time, dataDirectory, owner: { processId: 1, host: 'here' } });
    const other = open({ clock: time, dataDirectory, owner: { processId: 2, host: 'here' } });
    void held.door.perform(operation({ execute: never }), lamp, options()).catch(() => {});
    await vi.waitFor(() => expect(held.told()).toEqual(['intent']));
    time.sleep(years * 365 * 86_400_000);
    expect(held.door.locks()).toMatchObject([{ owner: 'alive' }]);
    // Until its next heartbeat nobody else can tell.
    expect(other.door.locks()).toMatchObject([{ owner: 'silent' }]);
    await time.advance(10_000);
    expect(other.door.locks()).toMatchObject([{ owner: 'alive' }]);
    await expect(other.door.perform(operation(), lamp, options())).rejects.toMatchObject({
      code: 'refused',
      message: expect.stringMatching(/^lamp desk is in use by alice@desk for \d+ s: /),
    });
  });

  it('back, is no longer that of a process of which nothing is heard', async () => {
    const time = manualClock();
    const dataDirectory = mkdtempSync(join(tmpdir(), 'acgs-door-'));
    folders.push(dataDirectory);
    // Its own time stands still.
    const gone = open({ clock: manualClock(), dataDirectory, owner: { processId: 1, host: 'there' } });
    void gone.door.perform(operation({ execute: never }), lamp, options()).catch(() => {});
    await vi.waitFor(() => expect(gone.told()).toEqual(['intent']));
    const other = open({ clock: time, dataDirectory, owner: { processId: 2, host: 'here' } });
    time.sleep(-365 * 86_400_000);
    expect(other.door.locks()).toMatchObject([{ owner: 'silent' }]);
    other.door.breakLock('lamp desk', { readOnly: false });
    expect(other.entries.at(-1)).toMatchObject({ data: { result: 'unknown' } });
  });
});

describe('after a process died in the middle', () => {
  /** Begins something in a process that is then no more. */
  async function leaveBehind(does: Partial<Prepared>): Promise<{ dataDirectory: string }> {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'acgs-door-'));
    folders.push(dataDirectory);
    const dying = open({
      // Time ends for it.
      clock: manualClock(clock.now()),
      dataDirectory,
      owner: { processId: 111, host: 'here' },
    });
    void dying.door.perform(operation(does), lamp, options()).catch(() => {});
    await vi.waitFor(() => expect(dying.told()).toEqual(['intent']));
    return { dataDirectory };
  }

  it('its change is journaled as not known, named at the next start, and never repeated', async () => {
    const execute = vi.fn(never);
    const { dataDirectory } = await leaveBehind({ execute });
    const next = open({ dataDirectory, isRunning: (processId) => processId !== 111 });
    expect(next.door.settle()).toEqual([
      {
        target: 'lamp desk',
        summary: 'Turn on lamp desk',
        actor: 'alice@desk',
        startedAt: expect.stringMatching(/Z$/),
        sent: true,
      },
    ]);
    expect(next.entries).toMatchObject([
      {
        kind: 'operation.result',
        actor: 'alice@desk',
        summary: 'Not known whether it was done: process 111 ended in the middle of it',
        data: { result: 'unknown' },
      },
    ]);
    expect(next.door.settle()).toEqual([]);
    expect(execute).toHaveBeenCalledTimes(1);
    await expect(next.door.perform(operation(), lamp, options())).resolves.toBeDefined();
  });

  it('a lock that is broken between intent and act keeps the act from being sent', async () => {
    const dataDirectory = mkdtempSync(join(tmpdir(), 'acgs-door-'));
    folders.push(dataDirectory);
    const other = open({ dataDirectory, owner: { processId: 7, host: 'elsewhere' } });
    const execute = vi.fn(async () => ({ on: true }));
    const late = open({
      clock: manualClock(),
      dataDirectory,
      owner: { processId: 111, host: 'here' },
      onAppend({ kind }) {
        // For the other machine a long time passes just here.
        if (kind === 'operation.intent') other.door.breakLock('lamp desk', { readOnly: false });
      },
    });
    await clock.advance(60_001);
    await expect(late.door.perform(operation({ execute }), lamp, options())).rejects.toMatchObject({
      code: 'refused',
      message: 'The lock of lamp desk was broken meanwhile',
    });
    expect(execute).not.toHaveBeenCalled();
    expect(late.told()).toEqual(['intent', 'result failed']);
  });

  it('no lock is broken in read-only mode', async () => {
    const { door } = open();
    expect(() => door.breakLock('lamp desk', { readOnly: true })).toThrow('Read-only mode: not done');
  });

  it('a lock of a machine that fell silent is broken by hand, and that is journaled', async () => {
    const { dataDirectory } = await leaveBehind({ execute: never });
    const next = open({ dataDirectory, owner: { processId: 7, host: 'elsewhere' }, actor: 'bob' });
    expect(next.door.settle()).toEqual([]);
    expect(() => next.door.breakLock('lamp desk', { readOnly: false })).toThrow('heard of lately');
    await clock.advance(60_001);
    await expect(next.door.perform(operation(), lamp, options())).rejects.toMatchObject({
      hint: expect.stringContaining('acgs locks break "lamp desk"'),
    });
    next.door.breakLock('lamp desk', { readOnly: false });
    expect(next.entries.at(-1)).toMatchObject({
      summary: 'Not known whether it was done: bob broke its lock',
    });
    await expect(next.door.perform(operation(), lamp, options())).resolves.toBeDefined();
  });
});
