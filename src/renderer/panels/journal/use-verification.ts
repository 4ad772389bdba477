import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { JournalVerification } from '../../../contract/journal.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';
import { openRequest, type Request } from '../../state/request.ts';

export type Verifying =
  | { phase: 'idle' }
  | { phase: 'running'; done: number; total: number }
  | { phase: 'done'; verification: JournalVerification }
  | { phase: 'failed'; problem: ProblemView };

/** Verifies the whole journal when it is asked to, until it is done or stopped. */
export function useVerification(): { state: Verifying; start: () => void; stop: () => void } {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [state, setState] = useState<Verifying>({ phase: 'idle' });
  const running = useRef<Request | null>(null);

  const stop = useCallback(() => {
    running.current?.end();
    running.current = null;
    setState({ phase: 'idle' });
  }, []);

  const start = useCallback(() => {
    if (!client) return;
    running.current?.end();
    const request = openRequest(connection, client);
    running.current = request;
    setState({ phase: 'running', done: 0, total: 0 });
    const follow = async () => {
      try {
        for await (const step of await client.journal.verify(undefined, { signal: request.signal })) {
          if (request.ended()) return;
          if (step.type === 'progress') setState({ phase: 'running', done: step.done, total: step.total });
          else setState({ phase: 'done', verification: step.verification });
        }
      } catch (error) {
        if (!request.ended()) setState({ phase: 'failed', problem: problemOf(error) });
      }
    };
    void follow();
  }, [client, connection]);

  useEffect(() => () => running.current?.end(), []);
  return { state, start, stop };
}
