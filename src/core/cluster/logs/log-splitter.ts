/** A line as it was written, or the beginning of a very long one. */
export interface RawLine {
  bytes: Buffer;
  /** Of the whole line. */
  totalBytes: number;
}

/** Cuts a log into lines without ever holding more of a line than `keepBytes`. */
export interface LogSplitter {
  push(chunk: Buffer): RawLine[];
  /** What stands after the last line break; null when nothing does. */
  rest(): RawLine | null;
}

export function createLogSplitter(keepBytes: number): LogSplitter {
  let parts: Buffer[] = [];
  let keptBytes = 0;
  let totalBytes = 0;

  const add = (part: Buffer, copied: boolean) => {
    totalBytes += part.length;
    const kept = part.subarray(0, keepBytes - keptBytes);
    if (kept.length === 0) return;
    keptBytes += kept.length;
    parts.push(copied ? Buffer.from(kept) : kept);
  };
  const take = (): RawLine => {
    const [only] = parts;
    const bytes = only !== undefined && parts.length === 1 ? only : Buffer.concat(parts, keptBytes);
    const line = { bytes, totalBytes };
    parts = [];
    keptBytes = 0;
    totalBytes = 0;
    return line;
  };

  return {
    push(chunk) {
      const lines: RawLine[] = [];
      let start = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
        add(chunk.subarray(start, end), false);
        lines.push(take());
        start = end + 1;
      }
      // A copy, lest a few bytes keep a whole chunk.
      add(chunk.subarray(start), true);
      return lines;
    },
    rest: () => (totalBytes === 0 ? null : take()),
  };
}
