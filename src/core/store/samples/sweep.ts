import type { StoreDatabase } from '../database.ts';
import type { Chunks } from './chunks.ts';
import { DAY_MS, dayOf } from './chunks.ts';
import type { EarlierSamples } from './earlier.ts';
import type { SampleLog } from './log.ts';
import type { SeriesCatalogue } from './series.ts';

/** Series looked at in one slice. */
const SLICE = 2000;

/**
 * Forgets series of which nothing is kept any more, so that there is room for others. A series that was made
 * and has no sample yet looks the same: only what was empty a day ago, and is still, goes.
 */
export function createSweep(options: {
  database: StoreDatabase;
  catalogue: SeriesCatalogue;
  chunks: Chunks;
  log: SampleLog;
  earlier: EarlierSamples;
}) {
  const { database, catalogue, chunks, log, earlier } = options;
  let day = Number.NEGATIVE_INFINITY;
  let left: number[] = [];
  let empty = new Set<number>();
  let emptyBefore = new Set<number>();

  const isEmpty = (id: number) =>
    !chunks.has(id) && !log.points(id) && earlier.newest(id, Number.MAX_SAFE_INTEGER) === undefined;
  const removeAll = database.transaction((ids: readonly number[]) => {
    log.sync();
    catalogue.remove(ids.filter(isEmpty));
  });

  return {
    /** One slice of the day's round. False when it is done. */
    slice(now: number): boolean {
      if (dayOf(now) >= day + DAY_MS) {
        day = dayOf(now);
        emptyBefore = empty;
        empty = new Set();
        left = catalogue.named(null).map(({ id }) => id);
      }
      if (left.length === 0) return false;
      log.sync();
      const found = left.splice(0, SLICE).filter(isEmpty);
      for (const id of found) empty.add(id);
      removeAll.immediate(found.filter((id) => emptyBefore.has(id)));
      return left.length > 0;
    },
  };
}
