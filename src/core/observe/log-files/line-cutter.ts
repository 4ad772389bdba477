import { decodeLine, type Encoding, lineEnd } from './decoding.ts';

/** A longer line is cut: a file without a single line end must not be held in memory. */
export const LONGEST_LINE_BYTES = 16_384;

/** Cuts what is read of a file, piece by piece, into lines. */
export interface LineCutter {
  /** Lines that end in this piece; those for which `wanted` says no are not decoded. */
  push(piece: Buffer): Iterable<string>;
  /** What stands behind the last line end. */
  rest(): string | null;
}

/** @param wanted told a line's bytes, which it must not keep */
export function createLineCutter(
  encoding: Encoding,
  wanted: (bytes: Buffer) => boolean = () => true,
): LineCutter {
  const end = lineEnd(encoding);
  /** What has been read of a line that has not ended, at most as much as is kept of one. */
  let begun: Buffer[] = [];
  let begunBytes = 0;

  const keep = (piece: Buffer) => {
    const room = LONGEST_LINE_BYTES - begunBytes;
    if (room <= 0 || piece.length === 0) return;
    // The piece is read over by the next one.
    const kept = Buffer.from(piece.subarray(0, room));
    begun.push(kept);
    begunBytes += kept.length;
  };
  const whole = (last: Buffer): Buffer => {
    if (begun.length === 0)
      return last.length > LONGEST_LINE_BYTES ? last.subarray(0, LONGEST_LINE_BYTES) : last;
    keep(last);
    const line = begun.length === 1 && begun[0] ? begun[0] : Buffer.concat(begun);
    begun = [];
    begunBytes = 0;
    return line;
  };
  const text = (bytes: Buffer): string => {
    const line = decodeLine(bytes, encoding);
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  };

  return {
    *push(piece) {
      let from = 0;
      for (let at = endFrom(piece, end, from); at >= 0; at = endFrom(piece, end, from)) {
        const line = whole(piece.subarray(from, at));
        from = at + end.length;
        if (wanted(line)) yield text(line);
      }
      keep(piece.subarray(from));
    },
    rest() {
      if (begunBytes === 0) return null;
      const line = whole(Buffer.alloc(0));
      return wanted(line) ? text(line) : null;
    },
  };
}

/** The next line end; of two bytes a character, only where a character begins. */
function endFrom(piece: Buffer, end: Buffer, from: number): number {
  let at = piece.indexOf(end, from);
  while (at >= 0 && end.length === 2 && at % 2 !== 0) at = piece.indexOf(end, at + 1);
  return at;
}
