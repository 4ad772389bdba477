import type { Clock } from '../../kernel/clock.ts';
import { endBy } from '../../observe/log-files/end-by.ts';
import type { LogFile } from '../../observe/log-files/files.ts';
import { newestBytes } from '../../observe/log-files/newest-bytes.ts';
import { linesWith } from '../../observe/log-files/search.ts';
import { type FiledLine, type FiledText, readFiled, readLogLine } from './log-line.ts';

/** The newest of the lines that were found. */
export interface LogPage {
  lines: FiledLine[];
  /** Of what was searched. */
  total: number;
  /** So many bytes before what was searched were not: a screen does not wait for them. */
  unreadBytes: number;
}

const MOST_BYTES = 64 * 1024 * 1024;
const BEGINNING = { position: 0, isWithin: false };

/**
 * @param files the oldest first
 * @param until epoch milliseconds: only lines that say a time until then; null takes all
 * @param shown takes out of a line what nobody may see
 * @throws the system's error when a file may not be read
 */
export async function newestLines(
  files: readonly LogFile[],
  options: {
    words: readonly string[];
    limit: number;
    until: number | null;
    shown: (text: string) => string;
    clock: Clock;
    signal: AbortSignal | undefined;
    mostBytes?: number;
  },
): Promise<LogPage> {
  const { words, limit, until, shown, clock, signal, mostBytes = MOST_BYTES } = options;
  const reaching = until === null ? files : await Promise.all(files.map((file) => upTo(file, until)));
  const { stretches, unread } = newestBytes(reaching, () => BEGINNING, mostBytes);
  let newest: FiledText[] = [];
  let total = 0;
  for (const { file, from } of stretches) {
    for await (const text of linesWith(file.path, { words, from, to: file.bytes, clock, signal })) {
      if (until !== null && !((timeOf(text) ?? Number.POSITIVE_INFINITY) <= until)) continue;
      total += 1;
      newest.push({ file: file.name, text });
      if (newest.length >= 2 * limit) newest = newest.slice(-limit);
    }
  }
  return {
    lines: newest.slice(-limit).map(({ file, text }) => readFiled({ file, text: shown(text) })),
    total,
    unreadBytes: unread.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** The file as if it ended where lines of later begin. */
async function upTo(file: LogFile, until: number): Promise<LogFile> {
  return { ...file, bytes: Math.min(file.bytes, await endBy(file.path, until, timeOf)) };
}

function timeOf(text: string): number | null {
  const { at } = readLogLine(text);
  return at === null ? null : Date.parse(at);
}
