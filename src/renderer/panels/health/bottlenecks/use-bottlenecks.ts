import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { BottleneckLook, BottleneckReport } from '../../../../contract/bottlenecks.ts';
import type { ProblemView } from '../../../../contract/source.ts';
import { useAnswer } from '../../../state/answer.ts';
import { useDesk } from '../../../state/desk.tsx';
import { useMoment } from '../../../state/moment.ts';
import { keyAt } from '../../../state/moment-key.ts';
import { problemOf } from '../../../state/problem.ts';
import { openRequest, type Request } from '../../../state/request.ts';

/** What holds the system up, as it was found last, and a look that is under way. */
export interface Bottlenecks {
  /** Undefined until it is known; null when nobody has looked. */
  report: BottleneckReport | null | undefined;
  /** Why what was found last cannot be read; null when it can. */
  problem: ProblemView | null;
  /** How far a look has come; null while none is under way. */
  looking: BottleneckLook['areas'] | null;
  /** Why the last look failed; null when it did not. */
  failure: ProblemView | null;
  start(): void;
  /** Ends the look that is under way. */
  stop(): void;
}

/** @param disabled why nothing can be looked at now; null where it can */
export function useBottlenecks(disabled: string | null): Bottlenecks {
  const { connection } = useDesk();
  const { at } = useMoment();
  const client = useStore(connection.state, (state) => state.client);
  const [turn, setTurn] = useState(0);
  const [found, setFound] = useState<BottleneckReport | null>(null);
  const [looking, setLooking] = useState<BottleneckLook['areas'] | null>(null);
  const [failure, setFailure] = useState<ProblemView | null>(null);
  const running = useRef<Request | null>(null);
  const { data, problem } = useAnswer(
    async ({ bottlenecks }, options) => ({ last: await bottlenecks.last({ at }, options) }),
    keyAt('bottlenecks', at),
    turn,
  );

  const stop = useCallback(() => {
    running.current?.end();
    running.current = null;
    setLooking(null);
  }, []);

  const start = useCallback(() => {
    if (!client || disabled !== null || running.current) return;
    const request = openRequest(connection, client);
    running.current = request;
    setLooking([]);
    setFailure(null);
    const follow = async () => {
      for await (const frame of await client.bottlenecks.look({ only: null }, { signal: request.signal })) {
        if (request.ended()) return;
        setLooking(frame.areas);
        if (!frame.report) continue;
        setFound(frame.report);
        setTurn((before) => before + 1);
        return;
      }
    };
    follow()
      .catch((error: unknown) => {
        if (!request.ended()) setFailure(problemOf(error));
      })
      .finally(() => {
        if (running.current === request) stop();
      });
  }, [client, connection, disabled, stop]);

  useEffect(() => stop, [stop]);

  // What was just found stands until the record, which has it too, is read again.
  const last = data ? data.last : undefined;
  const isNewer = at === null && found !== null && (!last || found.checkedAt >= last.checkedAt);
  return { report: isNewer ? found : last, problem, looking, failure, start, stop };
}
