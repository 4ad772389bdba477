import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { HealthBoard } from '../../../contract/health.ts';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';
import { openRequest, type Request } from '../../state/request.ts';

/** A check of every system that the operator asked for. */
export interface Check {
  running: boolean;
  /** Systems that have answered since it was asked for, and those that were asked. */
  answered: number;
  total: number;
  /** Why the last one failed; null when it did not. */
  failure: string | null;
  start(): void;
  /** Stops waiting for it. */
  stop(): void;
}

/** @param disabled why nothing can be asked for; null where it can */
export function useCheck(board: HealthBoard | null, disabled: string | null): Check {
  const { connection, ticker } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [startedAt, setStartedAt] = useState<number | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const running = useRef<Request | null>(null);

  const stop = useCallback(() => {
    running.current?.end();
    running.current = null;
    setStartedAt(null);
  }, []);

  const start = useCallback(() => {
    if (!client || disabled !== null || running.current) return;
    const request = openRequest(connection, client);
    running.current = request;
    setStartedAt(ticker.seconds());
    setFailure(null);
    client.health
      .check(undefined, { signal: request.signal })
      .catch((error: unknown) => {
        if (!request.ended()) setFailure(problemOf(error).message);
      })
      .finally(() => {
        if (running.current === request) stop();
      });
  }, [client, connection, disabled, stop, ticker]);

  useEffect(() => stop, [stop]);

  const asked = board?.tiles.filter((tile) => tile.status !== 'not-configured') ?? [];
  return {
    running: startedAt !== null || (board?.checking ?? false),
    answered:
      startedAt === null
        ? 0
        : asked.filter((tile) => tile.observedAt && Date.parse(tile.observedAt) >= startedAt).length,
    total: asked.length,
    failure,
    start,
    stop,
  };
}
