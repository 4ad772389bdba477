import { useState } from 'react';
import type { ProblemView } from '../../../../contract/source.ts';
import type { ComplianceLogFrame, ComplianceLogLine } from '../../../../contract/violations.ts';
import { useAnswer } from '../../../state/answer.ts';
import { useFoldedStream } from '../../../state/stream.ts';
import { type Followed, joined, withFrame } from './log-lines.ts';

interface Wanted {
  words: string;
  /** A moment in the past; null is live. */
  at: string | null;
  follows: boolean;
}

interface ComplianceLogState {
  lines: ComplianceLogLine[];
  /** Lines that hold the words, shown or not. */
  total: number;
  dropped: number;
  /** Before what was searched, so much was not. */
  unreadBytes: number;
  problem: ProblemView | null;
  isWaiting: boolean;
  /** Searches again. */
  again(): void;
}

const LIMIT = 500;

/** What the logs hold, and behind it what is being added. */
export function useComplianceLog({ words, at, follows }: Wanted): ComplianceLogState {
  const [looks, setLooks] = useState(0);
  const followed = useFoldedStream<ComplianceLogFrame, Followed>(
    async (client, options) =>
      follows ? await client.violations.log.follow({ words }, options) : nothing(options.signal),
    `compliance log ${follows} ${words} ${looks}`,
    withFrame,
  );
  // Asked when the following has begun: what is written meanwhile is in one of the two.
  const hasBegun = follows && followed.data !== null;
  const found = useAnswer(
    (client, options) => client.violations.log.search({ words, at, limit: LIMIT }, options),
    `compliance log ${words} ${at ?? ''}`,
    looks * 2 + Number(hasBegun),
  );
  const added = followed.data ?? { lines: [], dropped: 0 };
  const lines = joined(found.data?.lines ?? [], added.lines);
  const total = (found.data?.total ?? 0) - (found.data?.lines.length ?? 0) + lines.length;
  return {
    lines,
    total,
    dropped: added.dropped,
    unreadBytes: found.data?.unreadBytes ?? 0,
    problem: found.problem ?? followed.problem,
    isWaiting: found.data === null && found.problem === null,
    again: () => setLooks((before) => before + 1),
  };
}

/** Nothing is followed: a stream without a frame. */
async function* nothing(signal: AbortSignal): AsyncGenerator<ComplianceLogFrame, void, void> {
  yield { lines: [], dropped: 0 };
  await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
