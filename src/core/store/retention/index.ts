import { letOthersRun } from '../../kernel/slices.ts';
import type { ComplianceRecords } from '../compliance/index.ts';
import { BUSY_TIMEOUT_MS, type StoreDatabase } from '../database.ts';
import type { Facts } from '../facts/index.ts';
import type { Samples } from '../samples/index.ts';
import type { TableRecords } from '../tables/index.ts';
import { type Leap, livedTime } from './leap.ts';

export interface Limits {
  /** What is older is forgotten, milliseconds. */
  retentionMs: number;
  /** Most the record may take of the disk, its write-ahead log included. */
  sizeLimitBytes: number;
}

/** What one pass forgot. */
export interface Forgotten {
  /** Facts, samples and table changes. */
  rows: number;
  /** Nothing from before is complete any more, epoch milliseconds. */
  keptSince: number;
  because: 'age' | 'size';
}

/** Keeps the record within its limits: the oldest goes first, in slices that leave the thread to others. */
export interface Retention {
  /**
   * Forgets what must go and gives the space back. Null when nothing had to.
   *
   * @param leap that makes nothing older: while nobody knows whether the clock is right
   */
  keep(now: number, leap?: Leap | null): Promise<Forgotten | null>;
  /** Bytes the record takes of the disk, its write-ahead log included. */
  sizeBytes(): number;
}

/** Deleting so many takes a few milliseconds; a table change is many pages, samples go by the chunk. */
const SLICE = { rows: 500, samples: 50_000, changes: 25, assessments: 50 };
/** A page is 4 kB. */
const SLICE_PAGES = 256;
/** Room is made before the limit is reached, since the next pass is a minute away. */
const FULL = 0.9;
const ROOMY = 0.8;
/** Each step for space gives up this share of the time that is kept. */
const STEP = 0.05;
/** The last hour stays, however small the limit: without it nothing could be shown at all. */
const LEAST_KEPT_MS = 3_600_000;

export function createRetention(options: {
  database: StoreDatabase;
  facts: Facts;
  samples: Samples;
  tables: TableRecords;
  compliance: Pick<ComplianceRecords, 'prune'>;
  limits: Limits;
  /** Bytes of the two files; null where nothing is written to the disk. */
  files: () => { database: number; log: number } | null;
}): Retention {
  const { database, facts, samples, tables, compliance, limits, files } = options;
  const pragma = (name: string) => Number(database.pragma(name, { simple: true }));
  const pageBytes = pragma('page_size');
  /** What is in use: freed pages are given back at the end of a pass. */
  const usedBytes = () => (pragma('page_count') - pragma('freelist_count')) * pageBytes;
  const logBytes = () => files()?.log ?? 0;

  const forget = async (before: number): Promise<number> => {
    let rows = 0;
    for (const [prune, most] of [
      [facts.prune, SLICE.rows],
      [samples.prune, SLICE.samples],
      [tables.prune, SLICE.changes],
      [compliance.prune, SLICE.assessments],
    ] as const) {
      for (let forgotten = most; forgotten >= most && database.open; ) {
        forgotten = prune(before, most);
        rows += forgotten;
        await letOthersRun();
      }
    }
    return rows;
  };

  const giveBack = async () => {
    while (database.open && pragma('freelist_count') > 0) {
      const before = pragma('freelist_count');
      database.pragma(`incremental_vacuum(${SLICE_PAGES})`);
      await letOthersRun();
      if (!database.open || pragma('freelist_count') >= before) break;
    }
    if (!database.open) return;
    // Whoever reads just now is not waited for: the next pass will cut the log.
    database.pragma('busy_timeout = 0');
    database.pragma('wal_checkpoint(TRUNCATE)');
    database.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
  };

  const oldest = (): number | null => {
    const times = [facts.extent()?.firstAt, samples.firstAt(), tables.firstAt()];
    const known = times.flatMap((at) => (at === null || at === undefined ? [] : [at]));
    return known.length === 0 ? null : Math.min(...known);
  };

  let passing: Promise<Forgotten | null> | undefined;
  const pass = async (now: number, leap: Leap | null): Promise<Forgotten | null> => {
    const lived = livedTime(leap);
    let before = lived.onClock(lived.of(now) - limits.retentionMs);
    let rows = await forget(before);
    let because: Forgotten['because'] = 'age';
    while (database.open && samples.tidy(now)) await letOthersRun();
    if (database.open && usedBytes() + logBytes() > limits.sizeLimitBytes * FULL) {
      // A clock that is behind the record must not keep it from making room.
      const present = lived.of(Math.max(now, facts.extent()?.lastAt ?? now));
      const newest = present - LEAST_KEPT_MS;
      let start = lived.of(Math.max(before, oldest() ?? before));
      while (database.open && usedBytes() > limits.sizeLimitBytes * ROOMY && start < newest) {
        start = Math.min(start + Math.max((present - start) * STEP, 60_000), newest);
        before = lived.onClock(start);
        because = 'size';
        rows += await forget(before);
      }
    }
    if (rows > 0) await giveBack();
    return rows > 0 ? { rows, keptSince: Math.round(before), because } : null;
  };

  return {
    keep(now, leap = null) {
      passing ??= pass(now, leap).finally(() => {
        passing = undefined;
      });
      return passing;
    },
    sizeBytes() {
      const sizes = files();
      return sizes ? sizes.database + sizes.log : pragma('page_count') * pageBytes;
    },
  };
}
