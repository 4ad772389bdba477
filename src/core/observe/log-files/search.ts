import { open } from 'node:fs/promises';
import type { Clock } from '../../kernel/clock.ts';
import { createSlices } from '../../kernel/slices.ts';
import { sniff } from './decoding.ts';
import { createLineCutter } from './line-cutter.ts';

/** Read at once; even, so that no character of two bytes is cut. */
const PIECE_BYTES = 262_144;
const HEAD_BYTES = 512;

/**
 * Lines of a file that hold every one of some words, whatever their case; without words, all. The file may be larger
 * than memory: it is read in pieces, and only lines that may be meant are decoded.
 *
 * @param onRead told after each piece how many bytes have been read
 * @throws the system's error when it cannot be read, or the signal's reason
 */
export async function* linesWith(
  path: string,
  options: {
    words: readonly string[];
    clock: Clock;
    signal?: AbortSignal | undefined;
    onRead?: (bytes: number) => void;
  },
): AsyncGenerator<string, void, void> {
  const { clock, signal, onRead } = options;
  const slices = createSlices(clock, signal);
  const words = options.words.map((word) => word.toLowerCase());
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const head = await file.read(piece, 0, HEAD_BYTES, 0);
    const { encoding, skip } = sniff(piece.subarray(0, head.bytesRead));
    // Plain words are the same bytes in every encoding of one byte: most lines need not be decoded to be left out.
    const plain = encoding === 'utf-8' ? words.filter((word) => /^[\x20-\x7e]+$/.test(word)) : [];
    const cutter = createLineCutter(
      encoding,
      plain.length === 0 ? undefined : (bytes) => holds(bytes, plain),
    );
    const isMeant = (line: string) => {
      const lower = line.toLowerCase();
      return words.every((word) => lower.includes(word));
    };
    let position = skip;
    for (;;) {
      signal?.throwIfAborted();
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      for (const line of cutter.push(piece.subarray(0, bytesRead))) {
        if (isMeant(line)) yield line;
        if (slices.isOver()) await slices.rest();
      }
      onRead?.(position);
      if (slices.isOver()) await slices.rest();
    }
    const rest = cutter.rest();
    if (rest !== null && isMeant(rest)) yield rest;
  } finally {
    await file.close();
  }
}

function holds(bytes: Buffer, words: readonly string[]): boolean {
  const lower = bytes.toString('latin1').toLowerCase();
  return words.every((word) => lower.includes(word));
}
