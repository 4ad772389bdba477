import { describe, expect, it } from 'vitest';
import { type ConnectionState, keepConnected } from './client.ts';
import type { Line, OpenResult, Transport } from './transport.ts';
import { retryDelayMs } from './wait.ts';

/** A transport whose attempts are answered by the test, one after the other. */
function scripted() {
  const attempts: ((result: OpenResult) => void)[] = [];
  const waits: { ms: number; done: () => void; signal: AbortSignal }[] = [];
  const transport: Transport = {
    host: 'browser',
    open: () => new Promise((resolve) => attempts.push(resolve)),
  };
  const connection = keepConnected(
    transport,
    (ms, signal) =>
      new Promise((done) => {
        waits.push({ ms, done, signal });
        signal.addEventListener('abort', () => done());
      }),
  );
  return {
    connection,
    waits,
    answer: (result: OpenResult) => attempts.shift()?.(result),
    attempts: () => attempts.length,
    phase: (phase: ConnectionState['phase']) => reached(connection.state, phase),
  };
}

function reached(
  store: { getState(): ConnectionState; subscribe(f: () => void): () => void },
  phase: string,
) {
  return new Promise<ConnectionState>((resolve) => {
    const look = () => {
      if (store.getState().phase !== phase) return;
      stop();
      resolve(store.getState());
    };
    const stop = store.subscribe(look);
    look();
  });
}

function lineOf(): { line: Line; cut: () => void } {
  let cut = () => {};
  const closed = new Promise<void>((resolve) => {
    cut = resolve;
  });
  const link = { call: () => Promise.reject(new Error('not asked here')) };
  return { line: { link, closed, close: () => cut() }, cut };
}

describe('keepConnected', () => {
  it('opens, loses and opens again with another client', async () => {
    const desk = scripted();
    const first = lineOf();
    desk.answer({ ok: true, line: first.line });
    const open = await desk.phase('open');
    first.cut();
    const lost = await desk.phase('lost');
    expect(lost.client).toBeNull();

    desk.waits[0]?.done();
    await tick();
    desk.answer({ ok: true, line: lineOf().line });
    expect((await desk.phase('open')).client).not.toBe(open.client);
    desk.connection.close();
  });

  it('waits longer after each failure and starts over after a success', async () => {
    const desk = scripted();
    for (let attempt = 0; attempt < 3; attempt++) {
      desk.answer({ ok: false, why: 'unreachable' });
      await tick();
      desk.waits.at(-1)?.done();
      await tick();
    }
    const line = lineOf();
    desk.answer({ ok: true, line: line.line });
    await desk.phase('open');
    line.cut();
    await desk.phase('lost');
    expect(desk.waits.map(({ ms }) => ms)).toEqual([500, 1000, 2000, 500]);
    desk.connection.close();
  });

  it('tries at once when asked to', async () => {
    const desk = scripted();
    desk.answer({ ok: false, why: 'unreachable' });
    await desk.phase('lost');
    expect(desk.attempts()).toBe(0);
    desk.connection.retryNow();
    await tick();
    expect(desk.attempts()).toBe(1);
    desk.connection.close();
  });

  it('gives up when it is refused', async () => {
    const desk = scripted();
    desk.answer({ ok: false, why: 'refused' });
    await desk.phase('refused');
    await tick();
    expect(desk.attempts()).toBe(0);
    expect(desk.waits).toEqual([]);
  });

  it('does not open again once it is closed', async () => {
    const desk = scripted();
    const { line } = lineOf();
    desk.answer({ ok: true, line });
    await desk.phase('open');
    desk.connection.close();
    await tick();
    expect(desk.attempts()).toBe(0);
    expect(desk.waits).toEqual([]);
  });
});

it('waits half a second first and never more than ten', () => {
  expect([0, 1, 2, 3, 4, 5, 20].map(retryDelayMs)).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
});

/** Lets everything that is only waiting for promises go on. */
function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
