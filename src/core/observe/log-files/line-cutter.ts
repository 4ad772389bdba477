import { decodeLine, type Encoding, lineEnd } from './decoding.ts';

/** A longer line is cut: a file without a single line end must not be held in memory. */
export const LONGEST_LINE_BYTES = 16_384;
const LINE_FEED = 0x0a;

/** Cuts what is read of a file, piece by piece, into lines. */
export interface LineCutter {
  /** Lines that end in this piece, without the empty ones; those for which `wanted` says no are not decoded. */
  push(piece: Buffer): Generator<string, void, void>;
  /** What stands behind the last line end. */
  rest(): string | null;
  /** So many bytes have been read behind the last line end. */
  openBytes(): number;
}

/**
 * @param wanted told a line's bytes, which it must not keep
 * @param isWithin what is read first is the end of a line whose beginning is not: it is left out
 */
export function createLineCutter(
  encoding: Encoding,
  { wanted = () => true, isWithin = false }: { wanted?: (bytes: Buffer) => boolean; isWithin?: boolean } = {},
): LineCutter {
  const end = lineEnd(encoding);
  /** What has been read of a line that has not ended, at most as much as is kept of one. */
  let begun: Buffer[] = [];
  let begunBytes = 0;
  let openBytes = 0;
  let isLeftOut = isWithin;

  const keep = (piece: Buffer) => {
    openBytes += piece.length;
    const room = LONGEST_LINE_BYTES - begunBytes;
    if (isLeftOut || room <= 0 || piece.length === 0) return;
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
      for (;;) {
        // Millions of empty lines are passed over without a look at each.
        if (end.length === 1 && openBytes === 0) while (piece[from] === LINE_FEED) from += 1;
        const at = endFrom(piece, end, from);
        if (at < 0) break;
        const line = isLeftOut ? null : whole(piece.subarray(from, at));
        isLeftOut = false;
        openBytes = 0;
        from = at + end.length;
        if (line !== null && line.length > 0 && wanted(line)) {
          const shown = text(line);
          if (shown !== '') yield shown;
        }
      }
      keep(piece.subarray(from));
    },
    rest() {
      if (begunBytes === 0) return null;
      const bytes = openBytes;
      const line = whole(Buffer.alloc(0));
      openBytes = bytes;
      return wanted(line) ? text(line) : null;
    },
    openBytes: () => openBytes,
  };
}

/** The next line end; of two bytes a character, only where a character begins. */
function endFrom(piece: Buffer, end: Buffer, from: number): number {
  let at = piece.indexOf(end, from);
  while (at >= 0 && end.length === 2 && at % 2 !== 0) at = piece.indexOf(end, at + 1);
  return at;
}
