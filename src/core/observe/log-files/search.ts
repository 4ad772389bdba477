import { open } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.ts';
import { createSlices } from '../../kernel/slices.ts';
import { sniff } from './decoding.ts';
import { createLineCutter, LONGEST_LINE_BYTES } from './line-cutter.ts';

/** Read at once; even, so that no character of two bytes is cut. */
const PIECE_BYTES = 262_144;
const HEAD_BYTES = 512;

/** Where reading goes on in a file. */
export interface LogPlace {
  /** Bytes from the beginning of the file. */
  position: number;
  /** What stands there is the end of a line that was read already, or is not wanted. */
  isWithin: boolean;
}

/** Which part of a file is read; left out, all of it. */
interface Stretch {
  from?: LogPlace | undefined;
  /** Where it ends; left out, at the end of the file. */
  to?: number | undefined;
}

/**
 * Lines of a file that hold every one of some words, whatever their case; without words, all. Empty ones are left out.
 * The file may be larger than memory: it is read in pieces, and only lines that may be meant are decoded.
 *
 * @param onRead told after each piece up to where it has been read, in bytes from the beginning of the file
 * @param onEnd told where to go on when more has been added: behind the last line that has ended
 * @throws the system's error when it cannot be read, or the signal's reason
 */
export async function* linesWith(
  path: string,
  options: Stretch & {
    words: readonly string[];
    clock: Clock;
    signal?: AbortSignal | undefined;
    onRead?: ((position: number) => void) | undefined;
    onEnd?: ((place: LogPlace) => void) | undefined;
  },
): AsyncGenerator<string, void, void> {
  const { from, to = Number.POSITIVE_INFINITY, clock, signal, onRead, onEnd } = options;
  const slices = createSlices(clock, signal);
  const words = options.words.map((word) => word.toLowerCase());
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const head = await file.read(piece, 0, HEAD_BYTES, 0);
    const { encoding, skip } = sniff(piece.subarray(0, head.bytesRead));
    // Plain words are the same bytes in every encoding of one byte: most lines need not be decoded to be left out.
    const plain = encoding === 'utf-8' ? words.filter((word) => /^[\x20-\x7e]+$/.test(word)) : [];
    const cutter = createLineCutter(encoding, {
      isWithin: from?.isWithin ?? false,
      ...(plain.length > 0 && { wanted: holding(plain) }),
    });
    const isMeant = (line: string) => {
      const lower = line.toLowerCase();
      return words.every((word) => lower.includes(word));
    };
    const start = from?.position ?? 0;
    let position = Math.max(skip, encoding === 'utf-8' ? start : start - (start % 2));
    while (position < to) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(piece, 0, Math.min(PIECE_BYTES, to - position), position);
      if (bytesRead === 0) break;
      position += bytesRead;
      for (const line of cutter.push(piece.subarray(0, bytesRead))) {
        if (isMeant(line)) yield line;
        if (slices.isOver()) await slices.rest();
      }
      onRead?.(position);
      if (slices.isOver()) await slices.rest();
    }
    const isCut = cutter.openBytes() >= LONGEST_LINE_BYTES;
    onEnd?.({ position: isCut ? position : position - cutter.openBytes(), isWithin: isCut });
    const rest = cutter.rest();
    if (rest !== null && isMeant(rest)) yield rest;
  } finally {
    await file.close();
  }
}

/** @param words of plain letters, in lower case */
function holding(words: readonly string[]): (bytes: Buffer) => boolean {
  const least = Math.max(...words.map((word) => word.length));
  return (bytes) => {
    if (bytes.length < least) return false;
    const lower = bytes.toString('latin1').toLowerCase();
    return words.every((word) => lower.includes(word));
  };
}
