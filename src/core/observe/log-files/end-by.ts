import { open } from 'node:fs/promises';
import { sniff } from './decoding.ts';
import { createLineCutter } from './line-cutter.ts';

/** As much is read again at the end: lines near it need not be in order. */
const PIECE_BYTES = 65_536;

/**
 * How far lines of a moment and before can reach in a log whose lines are about in the order of their times: found by
 * halving, without reading what lies before. Lines that say no time do not count.
 *
 * @param timeOf epoch milliseconds; null when a line says none
 * @returns bytes from the beginning of the file
 * @throws the system's error when it cannot be read
 */
export async function endBy(
  path: string,
  moment: number,
  timeOf: (line: string) => number | null,
): Promise<number> {
  const file = await open(path, 'r');
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES);
    const { bytesRead: headBytes } = await file.read(piece, 0, 512, 0);
    const { encoding } = sniff(piece.subarray(0, headBytes));
    const { size } = await file.stat();
    const isAfter = async (position: number): Promise<boolean> => {
      const { bytesRead } = await file.read(piece, 0, PIECE_BYTES, position);
      const cutter = createLineCutter(encoding, { isWithin: position > 0 });
      for (const line of cutter.push(piece.subarray(0, bytesRead))) {
        const at = timeOf(line);
        if (at !== null) return at > moment;
      }
      return false;
    };
    let [low, high] = [0, Math.ceil(size / PIECE_BYTES)];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (await isAfter(middle * PIECE_BYTES)) high = middle;
      else low = middle + 1;
    }
    return Math.min(size, (low + 1) * PIECE_BYTES);
  } finally {
    await file.close();
  }
}
