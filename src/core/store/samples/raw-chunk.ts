import { byteSink, byteSource, written } from './bytes.ts';
import { putNumbers, putTimes, takeNumbers, takeTimes } from './columns.ts';
import { type Points, reserve } from './points.ts';

/** Points as they are stored: a column of times after the first, and one of values. */
export function packPoints({ times, values, length }: Points): Uint8Array {
  const sink = byteSink();
  putTimes(sink, times, length);
  putNumbers(sink, values, length);
  return written(sink);
}

/** Adds what was packed to the end of `points`. */
export function unpackPoints(
  chunk: { data: Uint8Array; fromAt: number; count: number },
  points: Points,
): void {
  reserve(points, chunk.count);
  const source = byteSource(chunk.data);
  takeTimes(source, chunk.fromAt, points.times, points.length, chunk.count);
  takeNumbers(source, points.values, points.length, chunk.count);
  points.length += chunk.count;
}
