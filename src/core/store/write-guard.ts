import type { Facts } from './facts/index.ts';
import { isStorageFailure } from './journal/database/problem.ts';
import type { Samples } from './samples/index.ts';
import type { TableRecords } from './tables/index.ts';

/** Keeps what cannot be written from keeping anybody from looking. */
export interface WriteGuard {
  /** Why the last write failed; null when it did not. */
  why(): string | null;
  facts(facts: Facts): Facts;
  samples(samples: Samples): Samples;
  tables(tables: TableRecords): TableRecords;
}

/** On a full disk some writes find a little room still: a few that work prove nothing. */
const TRUSTED_AFTER = 50;

/**
 * A disk that is full or failed shows when something is recorded, long after the store was opened. What is
 * observed is shown all the same; that it is not recorded is said once, and so is when it is again.
 *
 * @param onChange told why writing fails now, or null when it works again
 */
export function createWriteGuard(onChange: (why: string | null) => void): WriteGuard {
  let why: string | null = null;

  let inARow = 0;

  const now = (reason: string | null) => {
    if (reason === why) return;
    why = reason;
    onChange(reason);
  };
  const worked = () => {
    inARow += 1;
    if (inARow >= TRUSTED_AFTER) now(null);
  };
  /** What fails for another reason is a fault of ours, and is thrown. */
  const failed = (error: unknown) => {
    if (!isStorageFailure(error)) throw error;
    inARow = 0;
    now(error instanceof Error ? error.message : String(error));
  };

  const attempt = <T>(write: () => T, otherwise: T): T => {
    try {
      const result = write();
      worked();
      return result;
    } catch (error) {
      failed(error);
      return otherwise;
    }
  };

  return {
    why: () => why,
    facts: (facts) => ({
      ...facts,
      record(...args) {
        return attempt(() => facts.record(...args), true);
      },
    }),
    samples: (samples) => ({
      ...samples,
      record: (...args) => attempt(() => samples.record(...args), undefined),
      append: (...args) => attempt(() => samples.append(...args), undefined),
      describe: (...args) => attempt(() => samples.describe(...args), undefined),
      resolve: (series, source) =>
        attempt(
          () => samples.resolve(series, source),
          series.map(() => 'not-kept' as const),
        ),
    }),
    tables: (tables) => ({
      ...tables,
      writer(name) {
        const writer = tables.writer(name);
        return {
          ...writer,
          write: (...args) => writer.write(...args).then(worked, failed),
        };
      },
    }),
  };
}
