import { useCallback, useEffect, useRef, useState } from 'react';
import { useStore } from 'zustand';
import type { ComplianceMode, CompliancePart, ValidationStep } from '../../../contract/compliance.ts';
import type { ProblemView } from '../../../contract/source.ts';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';
import { openRequest, type Request } from '../../state/request.ts';

/** How far a validation has come. */
export interface Progress {
  mode: ComplianceMode;
  /** Parts that have been looked at. */
  parts: { id: CompliancePart['id']; state: CompliancePart['state'] }[];
  /** The newest line that it told. */
  line: string | null;
}

/** A validation that the operator asked for. */
export interface Validation {
  /** Null while none is under way. */
  progress: Progress | null;
  /** Why the last one failed; null when it did not. */
  failure: ProblemView | null;
  start(mode: ComplianceMode): void;
  /** Ends the one that is under way: nothing is recorded of it. */
  stop(): void;
}

/** @param disabled why nothing can be looked at now; null where it can */
export function useValidation(disabled: string | null): Validation {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [progress, setProgress] = useState<Progress | null>(null);
  const [failure, setFailure] = useState<ProblemView | null>(null);
  const running = useRef<Request | null>(null);

  const stop = useCallback(() => {
    running.current?.end();
    running.current = null;
    setProgress(null);
  }, []);

  const start = useCallback(
    (mode: ComplianceMode) => {
      if (!client || disabled !== null || running.current) return;
      const request = openRequest(connection, client);
      running.current = request;
      setProgress({ mode, parts: [], line: null });
      setFailure(null);
      const follow = async () => {
        for await (const step of await client.compliance.validate({ mode }, { signal: request.signal })) {
          if (request.ended() || step.type === 'found') return;
          setProgress((before) => before && furtherBy(before, step));
        }
      };
      follow()
        .catch((error: unknown) => {
          if (!request.ended()) setFailure(problemOf(error));
        })
        .finally(() => {
          if (running.current === request) stop();
        });
    },
    [client, connection, disabled, stop],
  );

  useEffect(() => stop, [stop]);
  return { progress, failure, start, stop };
}

function furtherBy(progress: Progress, step: Exclude<ValidationStep, { type: 'found' }>): Progress {
  if (step.type === 'line') return { ...progress, line: step.text };
  return { ...progress, parts: [...progress.parts, { id: step.id, state: step.state }] };
}
