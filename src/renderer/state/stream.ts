import { useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Client } from '../../contract/index.ts';
import type { ProblemView } from '../../contract/source.ts';
import { useDesk } from './desk.tsx';
import { problemOf } from './problem.ts';
import { openRequest, type Request } from './request.ts';
import { retryDelayMs, waitFor } from './wait.ts';

/** Opens a stream of the contract: `(client, options) => client.health.watch(undefined, options)`. */
export type StreamCall<Frame> = (
  client: Client,
  options: { signal: AbortSignal },
) => Promise<AsyncIterable<Frame>>;

/**
 * What a screen knows of a stream. `data` stays what it was while the line is cut (`offline`) and
 * while the stream fails (`failed`, with the problem): show it greyed with its age. It is null until
 * the first frame.
 */
export interface StreamState<Data> {
  phase: 'loading' | 'live' | 'offline' | 'failed';
  data: Data | null;
  /** When the last frame came, this machine's epoch milliseconds. */
  receivedAt: number | null;
  problem: ProblemView | null;
}

/** A stream as a screen holds it. `retry` asks again at once instead of after the delay. */
export type FollowedStream<Data> = StreamState<Data> & { retry: () => void };

/** Follows a stream; the latest frame is the data. A new `key` starts over with no data. */
export function useStream<Frame>(call: StreamCall<Frame>, key: string): FollowedStream<Frame> {
  return useFoldedStream<Frame, Frame>(call, key, latest);
}

/**
 * Follows a stream and folds its frames into one value. It subscribes again by itself after the
 * connection was lost and, with a growing delay, after a failure. `call` and `fold` are read once for
 * each `key`.
 */
export function useFoldedStream<Frame, Data>(
  call: StreamCall<Frame>,
  key: string,
  fold: (before: Data | null, frame: Frame) => Data,
): FollowedStream<Data> {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [held, setHeld] = useState<Held<Data>>({ key, state: empty() });
  // What the frames build on: the screen may show it later, but the next frame must not wait for that.
  const latestHeld = useRef(held);
  const wake = useRef<() => void>(null);
  const open: StreamCall<Frame> = useEffectEvent((target, options) => call(target, options));
  const add = useEffectEvent((before: Data | null, frame: Frame) => fold(before, frame));

  useEffect(() => {
    const before = () => (latestHeld.current.key === key ? latestHeld.current.state : empty<Data>());
    const show = (state: StreamState<Data>) => {
      latestHeld.current = { key, state };
      setHeld(latestHeld.current);
    };
    if (!client) {
      show(before().data === null ? empty() : { ...before(), phase: 'offline', problem: null });
      return;
    }
    const request = openRequest(connection, client);
    const stop = new AbortController();
    void follow(client, open, request, {
      pause: (ms) => {
        const skip = new AbortController();
        wake.current = () => skip.abort();
        return waitFor(ms, AbortSignal.any([stop.signal, skip.signal]));
      },
      frame: (frame) =>
        show({ phase: 'live', data: add(before().data, frame), receivedAt: Date.now(), problem: null }),
      failed: (problem) => {
        // A cut line fails every stream on it; that is the connection's news, not the stream's.
        if (connection.state.getState().client !== client) return;
        show({ ...before(), phase: 'failed', problem });
      },
    });
    return () => {
      request.end();
      stop.abort();
    };
  }, [client, connection, key]);

  const retry = useCallback(() => wake.current?.(), []);
  const [nothing] = useState(() => empty<Data>());
  const state = held.key === key ? held.state : nothing;
  return useMemo(() => ({ ...state, retry }), [state, retry]);
}

interface Held<Data> {
  key: string;
  state: StreamState<Data>;
}

interface Follower<Frame> {
  frame(frame: Frame): void;
  failed(problem: ProblemView): void;
  /** Waits before the next attempt. */
  pause(ms: number): Promise<void>;
}

async function follow<Frame>(
  client: Client,
  open: StreamCall<Frame>,
  request: Request,
  follower: Follower<Frame>,
): Promise<void> {
  for (let attempt = 1; !request.ended(); attempt++) {
    try {
      for await (const frame of await open(client, { signal: request.signal })) {
        if (request.ended()) return;
        attempt = 1;
        follower.frame(frame);
      }
    } catch (error) {
      if (request.ended()) return;
      follower.failed(problemOf(error));
    }
    await follower.pause(retryDelayMs(attempt));
  }
}

function latest<Frame>(_before: Frame | null, frame: Frame): Frame {
  return frame;
}

function empty<Data>(): StreamState<Data> {
  return { phase: 'loading', data: null, receivedAt: null, problem: null };
}

/**
 * Goes on showing what was there while the same subject is on its way from another moment: a strip that
 * is dragged must not flash.
 */
export function useKept<Data>(stream: FollowedStream<Data>, subject: string): FollowedStream<Data> {
  const [kept, setKept] = useState<{ subject: string; data: Data | null }>({ subject, data: null });
  if (stream.data !== null && (stream.data !== kept.data || subject !== kept.subject)) {
    setKept({ subject, data: stream.data });
  }
  if (stream.data !== null || stream.phase !== 'loading' || kept.subject !== subject) return stream;
  return { ...stream, data: kept.data };
}
