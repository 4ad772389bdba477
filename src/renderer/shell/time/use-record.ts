import { useCallback, useState } from 'react';
import { useStore } from 'zustand';
import type { RecordExtent, Timeline, TimeMark } from '../../../contract/time.ts';
import { useAnswer } from '../../state/answer.ts';
import { useDesk } from '../../state/desk.tsx';
import { problemOf } from '../../state/problem.ts';
import { useStream } from '../../state/stream.ts';
import type { Span } from './scale.ts';

/** How far back the record goes; null until it is known. */
export function useRecordExtent(): RecordExtent | null {
  return useStream((client, options) => client.time.watch(undefined, options), 'time').data;
}

/** What happened in a span, asked again when the span moves. */
export function useTimeline({ from, to }: Span): Timeline | null {
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return useAnswer((client, options) => client.time.timeline(range, options), 'timeline', from + to).data;
}

export interface ChangeSearch {
  /** What was found, or why nothing was. */
  said: string | null;
  find(at: number, direction: 'before' | 'after'): void;
}

/** Looks for the next change of a system's status and goes there. */
export function useChangeSearch(onFound: (mark: TimeMark) => void): ChangeSearch {
  const { connection } = useDesk();
  const client = useStore(connection.state, (state) => state.client);
  const [said, setSaid] = useState<string | null>(null);
  const find = useCallback(
    (at: number, direction: 'before' | 'after') => {
      if (!client) return;
      client.time.nearestChange({ at: new Date(at).toISOString(), direction }).then(
        (mark) => {
          setSaid(mark?.text ?? `Nothing changed ${direction === 'before' ? 'earlier' : 'later'}.`);
          if (mark) onFound(mark);
        },
        (error: unknown) => setSaid(problemOf(error).message),
      );
    },
    [client, onFound],
  );
  return { said, find };
}
