import type { Clock } from '../../kernel/clock.ts';
import { conflate } from '../../kernel/conflate.ts';
import type { LogLine } from './log-line.ts';

/** A line with the name of its file; the folders of this machine are nobody's business. */
export type FiledLine = LogLine & { file: string };
type Lines = AsyncGenerator<FiledLine, void, void>;

/** The newest of the lines that were found. */
export interface LogPage {
  lines: FiledLine[];
  total: number;
}

/** @param until epoch milliseconds: only lines that say a time until then; null takes all */
export async function newestLines(
  lines: Lines,
  { limit, until }: { limit: number; until: number | null },
): Promise<LogPage> {
  const newest: FiledLine[] = [];
  let total = 0;
  for await (const line of lines) {
    if (until !== null && !(line.at !== null && Date.parse(line.at) <= until)) continue;
    total += 1;
    newest.push(line);
    if (newest.length >= 2 * limit) newest.splice(0, newest.length - limit);
  }
  return { lines: newest.slice(-limit), total };
}

/** What was written since the frame before. */
export interface LogFrame {
  lines: FiledLine[];
  /** Lines before these that there was no room for. */
  dropped: number;
}

const FRAME_MS = 250;
const MOST_LINES = 500;

/** Lines as they are added that hold every word; an empty frame says that it is followed from now on. */
export async function* lineFrames(options: {
  open: (signal: AbortSignal) => Lines;
  words: readonly string[];
  clock: Clock;
  signal: AbortSignal | undefined;
}): AsyncGenerator<LogFrame, void, void> {
  const { open, clock, signal } = options;
  const words = options.words.map((word) => word.toLowerCase());
  const ended = new AbortController();
  const stop = () => ended.abort();
  signal?.addEventListener('abort', stop);
  let waiting: LogFrame = { lines: [], dropped: 0 };
  let failure: { error: unknown } | null = null;
  let changed = () => {};
  const read = async () => {
    for await (const line of open(ended.signal)) {
      const lower = line.text.toLowerCase();
      if (!words.every((word) => lower.includes(word))) continue;
      waiting.lines.push(line);
      if (waiting.lines.length > MOST_LINES) {
        waiting.lines.shift();
        waiting.dropped += 1;
      }
      changed();
    }
  };
  const reading = read().catch((error: unknown) => {
    failure = { error };
    changed();
  });
  try {
    yield* conflate({
      clock,
      frameMs: FRAME_MS,
      subscribe: (listener) => {
        changed = listener;
        return stop;
      },
      snapshot: () => {
        if (failure) throw failure.error;
        const frame = waiting;
        waiting = { lines: [], dropped: 0 };
        return frame;
      },
      signal: ended.signal,
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    ended.abort();
    await reading;
  }
}
