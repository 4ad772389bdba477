import { OperatorError } from '../../kernel/errors.ts';
import { type Cursor, createCursor } from './cursor.ts';
import { createLineBuffer } from './line-buffer.ts';
import type { LogLine, LogOrigin, StampedLine } from './log-line.ts';
import type { LogContainer, LogPod } from './pods.ts';
import { type ReadLogOptions, readLog } from './read-log.ts';

/** One container of one pod, and how far it has been read. */
export interface Reading {
  uid: string;
  origin: LogOrigin;
  cursor: Cursor;
}

export function readingOf(pod: LogPod, container: string): Reading {
  return {
    uid: pod.uid,
    origin: { namespace: pod.namespace, pod: pod.name, container },
    cursor: createCursor(),
  };
}

export interface History {
  lines: LogLine[];
  /** Lines that there was no room for. */
  dropped: number;
  /** What could not be read, and why. */
  failures: { reading: Reading; error: unknown }[];
}

export interface HistoryOptions
  extends Pick<ReadLogOptions, 'kubernetes' | 'redactor' | 'previous' | 'signal'> {
  /** Lines of all logs together; null for all there are. */
  tail: number | null;
  sinceSeconds: number | undefined;
}

const AT_ONCE = 6;
/** Of all logs together: what a node process can hold without anybody noticing. */
const MAX_CHARACTERS = 64_000_000;
const MAX_LINES = 200_000;

/**
 * What has been written so far, in the order of time. The last N lines of several logs are the last N of
 * them together: from the first line shown on, nothing is missing between them.
 */
export async function readHistory(
  readings: readonly { reading: Reading; container: LogContainer }[],
  options: HistoryOptions,
): Promise<History> {
  const room = {
    lines: options.tail ?? MAX_LINES,
    characters: MAX_CHARACTERS / Math.max(1, readings.length),
  };
  const found: StampedLine[][] = [];
  const failures: History['failures'] = [];
  let dropped = 0;

  const readOne = async ({ reading, container }: (typeof readings)[number]): Promise<StampedLine[]> => {
    checkReadable(reading.origin, container, options.previous);
    const buffer = createLineBuffer<StampedLine>(room, ({ line }) => line.text);
    // Even who wants no line of the past needs the last one's time, to go on from there.
    const tailLines = options.tail === null ? undefined : Math.max(1, options.tail);
    for await (const lines of readLog({ ...options, ...reading, follow: false, tailLines })) {
      for (const line of lines) buffer.push(line);
    }
    const { lines, dropped: lost } = buffer.take({ lines: room.lines, characters: Number.POSITIVE_INFINITY });
    // Beyond the tail they were not asked for.
    if (options.tail === null || lines.length < options.tail) dropped += lost;
    return lines;
  };

  const queue = [...readings.entries()];
  const work = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [index, one] = next;
      try {
        found[index] = await readOne(one);
      } catch (error) {
        options.signal.throwIfAborted();
        failures.push({ reading: one.reading, error });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const merged = inOrderOfTime(found);
  return { lines: options.tail === null ? merged : lastOf(merged, options.tail), dropped, failures };
}

/** @throws OperatorError `not-found` in words, where the API server would only say 400 */
function checkReadable({ pod, container }: LogOrigin, now: LogContainer, previous: boolean): void {
  if (previous && !now.hasPrevious) {
    throw new OperatorError(
      'not-found',
      `The container ${container} of the pod ${pod} has run only once: there is no log of a run before`,
    );
  }
  if (now.state === 'waiting') {
    const why = now.reason === null ? '' : `: ${now.reason}`;
    throw new OperatorError(
      'not-found',
      `The container ${container} of the pod ${pod} has not started yet${why}`,
      {
        hint: 'acgs cluster events may say what it waits for; with --follow its log is shown once it starts.',
      },
    );
  }
}

/** Logs are in order in themselves; a line without a time stays behind the one before it. */
function inOrderOfTime(logs: readonly (readonly StampedLine[])[]): LogLine[] {
  const all = logs.flatMap((lines) => {
    let last = '';
    return lines.map(({ stamp, line }) => {
      last = stamp ?? last;
      return { stamp: last, line };
    });
  });
  if (logs.length > 1) all.sort((a, b) => (a.stamp < b.stamp ? -1 : a.stamp > b.stamp ? 1 : 0));
  return all.map(({ line }) => line);
}

function lastOf<T>(items: readonly T[], count: number): T[] {
  return items.slice(Math.max(0, items.length - count));
}
