import type { ServerResponse } from 'node:http';
import { vi } from 'vitest';
import type { LogBatch, LogLine, LogRequest } from '../index.ts';
import { NAMESPACE, READ, type ScriptedLogs, texts } from './scripted-logs.ts';

export const named = (name: string) => ({ kind: 'either', name, namespace: NAMESPACE }) as const;

/** Says all of it at once. */
export const end = (text: string | Buffer) => (response: ServerResponse) => void response.end(text);

/** Reads logs the way a test asks for them. */
export interface LogReader {
  read(request?: Partial<LogRequest>): Promise<LogLine[]>;
  /** Reads in the background; `sees` moves the clock until what was read is as expected. */
  follow(request?: Partial<LogRequest>): {
    lines: LogLine[];
    last(): LogBatch | null;
    ended: Promise<void>;
    sees(expected: (seen: string[]) => void): Promise<void>;
  };
  /** Aborts this too at the end of the test. */
  onStop(stop: AbortController): void;
  stop(): void;
}

export function logReader(scripted: ScriptedLogs): LogReader {
  const stops: AbortController[] = [];
  return {
    async read(request = {}) {
      const lines: LogLine[] = [];
      for await (const batch of scripted.logs.open({ ...READ, ...request })) lines.push(...batch.lines);
      return lines;
    },
    follow(request = {}) {
      const stop = new AbortController();
      stops.push(stop);
      const lines: LogLine[] = [];
      let last: LogBatch | null = null;
      const ended = (async () => {
        for await (const batch of scripted.logs.open({ ...READ, follow: true, ...request }, stop.signal)) {
          lines.push(...batch.lines);
          last = batch;
        }
      })();
      ended.catch(() => {});
      return {
        lines,
        last: () => last,
        ended,
        sees: (expected) =>
          vi.waitFor(
            async () => {
              await scripted.clock.advance(250);
              expected(texts(lines));
            },
            { timeout: 8000, interval: 10 },
          ),
      };
    },
    onStop: (stop) => void stops.push(stop),
    stop() {
      for (const stop of stops) stop.abort();
    },
  };
}
