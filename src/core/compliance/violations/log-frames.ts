import type { Clock } from '../../kernel/clock.ts';
import { conflate } from '../../kernel/conflate.ts';
import { type FiledLine, type FiledText, readFiled } from './log-line.ts';

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
  open: (signal: AbortSignal) => AsyncGenerator<FiledText, void, void>;
  words: readonly string[];
  clock: Clock;
  signal: AbortSignal | undefined;
}): AsyncGenerator<LogFrame, void, void> {
  const { open, clock, signal } = options;
  const words = options.words.map((word) => word.toLowerCase());
  const ended = new AbortController();
  const stop = () => ended.abort();
  signal?.addEventListener('abort', stop);
  let waiting: { lines: FiledText[]; dropped: number } = { lines: [], dropped: 0 };
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
        const { lines, dropped } = waiting;
        waiting = { lines: [], dropped: 0 };
        return { lines: lines.map(readFiled), dropped };
      },
      signal: ended.signal,
    });
  } finally {
    signal?.removeEventListener('abort', stop);
    ended.abort();
    await reading;
  }
}
