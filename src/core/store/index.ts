import { openDatabase } from './database.ts';
import { createFacts, type Facts } from './facts/index.ts';
import { createOperationLocks, type OperationLocks } from './locks/index.ts';
import { createSamples, type Samples } from './samples/index.ts';

/** The local record: what was seen (facts) and measured (samples), kept for offline review. */
export interface Store {
  facts: Facts;
  samples: Samples;
  /** Which operations are under way. */
  locks: OperationLocks;
  /** Bytes of the database's pages. */
  sizeBytes(): number;
  /** Forgets what is older than the retention: facts 90 days, samples 31 days. */
  prune(now: number): void;
  close(): void;
}

const DAY_MS = 86_400_000;
const FACT_RETENTION_MS = 90 * DAY_MS;
const SAMPLE_RETENTION_MS = 31 * DAY_MS;

/**
 * @param directory data folder, or `:memory:`.
 * @param maxGapMs time without a look after which an unchanged fact is a new one.
 */
export function openStore(directory: string, maxGapMs: number): Store {
  const database = openDatabase(directory);
  const facts = createFacts(database, maxGapMs);
  const samples = createSamples(database);
  return {
    facts,
    samples,
    locks: createOperationLocks(database),
    sizeBytes: () =>
      Number(database.pragma('page_count', { simple: true })) *
      Number(database.pragma('page_size', { simple: true })),
    prune(now) {
      facts.prune(now - FACT_RETENTION_MS);
      samples.prune(now - SAMPLE_RETENTION_MS);
    },
    close: () => database.close(),
  };
}
