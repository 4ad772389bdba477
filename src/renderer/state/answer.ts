import { useEffect, useEffectEvent, useState } from 'react';
import { useStore } from 'zustand';
import type { Client } from '../../contract/index.ts';
import type { ProblemView } from '../../contract/source.ts';
import { useDesk } from './desk.tsx';
import { problemOf } from './problem.ts';
import { openRequest } from './request.ts';

export interface Answer<T> {
  /** The last answer for this subject; null until the first. */
  data: T | null;
  problem: ProblemView | null;
}

/**
 * Asks once, and again whenever `turn` changes or the connection comes back; the answer before stays
 * until the next one. A new `subject` starts with nothing.
 */
export function useAnswer<T>(
  ask: (client: Client, options: { signal: AbortSignal }) => Promise<T>,
  subject: string,
  turn: number,
): Answer<T> {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [held, setHeld] = useState<{ subject: string } & Answer<T>>({ subject, data: null, problem: null });
  const askNow = useEffectEvent((target: Client, asked: { signal: AbortSignal; turn: number }) =>
    ask(target, { signal: asked.signal }),
  );

  useEffect(() => {
    if (!client) return;
    const request = openRequest(connection, client);
    askNow(client, { signal: request.signal, turn }).then(
      (data) => !request.ended() && setHeld({ subject, data, problem: null }),
      (error: unknown) => {
        if (request.ended() || connection.state.getState().client !== client) return;
        const problem = problemOf(error);
        setHeld((before) => ({ subject, data: before.subject === subject ? before.data : null, problem }));
      },
    );
    return request.end;
  }, [client, connection, subject, turn]);

  return held.subject === subject ? held : { data: null, problem: null };
}
