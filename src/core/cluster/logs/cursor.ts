import type { Stamp } from './stamp.ts';

/** How far a container's log has been read, so that reading it again neither repeats nor loses a line. */
export interface Cursor {
  /** Where to take it up again: the second of the last line, which is as exact as the API server asks a kubelet. */
  sinceTime(): string | null;
  /** A new reading begins at `sinceTime`, or at the beginning. */
  resume(): void;
  /** Whether the next line of this reading is one that was not read before. */
  accept(stamp: Stamp | null): boolean;
}

export function createCursor(): Cursor {
  let last: Stamp | null = null;
  /** Lines may share a stamp. */
  let linesAtLast = 0;
  let repeated = 0;
  let catchingUp = false;

  return {
    sinceTime: () => (last === null ? null : `${last.slice(0, 19)}Z`),
    resume() {
      catchingUp = last !== null;
      repeated = 0;
    },
    accept(stamp) {
      if (catchingUp && last !== null) {
        if (stamp === null || stamp < last) return false;
        if (stamp === last && repeated < linesAtLast) {
          repeated += 1;
          return false;
        }
        catchingUp = false;
      }
      if (stamp === null) return true;
      linesAtLast = stamp === last ? linesAtLast + 1 : 1;
      last = stamp;
      return true;
    },
  };
}
