import type { LogFrame, LogTarget } from '../../../../contract/cluster.ts';
import type { Client } from '../../../../contract/index.ts';
import { type FollowedStream, useFoldedStream } from '../../../state/stream.ts';
import { addFrame, type LogData } from './log-lines.ts';

/** Whose logs are read as one, and through which context; null for the profile's own. */
export interface LogSubject {
  context: string | null;
  targets: LogTarget[];
}

/** Lines of the past to begin with. */
const TAIL = 1000;
const MOST_LINES = 20_000;
/** Who reads further up is not to have it taken away under the eyes, for a while. */
const MOST_LINES_PAUSED = 60_000;

/** Follows a log; it is read anew for other pods, another container or run. */
export function useLog(
  subject: LogSubject,
  which: { container: string | null; previous: boolean },
  paused: boolean,
): FollowedStream<LogData> {
  const key = JSON.stringify([subject, which]);
  return useFoldedStream<LogFrame, LogData>(
    async (client, options) => {
      const frames = await client.cluster.logs({ ...subject, ...which, tail: TAIL }, options);
      return askingForMore(client, frames, options.signal);
    },
    key,
    (before, frame) => addFrame(before, frame, paused ? MOST_LINES_PAUSED : MOST_LINES),
  );
}

/** Tells after each frame that it was taken in. A log that has ended stays as it is: nothing is left to ask. */
async function* askingForMore(
  client: Client,
  frames: AsyncIterable<LogFrame>,
  signal: AbortSignal,
): AsyncGenerator<LogFrame, void, void> {
  for await (const frame of frames) {
    yield frame;
    if (frame.phase === 'ended') {
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
      return;
    }
    await client.cluster.readOn({ stream: frame.stream }, { signal });
  }
}
