import { type Clock, toIso } from '../../../kernel/clock.ts';
import type { Anchor } from '../anchors/anchor.ts';
import type { JournalDatabase } from '../database/open.ts';
import { createRecords, type Records } from '../database/records.ts';
import { hexOf, rootHash } from '../merkle.ts';
import { createSlices } from '../slices.ts';
import { parseVerifierKey, type VerifierKey } from '../verifier-key.ts';
import { createBlockReader } from './block.ts';
import { type Extent, importedExtent, ownExtent, rootsBeyond } from './extent.ts';
import type { Hypothesis } from './hypothesis.ts';
import { type Judgement, judge } from './judge.ts';
import type { Range } from './range.ts';
import { readTestimony, storedTestimonies, type Testimony } from './testimony.ts';
import { type Walked, walk } from './walk.ts';

/** What an anchor says of the journal. */
export interface AnchorFinding {
  name: string;
  /** `silent`: its checkpoint is of a size that cannot be compared with what is there. */
  state: 'fits' | 'contradicts' | 'silent' | 'empty' | 'unreadable';
  size: number | null;
  /** When its checkpoint was signed, ISO 8601. */
  at: string | null;
  problem: string | null;
}

export interface Verification extends Omit<Judgement, 'misfits'> {
  /** How many entries the journal has; of an imported part, the journal that it was cut out of. */
  size: number;
  /** The tree's root over them, hexadecimal. */
  root: string;
  origin: string | null;
  anchors: AnchorFinding[];
}

export interface VerifyOptions {
  clock: Clock;
  anchors?: readonly Anchor[] | undefined;
  /** The checkpoint that the data folder keeps beside the database. */
  head?: string | undefined;
  /** Instead of the keys that the journal itself names, each `name+id+base64`. */
  keys?: readonly string[] | undefined;
  /** Only these entries; left out: all. */
  range?: Partial<Range> | undefined;
  signal?: AbortSignal | undefined;
  /** Told how many entries were looked at, now and then. */
  onProgress?: ((done: number) => void) | undefined;
}

/**
 * Recomputes every entry and every node of the tree, and holds them against the checkpoints that were
 * stored and anchored. It changes nothing, and works in slices between which others have their turn.
 */
export async function verifyJournal(
  database: JournalDatabase,
  options: VerifyOptions,
): Promise<Verification> {
  try {
    return await verifyExtent(database, options);
  } catch (error) {
    // The tree around a range may be so damaged that the range has no place in it.
    if (!(error instanceof RangeError) || options.range === undefined) throw error;
    return verifyExtent(database, { ...options, range: undefined });
  }
}

async function verifyExtent(database: JournalDatabase, options: VerifyOptions): Promise<Verification> {
  const records = createRecords(database);
  const origin = records.property('origin');
  const keys = (options.keys ?? records.verifierKeys()).flatMap(readKey);
  const asked = await askAnchors(options.anchors ?? [], keys, origin);
  const slices = createSlices(options.clock, options.signal);
  const testimonies = [
    ...(await storedTestimonies(records.checkpoints(), keys, origin, slices)),
    ...(options.head === undefined
      ? []
      : [readTestimony(options.head, { name: 'head', external: false }, keys, origin)]),
    ...asked.flatMap(({ testimony }) => testimony ?? []),
  ];
  const extent = extentOf(records, options.range);
  const stops = testimonies.map((it) => it.size).sort((a, b) => a - b);
  const { onProgress } = options;
  const walked = await walk(createBlockReader(database), { ...extent, stops, slices, onProgress });
  const roots = allRoots(extent, walked, [...stops, extent.size]);
  const heard = testimonies.filter((it) => isComparable(it, extent, roots));
  const { from, to } = extent;
  const { misfits, ...judgement } = judge(
    { range: { from, to }, end: walked.end, size: extent.isImported ? to : extent.size, roots },
    heard,
  );
  return {
    ...judgement,
    size: extent.size,
    root: hexOf((roots.get(extent.size) ?? roots.get(walked.end))?.[0]?.hash ?? rootHash([])),
    origin: origin ?? null,
    anchors: asked.map(({ testimony, finding }) => {
      if (testimony === undefined) return finding;
      const misfit = misfits.find(({ by }) => by === testimony);
      const state = misfit ? 'contradicts' : heard.includes(testimony) ? 'fits' : 'silent';
      return { ...finding, state, problem: misfit?.why ?? null };
    }),
  };
}

function extentOf(records: Records, asked: Partial<Range> = {}): Extent {
  const imported = records.property('imported');
  if (imported !== undefined) return importedExtent(imported);
  const size = records.size();
  const from = Math.min(asked.from ?? 0, size);
  const to = Math.max(from, Math.min(asked.to ?? size, size));
  return ownExtent(records, { from, to }, size);
}

function allRoots(
  extent: Extent,
  { end, frontier, roots }: Walked,
  sizes: readonly number[],
): Map<number, readonly Hypothesis[]> {
  const all = new Map(roots);
  if (end < extent.to) return all;
  for (const size of new Set(sizes.filter((it) => it > extent.to))) {
    const possible = rootsBeyond(extent, frontier, size);
    if (possible !== undefined) all.set(size, possible);
  }
  return all;
}

/** Whether a testimony is about what was looked at. */
function isComparable(
  { size }: Testimony,
  extent: Extent,
  roots: ReadonlyMap<number, readonly Hypothesis[]>,
): boolean {
  if (extent.from > 0 && size <= extent.from) return false;
  return !extent.isImported || size <= extent.to || roots.has(size);
}

interface Asked {
  finding: AnchorFinding;
  testimony?: Testimony;
}

async function askAnchors(
  anchors: readonly Anchor[],
  keys: readonly VerifierKey[],
  origin: string | undefined,
): Promise<Asked[]> {
  return Promise.all(
    anchors.map(async (anchor): Promise<Asked> => {
      const { name } = anchor;
      const nothing = { name, size: null, at: null, problem: null };
      try {
        const note = await anchor.read();
        if (note === undefined) return { finding: { ...nothing, state: 'empty' } };
        const testimony = readTestimony(note, { name, external: true }, keys, origin);
        const signedAtMs = 'checkpoint' in testimony.said ? testimony.said.checkpoint.signedAtMs : null;
        const at = signedAtMs === null ? null : toIso(signedAtMs);
        return { finding: { ...nothing, state: 'fits', size: testimony.size, at }, testimony };
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        return { finding: { ...nothing, state: 'unreadable', problem } };
      }
    }),
  );
}

/** A key that cannot be read vouches for nothing: what it signed shows as not signed. */
function readKey(text: string): VerifierKey[] {
  try {
    return [parseVerifierKey(text)];
  } catch {
    return [];
  }
}
