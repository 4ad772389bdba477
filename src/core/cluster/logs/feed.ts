import { type Problem, problemOf } from '../../kernel/errors.ts';
import { createLineBuffer, type Room } from './line-buffer.ts';
import { type LogLine, type LogOrigin, noteOf } from './log-line.ts';

export interface LogSource extends LogOrigin {
  state: 'waiting' | 'reading' | 'ended';
}

/** Where all followed logs come together: bounded, whatever the reader does. */
export interface Feed {
  push(lines: readonly LogLine[]): void;
  note(origin: LogOrigin, text: string): void;
  setSource(origin: LogOrigin, state: LogSource['state']): void;
  /** What keeps the cluster from answering; null when it answers. */
  setProblem(error: unknown): void;
  take(most: Room): FeedState & { lines: LogLine[]; dropped: number };
  waiting(): boolean;
  /** Resolves when there is something to take, or at `rouse`. */
  changed(): Promise<void>;
  rouse(): void;
}

export interface FeedState {
  sources: LogSource[];
  problem: Problem | null;
}

/** What waits for a slow reader: some minutes of a busy log. */
const ROOM: Room = { lines: 5000, characters: 8_000_000 };
/** Rollouts leave ended pods behind; who reads for days need not hear of all of them. */
const MAX_SOURCES = 100;

export function createFeed(): Feed {
  const buffer = createLineBuffer<LogLine>(ROOM, ({ text }) => text);
  const sources = new Map<string, LogSource>();
  let problem: Problem | null = null;
  let stateChanged = false;
  let wake: (() => void) | null = null;

  const rouse = () => {
    wake?.();
    wake = null;
  };
  const changedState = () => {
    stateChanged = true;
    rouse();
  };

  const push = (lines: readonly LogLine[]) => {
    for (const line of lines) buffer.push(line);
    rouse();
  };
  return {
    push,
    note: (origin, text) => push([noteOf(origin, text)]),
    setSource({ namespace, pod, container }, state) {
      const key = `${namespace}/${pod}/${container}`;
      if (sources.get(key)?.state === state) return;
      sources.set(key, { namespace, pod, container, state });
      if (sources.size > MAX_SOURCES) {
        for (const [oldest, source] of sources) {
          if (source.state === 'ended') {
            sources.delete(oldest);
            break;
          }
        }
      }
      changedState();
    },
    setProblem(error) {
      const next = error === null ? null : problemOf(error);
      if (next?.message === problem?.message) return;
      problem = next;
      changedState();
    },
    take(most) {
      stateChanged = false;
      return { sources: [...sources.values()], problem, ...buffer.take(most) };
    },
    waiting: () => stateChanged || buffer.size() > 0,
    changed: () =>
      new Promise((resolve) => {
        wake = resolve;
      }),
    rouse,
  };
}
