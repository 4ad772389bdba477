import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { Client } from '../../../contract/index.ts';
import type { InstantAnswer, RangeAnswer } from '../../../contract/metrics.ts';
import type { ProblemView } from '../../../contract/source.ts';
import type { TimeWindow } from '../../charts/time-window.ts';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';
import { openRequest } from '../../state/request.ts';
import { stepFor } from './ranges.ts';

export type View = 'chart' | 'table';

/** What is asked. */
export interface Asked {
  expression: string;
  view: View;
  /** Back from the moment that is shown. */
  rangeMs: number;
  /** A part of it that was chosen in the chart; null is all of it. */
  part: TimeWindow | null;
  /** A moment of the past, an ISO instant; null is now. */
  at: string | null;
}

/** An answer, with what it answers and when it was asked for, in the core's time. */
export type Held = { asked: Asked; askedAt: number } & (
  | { view: 'table'; answer: InstantAnswer }
  | { view: 'chart'; answer: RangeAnswer }
);

export interface Query {
  phase: 'idle' | 'asking' | 'answered' | 'failed' | 'cancelled';
  /** The last answer to this expression in this view; null until there is one. */
  held: Held | null;
  problem: ProblemView | null;
  cancel(): void;
}

type State = Omit<Query, 'cancel' | 'held'>;

/** Asks whenever what is asked or `turn` changes, and again when the connection comes back. */
export function useQuery(asked: Asked | null, turn: number, onAnswer: (asked: Asked) => void): Query {
  const { connection, ticker } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [state, setState] = useState<State>({ phase: 'idle', problem: null });
  const [held, setHeld] = useState<Held | null>(null);
  const stop = useRef<() => void>(null);
  const answered = useEffectEvent(onAnswer);
  const key = asked === null ? null : JSON.stringify(asked);

  useEffect(() => {
    if (key === null || !client) {
      setState(({ phase, problem }) => ({ phase: phase === 'asking' ? 'idle' : phase, problem }));
      return;
    }
    const what: Asked = JSON.parse(key);
    const request = openRequest(connection, client);
    const askedAt = ticker.seconds();
    setState({ phase: 'asking', problem: null });
    stop.current = () => {
      request.end();
      setState({ phase: 'cancelled', problem: null });
    };
    askOf(client, what, { nowMs: askedAt, signal: request.signal, turn }).then(
      (answer) => {
        if (request.ended()) return;
        setHeld({ asked: what, askedAt, ...answer });
        setState({ phase: 'answered', problem: null });
        answered(what);
      },
      (error: unknown) => {
        if (request.ended() || connection.state.getState().client !== client) return;
        setState({ phase: 'failed', problem: problemOf(error) });
      },
    );
    return () => {
      stop.current = null;
      request.end();
    };
  }, [client, connection, ticker, key, turn]);

  const cancel = useCallback(() => stop.current?.(), []);
  const isOfThis = held !== null && held.asked.expression === asked?.expression && held.view === asked.view;
  return { ...state, held: isOfThis ? held : null, cancel };
}

/** `turn` asks the same thing anew. */
async function askOf(
  client: Client,
  asked: Asked,
  { nowMs, signal }: { nowMs: number; signal: AbortSignal; turn: number },
): Promise<{ view: 'table'; answer: InstantAnswer } | { view: 'chart'; answer: RangeAnswer }> {
  const { expression, view, rangeMs, part, at } = asked;
  if (view === 'table') return { view, answer: await client.metrics.query({ expression, at }, { signal }) };
  const end = at === null ? nowMs : Date.parse(at);
  const { from, to } = part ?? { from: end - rangeMs, to: end };
  const range = {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    stepMs: stepFor(to - from),
  };
  return { view, answer: await client.metrics.queryRange({ expression, ...range }, { signal }) };
}
