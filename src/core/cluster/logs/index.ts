import { randomUUID } from 'node:crypto';
import { type LogAccess, type LogBatch, type LogRequest, openLogs } from './open-logs.ts';
import { findTargets, type LogTargetName } from './target.ts';

export type { LogLine } from './log-line.ts';
export type { LogBatch, LogRequest } from './open-logs.ts';
export type { LogTargetName } from './target.ts';

/** A batch for a screen, which asks for each one: the line to it holds nothing back by itself. */
export interface LogFrame extends LogBatch {
  /** For `readOn`. */
  stream: string;
  /** The lines replace what the screen has. */
  reset: boolean;
}

export interface Logs {
  /** For a reader in this process: a batch is made when it is asked for. */
  open(request: LogRequest, signal?: AbortSignal): AsyncGenerator<LogBatch, void, void>;
  /** The names of the containers of all pods that are meant. */
  containers(
    of: { context: string | null; targets: readonly LogTargetName[] },
    signal?: AbortSignal,
  ): Promise<string[]>;
  /** For a screen: at most `AHEAD` frames more than it has asked for with `readOn`. */
  frames(request: LogRequest, signal?: AbortSignal): AsyncGenerator<LogFrame, void, void>;
  /** The screen has taken a frame in. The log may have ended meanwhile: then nobody needs to know. */
  readOn(stream: string): void;
}

/** Frames on their way: enough that a quick reader never waits for its own asking. */
const AHEAD = 4;

export function createLogs(access: LogAccess): Logs {
  const readers = new Map<string, () => void>();

  return {
    open: (request, signal) => openLogs(access, request, signal),
    async containers({ context, targets }, signal = new AbortController().signal) {
      const { kubernetes, release } = await access.connect(context);
      try {
        const pods = await (await findTargets(kubernetes, targets, signal)).look(signal);
        return [...new Set(pods.flatMap((pod) => pod.containers.map((container) => container.name)))];
      } finally {
        release();
      }
    },
    async *frames(request, signal) {
      const stream = randomUUID();
      let credit = AHEAD;
      let wake: (() => void) | null = null;
      const rouse = () => {
        wake?.();
        wake = null;
      };
      readers.set(stream, () => {
        credit = Math.min(AHEAD, credit + 1);
        rouse();
      });
      signal?.addEventListener('abort', rouse);
      let reset = true;
      try {
        for await (const batch of openLogs(access, request, signal)) {
          yield { stream, reset, ...batch };
          reset = false;
          credit -= 1;
          while (credit <= 0 && !signal?.aborted) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
        }
      } finally {
        signal?.removeEventListener('abort', rouse);
        readers.delete(stream);
      }
    },
    readOn: (stream) => readers.get(stream)?.(),
  };
}
