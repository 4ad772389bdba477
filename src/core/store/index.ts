import { statSync } from 'node:fs';
import { type ApprovalRecords, createApprovalRecords } from './approvals/index.ts';
import { openDatabase, type StoreDatabase } from './database.ts';
import { createFacts, type Facts } from './facts/index.ts';
import { createOperationLocks, type OperationLocks } from './locks/index.ts';
import { createOperatorRecords, type OperatorRecords } from './operators/index.ts';
import { createRetention, type Forgotten, type Limits } from './retention/index.ts';
import { createSamples, type Samples } from './samples/index.ts';
import { createTableRecords, type TableRecords } from './tables/index.ts';

export type { Forgotten, Limits } from './retention/index.ts';

/** The local record: what was seen (facts, tables) and measured (samples), kept for offline review. */
export interface Store {
  facts: Facts;
  samples: Samples;
  tables: TableRecords;
  /** Which operations are under way. */
  locks: OperationLocks;
  operators: OperatorRecords;
  approvals: ApprovalRecords;
  limits: Limits;
  /** Bytes the record takes of the disk, its write-ahead log included. */
  sizeBytes(): number;
  /** Forgets what the limits leave no room for, the oldest first, in slices. Null when nothing had to go. */
  keepWithinLimits(now: number): Promise<Forgotten | null>;
  /**
   * The clock may have been set back: what was recorded later than `now` is drawn back to it, so that
   * the record stays in order.
   *
   * @returns by how many milliseconds the record was ahead; null when it was not.
   */
  settleClock(now: number): number | null;
  close(): void;
}

const DAY_MS = 86_400_000;
const MIB = 1_048_576;
export const DEFAULT_LIMITS: Limits = { retentionMs: 90 * DAY_MS, sizeLimitBytes: 2048 * MIB };

/**
 * @param directory data folder, or `:memory:`.
 * @param maxGapMs time without a look after which an unchanged fact is a new one.
 */
export function openStore(directory: string, maxGapMs: number, limits: Limits = DEFAULT_LIMITS): Store {
  const database = openDatabase(directory);
  const facts = createFacts(database, maxGapMs);
  const samples = createSamples(database);
  const tables = createTableRecords(database);
  const retention = createRetention({
    database,
    facts,
    samples,
    tables,
    limits,
    files: () =>
      database.memory ? null : { database: bytesOf(database.name), log: bytesOf(`${database.name}-wal`) },
  });
  return {
    facts,
    samples,
    tables,
    locks: createOperationLocks(database),
    operators: createOperatorRecords(database),
    approvals: createApprovalRecords(database),
    limits,
    sizeBytes: retention.sizeBytes,
    keepWithinLimits: retention.keep,
    settleClock: (now) => settleClock(database, { facts, samples, tables }, now, maxGapMs),
    close: () => database.close(),
  };
}

/** A few seconds are a clock that was set right, and the order of the facts sees to itself. */
function settleClock(
  database: StoreDatabase,
  { facts, samples, tables }: Pick<Store, 'facts' | 'samples' | 'tables'>,
  now: number,
  toleratedMs: number,
): number | null {
  const lastAt = facts.extent()?.lastAt;
  if (lastAt === undefined || lastAt <= now + toleratedMs) return null;
  database.transaction(() => {
    facts.drawBack(now);
    samples.drawBack(now);
    tables.drawBack(now);
  })();
  return lastAt - now;
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
