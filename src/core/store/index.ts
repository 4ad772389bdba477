import { statSync } from 'node:fs';
import { OperatorError } from '../kernel/errors.ts';
import { type AlertRecords, createAlertRecords } from './alerts/index.ts';
import { type ApprovalRecords, createApprovalRecords } from './approvals/index.ts';
import { type ArtifactHashes, createArtifactHashes } from './artifact-hashes/index.ts';
import { type BaselineRecords, createBaselineRecords } from './baselines/index.ts';
import { type CalendarRecords, createCalendarRecords } from './calendar/index.ts';
import { type ComplianceRecords, createComplianceRecords } from './compliance/index.ts';
import { createViolationRecords, type ViolationRecords } from './compliance/violations.ts';
import { openDatabase, type StoreDatabase, type StoreTrouble } from './database.ts';
import { createFacts, type Facts } from './facts/index.ts';
import { createOperationLocks, type OperationLocks } from './locks/index.ts';
import { createOperatorRecords, type OperatorRecords } from './operators/index.ts';
import { createProcessRecords, type ProcessRecords } from './processes/index.ts';
import { createRetention, type Forgotten, type Limits } from './retention/index.ts';
import type { Leap } from './retention/leap.ts';
import { createRolloutRecords, type RolloutRecords } from './rollouts/index.ts';
import { createSamples, type Samples } from './samples/index.ts';
import { createTableRecords, type TableRecords } from './tables/index.ts';
import { createWriteGuard } from './write-guard.ts';

export type { StoreTrouble } from './database.ts';
export type { Forgotten, Limits } from './retention/index.ts';
export { type Leap, livedTime } from './retention/leap.ts';

/** The local record: what was seen (facts, tables) and measured (samples), kept for offline review. */
export interface Store {
  facts: Facts;
  samples: Samples;
  tables: TableRecords;
  /** Which operations are under way. */
  locks: OperationLocks;
  operators: OperatorRecords;
  approvals: ApprovalRecords;
  alerts: AlertRecords;
  /** Runs, rollouts: what was begun and not ended, and what became of the others. */
  processes: ProcessRecords;
  baselines: BaselineRecords;
  calendar: CalendarRecords;
  /** What was measured in the stages of rollouts, and said to them. */
  rollouts: RolloutRecords;
  /** What validations of compliance found. */
  compliance: ComplianceRecords;
  /** What was seen that the constitution does not allow. */
  violations: ViolationRecords;
  /** What artifacts carried when they were looked at. */
  artifactHashes: ArtifactHashes;
  limits: Limits;
  /** Set when it is not the store that was there, or not one that lasts. */
  trouble(): StoreTrouble | null;
  /** Bytes the record takes of the disk, its write-ahead log included. */
  sizeBytes(): number;
  /**
   * Forgets what the limits leave no room for, the oldest first, in slices. Null when nothing had to go.
   *
   * @param leap of the clock that makes nothing older
   */
  keepWithinLimits(now: number, leap?: Leap | null): Promise<Forgotten | null>;
  /** The clock was set back: what was recorded later than `now` is drawn back to it, in its order. */
  drawBack(now: number): void;
  close(): void;
}

const DAY_MS = 86_400_000;
const MIB = 1_048_576;
export const DEFAULT_LIMITS: Limits = { retentionMs: 90 * DAY_MS, sizeLimitBytes: 2048 * MIB };

/**
 * @param directory data folder, or `:memory:`.
 * @param maxGapMs time without a look after which an unchanged fact is a new one.
 * @param onTrouble told when what is recorded is not kept, and null when it is again.
 */
export function openStore(
  directory: string,
  maxGapMs: number,
  limits: Limits = DEFAULT_LIMITS,
  onTrouble: (trouble: StoreTrouble | null) => void = () => undefined,
): Store {
  const { database, trouble } = openDatabase(directory);
  if (trouble !== null) onTrouble(trouble);
  const guard = createWriteGuard((why) => onTrouble(why === null ? trouble : { kind: 'not-kept', why }));
  const facts = guard.facts(createFacts(database, maxGapMs));
  const samples = guard.samples(createSamples(database));
  const tables = guard.tables(createTableRecords(database));
  const compliance = createComplianceRecords(database);
  const retention = createRetention({
    database,
    facts,
    samples,
    tables,
    compliance,
    limits,
    files: () =>
      database.memory ? null : { database: bytesOf(database.name), log: bytesOf(`${database.name}-wal`) },
  });
  return {
    facts,
    samples,
    tables,
    locks: createOperationLocks(database),
    operators: trouble?.kind === 'not-kept' ? unwritableOperators(database) : createOperatorRecords(database),
    approvals: trouble?.kind === 'not-kept' ? unwritableApprovals(database) : createApprovalRecords(database),
    alerts: createAlertRecords(database),
    processes: createProcessRecords(database),
    baselines: trouble?.kind === 'not-kept' ? unwritableBaselines(database) : createBaselineRecords(database),
    calendar: createCalendarRecords(database),
    rollouts: createRolloutRecords(database),
    compliance,
    violations: createViolationRecords(database),
    artifactHashes: createArtifactHashes(database),
    limits,
    trouble() {
      const why = guard.why();
      return why === null ? trouble : { kind: 'not-kept', why };
    },
    sizeBytes: retention.sizeBytes,
    keepWithinLimits: retention.keep,
    drawBack: database.transaction((now: number) => {
      facts.drawBack(now);
      samples.drawBack(now);
      tables.drawBack(now);
    }),
    close: () => database.close(),
  };
}

/** Whom it names and what they signed has to last: what would be forgotten is refused. */
function unwritableOperators(database: StoreDatabase): OperatorRecords {
  return { ...createOperatorRecords(database), insert: refuse, retire: refuse };
}

function unwritableApprovals(database: StoreDatabase): ApprovalRecords {
  return {
    ...createApprovalRecords(database),
    ...{ insert: refuse, decide: refuse, close: refuse, insertBrokenGlass: refuse, review: refuse },
  };
}

function unwritableBaselines(database: StoreDatabase): BaselineRecords {
  return { ...createBaselineRecords(database), insert: refuse, choose: refuse };
}

function refuse(): never {
  throw new OperatorError(
    'internal',
    'The data folder cannot be written: nothing that has to last is taken',
    {
      hint: 'Give this user the folder, free some space, or choose another folder with --data.',
    },
  );
}

function bytesOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}
