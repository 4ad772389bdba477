import type { Clock } from '../../kernel/clock.ts';
import { toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { parseTreeHead, signCheckpoint } from './checkpoint.ts';
import type { JournalDatabase } from './database/open.ts';
import { storageProblem } from './database/problem.ts';
import { createRecords, type Records, type StoredCheckpoint } from './database/records.ts';
import { createEdges, type Edge } from './edge.ts';
import { encodeEntry, type NewEntry, timeOf } from './entry.ts';
import { rootOf, verifyConsistency } from './merkle.ts';
import type { NoteSigner } from './note.ts';
import { consistencyProof, hashLeaves } from './tree.ts';

/** Where an entry is, once it is there for good. */
export interface Appended {
  index: number;
  leafHash: Uint8Array;
}

/** The end of the journal that grows. */
export interface Log {
  readonly records: Records;
  /**
   * Adds entries in order, all of them or none. When it returns they are on the disk.
   *
   * @throws TypeError when an entry's data is not JSON, RangeError when its time is no time; OperatorError
   *   when it cannot be stored
   */
  append(entries: readonly NewEntry[]): Appended[];
  /** Adds leaves of another file as they are, all of them or none. */
  adopt(leaves: readonly string[]): void;
  /**
   * Signs the journal as it is now, unless that was done already; undefined when it is empty.
   *
   * @throws OperatorError `internal` when the tree does not continue what was signed last
   */
  checkpoint(): StoredCheckpoint | undefined;
  /** How many entries no checkpoint covers. */
  unsigned(): number;
}

interface LogOptions {
  clock: Clock;
  signer: NoteSigner;
  origin: string;
  /** A checkpoint is signed with every so many entries at the latest. */
  checkpointEvery: number;
  /** Told when a checkpoint that was due could not be signed. */
  onUnsigned: (problem: unknown) => void;
}

/** What has to be known to add to the journal. */
interface Head {
  edge: Edge;
  /** When the last entry was made, epoch milliseconds; NaN when there is none. */
  lastAt: number;
}

/** The tree is stored when it is signed, and with every so many entries at the latest, signed or not. */
const GROW_EVERY = 4096;

/** A clock that was set back by less is being adjusted: NTP steps from 128 ms on. */
const CLOCK_TOLERANCE_MS = 1000;

export function createLog(database: JournalDatabase, options: LogOptions): Log {
  const { clock, signer, origin } = options;
  const records = createRecords(database);
  const edges = createEdges(database, records);
  const insertRows = rowInserter(database);
  const insertCheckpoint = database.prepare('INSERT INTO checkpoint (size, note) VALUES (?, ?)');
  let signedSize = records.lastCheckpoint()?.size ?? 0;
  let head: Head = { edge: edges.read(signedSize), lastAt: lastAtOf(records) };

  /** Another process may have added to the journal: inside a transaction that writes, nobody can. */
  const presentHead = (): Head => {
    const edge = edges.present(head.edge);
    return edge === head.edge ? head : { edge, lastAt: lastAtOf(records) };
  };

  /** Signs a tree that is stored as far as it goes. */
  const sign = ({ size, peaks }: Edge): StoredCheckpoint | undefined => {
    const last = records.lastCheckpoint();
    if (last?.size === size || size === 0) return last;
    const root = rootOf(peaks);
    if (last !== undefined) refuseToFork(last, { size, root }, records);
    const note = signCheckpoint({ origin, size, root }, signer, clock.now());
    insertCheckpoint.run(size, note);
    return { size, note };
  };

  const add = (leaves: readonly string[], nowMs: number, noteClock: boolean) => {
    const before = presentHead();
    const from = before.edge.size;
    const note = noteClock ? clockNote(before.lastAt, nowMs) : undefined;
    const all = note === undefined ? leaves : [encodeEntry(note, toIso(nowMs)), ...leaves];
    const hashes = hashLeaves(all);
    insertRows(from, all, hashes);
    const appended = hashes.map((leafHash, offset) => ({ index: from + offset, leafHash }));
    const after: Head = { edge: edges.add(before.edge, hashes), lastAt: nowMs };
    return { head: after, appended: note === undefined ? appended : appended.slice(1) };
  };

  const isDue = (size: number) =>
    Math.floor(size / options.checkpointEvery) > Math.floor(signedSize / options.checkpointEvery);

  const append = database.transaction((leaves: readonly string[], nowMs: number) => {
    const { head: added, appended } = add(leaves, nowMs, true);
    let { edge } = added;
    const isSigned = isDue(edge.size);
    if (!isSigned && edges.openIn(edge) < GROW_EVERY) return { head: added, appended, signed: signedSize };
    try {
      edge = edges.grow(edge);
      const signed = isSigned ? (sign(edge)?.size ?? signedSize) : signedSize;
      return { head: { ...added, edge }, appended, signed };
    } catch (problem) {
      // An entry that is journaled without a signature is worth more than one that is not.
      return { head: { ...added, edge }, appended, signed: signedSize, problem };
    }
  });

  const adopt = database.transaction((leaves: readonly string[]): Head => {
    const added = add(leaves, Number.NaN, false).head;
    return edges.openIn(added.edge) < GROW_EVERY ? added : { ...added, edge: edges.grow(added.edge) };
  });

  const signPresent = database.transaction(() => {
    const present = presentHead();
    const edge = edges.grow(present.edge);
    return { head: { ...present, edge }, signed: sign(edge) };
  });

  return {
    records,
    append(entries) {
      const nowMs = clock.now();
      const now = toIso(nowMs);
      const leaves = entries.map((entry) => encodeEntry(entry, now));
      try {
        const done = append.immediate(leaves, nowMs);
        // Only now: a transaction that failed leaves the journal as it was.
        head = done.head;
        signedSize = done.signed;
        if ('problem' in done) options.onUnsigned(done.problem);
        return done.appended;
      } catch (error) {
        const what =
          entries.length === 1 ? 'the entry was not journaled' : 'none of the entries was journaled';
        throw storageProblem(error, what);
      }
    },
    adopt(leaves) {
      try {
        head = adopt.immediate(leaves);
      } catch (error) {
        throw storageProblem(error, 'the entries were not taken over');
      }
    },
    checkpoint() {
      try {
        const done = signPresent.immediate();
        head = done.head;
        signedSize = done.signed?.size ?? 0;
        return done.signed;
      } catch (error) {
        throw storageProblem(error, 'the checkpoint was not signed');
      }
    },
    unsigned: () => head.edge.size - signedSize,
  };
}

/** Many rows with one statement cost about two thirds of what they cost one by one. */
const ROWS_AT_ONCE = 50;

type InsertRows = (from: number, leaves: readonly string[], hashes: readonly Uint8Array[]) => void;

function rowInserter(database: JournalDatabase): InsertRows {
  const statement = (rows: number) =>
    database.prepare(
      `INSERT INTO entry (idx, data, nodes) VALUES ${Array(rows).fill('(?, ?, ?)').join(', ')}`,
    );
  const [one, many] = [statement(1), statement(ROWS_AT_ONCE)];
  return (from, leaves, hashes) => {
    for (let done = 0; done < leaves.length; ) {
      const rows = done + ROWS_AT_ONCE <= leaves.length ? ROWS_AT_ONCE : 1;
      const values: unknown[] = [];
      for (const end = done + rows; done < end; done += 1)
        values.push(from + done, leaves[done], hashes[done]);
      (rows === 1 ? one : many).run(...values);
    }
  };
}

function lastAtOf(records: Records): number {
  const last = records.leaf(records.size() - 1);
  return last === undefined ? Number.NaN : timeOf(last);
}

/**
 * "A log MUST not sign any checkpoint which is inconsistent with any checkpoint it previously signed"
 * (C2SP tlog-checkpoint): whoever changed the database must not get our signature for it.
 */
function refuseToFork(
  last: StoredCheckpoint,
  next: { size: number; root: Uint8Array },
  records: Records,
): void {
  if (!continues(last, next, records)) {
    throw new OperatorError(
      'internal',
      `The journal with ${next.size} entries does not continue what was signed when it had ${last.size}`,
      {
        hint: 'Somebody changed it. acgs audit verify says where; the entries since are kept, but not signed.',
      },
    );
  }
}

function continues(
  last: StoredCheckpoint,
  { size, root }: { size: number; root: Uint8Array },
  records: Records,
): boolean {
  if (last.size > size) return false;
  try {
    const signed = parseTreeHead(last.note.slice(0, last.note.indexOf('\n\n') + 1));
    const proof = consistencyProof(signed.size, size, records.node);
    return verifyConsistency({ size1: signed.size, root1: signed.root, size2: size, root2: root, proof });
  } catch {
    return false;
  }
}

/** The entry that says that the clock was set back: order is that of the journal, times are as they were. */
function clockNote(lastAt: number, nowMs: number): NewEntry | undefined {
  if (!(nowMs < lastAt - CLOCK_TOLERANCE_MS)) return undefined;
  const seconds = Math.round((lastAt - nowMs) / 1000);
  return {
    actor: 'journal',
    kind: 'journal.clock-set-back',
    subject: 'clock',
    summary: `The clock of this machine went back by ${seconds} s; entries stay in the order they were made in`,
    data: { before: toIso(lastAt), now: toIso(nowMs), seconds },
  };
}
