import type { StoreDatabase } from '../database.ts';
import type { Bucket } from '../samples/index.ts';

export const HOUR_MS = 3_600_000;
/** A year, and a month to look back at it. */
export const KEPT_MS = 396 * 24 * HOUR_MS;

/** What a figure was over an hour or longer, at least and at most. */
export interface FigureBuckets {
  low: Bucket[];
  high: Bucket[];
}

/** The score and its parts by the hour, for longer than the record is kept. */
export interface ComplianceHours {
  /** @param at epoch milliseconds */
  add(at: number, figure: string, low: number, high: number): void;
  /** In equal parts of [from, to), each of whole hours; parts of which nothing is known have no values. */
  reduce(figure: string, range: { from: number; to: number; buckets: number; until: number }): FigureBuckets;
}

interface Row {
  place: number;
  lowMin: number;
  low: number;
  lowMax: number;
  highMin: number;
  high: number;
  highMax: number;
}

export function createComplianceHours(database: StoreDatabase): ComplianceHours {
  const add = database.prepare<{ figure: string; at: number; low: number; high: number }>(
    `INSERT INTO compliance_hour VALUES (@figure, @at, 1, @low, @low, @low, @high, @high, @high)
     ON CONFLICT (figure, at) DO UPDATE SET
       n = n + 1,
       low_min = min(low_min, @low), low_sum = low_sum + @low, low_max = max(low_max, @low),
       high_min = min(high_min, @high), high_sum = high_sum + @high, high_max = max(high_max, @high)`,
  );
  const prune = database.prepare<{ figure: string; before: number }>(
    'DELETE FROM compliance_hour WHERE figure = @figure AND at < @before',
  );
  const reduce = database.prepare<{ figure: string; from: number; until: number; width: number }, Row>(
    `SELECT CAST((at - @from) / @width AS INTEGER) AS place,
       min(low_min) AS lowMin, sum(low_sum) / sum(n) AS low, max(low_max) AS lowMax,
       min(high_min) AS highMin, sum(high_sum) / sum(n) AS high, max(high_max) AS highMax
     FROM compliance_hour WHERE figure = @figure AND at >= @from AND at <= @until GROUP BY place`,
  );
  return {
    add(at, figure, low, high) {
      add.run({ figure, at: Math.floor(at / HOUR_MS) * HOUR_MS, low, high });
      prune.run({ figure, before: at - KEPT_MS });
    },
    reduce(figure, { from, to, buckets, until }) {
      const width = (to - from) / buckets;
      const empty = (at: number): Bucket => ({ at, min: null, mean: null, max: null });
      const low = Array.from({ length: buckets }, (_, place) => empty(from + place * width));
      const high = low.map(({ at }) => empty(at));
      for (const row of reduce.all({ figure, from, until: Math.min(until, to - 1), width })) {
        const at = from + row.place * width;
        low[row.place] = { at, min: row.lowMin, mean: row.low, max: row.lowMax };
        high[row.place] = { at, min: row.highMin, mean: row.high, max: row.highMax };
      }
      return { low, high };
    },
  };
}
