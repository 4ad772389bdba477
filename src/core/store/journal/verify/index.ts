import type { Clock } from '../../../kernel/clock.ts';
import { createSlices } from '../../../kernel/slices.ts';
import type { Anchor } from '../anchors/anchor.ts';
import { attempt } from '../attempt.ts';
import { blockOf } from '../database/blocks.ts';
import type { JournalDatabase } from '../database/open.ts';
import { createRecords, type Records } from '../database/records.ts';
import { parseVerifierKey, type VerifierKey } from '../verifier-key.ts';
import { askAnchors } from './ask.ts';
import { createBlockReader, type ExpectedNodes } from './block.ts';
import { conclude, type Verification } from './conclude.ts';
import { type Extent, importedExtent, ownExtent, rootsBeyond } from './extent.ts';
import type { Hypothesis } from './hypothesis.ts';
import type { Range } from './range.ts';
import { readTestimony, storedTestimonies, type Testimony } from './testimony.ts';
import { type Walked, walk } from './walk.ts';

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
  const own = await storedTestimonies(records.checkpoints(), keys, origin, slices);
  if (options.head !== undefined) {
    own.push(readTestimony(options.head, { name: 'head', external: false }, keys, origin));
  }
  const extent = extentOf(records, options.range);
  const testimonies = [...own, ...asked.flatMap(({ testimony }) => testimony ?? [])];
  const stops = testimonies.map((it) => it.size).sort((a, b) => a - b);
  const { onProgress } = options;
  const reader = createBlockReader(database, expectedOf(records, testimonies));
  const walked = await walk(reader, { ...extent, stops, slices, onProgress });
  const roots = allRoots(extent, walked, [...stops, extent.size]);
  const tree = { lacking: reader.lacking, hasStrays: hasStrayNodes(records) };
  const found = { end: walked.end, roots, tree };
  return conclude(extent, found, { own, asked, origin });
}

/** Whoever signs stores the tree first. */
function expectedOf(records: Records, testimonies: readonly Testimony[]): ExpectedNodes {
  const signed = testimonies.flatMap(({ said }) => ('checkpoint' in said ? said.checkpoint.size : []));
  const treeFrom = records.treeFrom();
  return { treeFrom, storedTo: Math.max(treeFrom, attempt(records.treeEnd) ?? 0, ...signed) };
}

/** Nodes that would be of entries that are not there, or of none at all; or that cannot be read. */
function hasStrayNodes(records: Records): boolean {
  const found = attempt(() => {
    const first = records.firstBlock();
    if (first === undefined) return false;
    // In this order: somebody may be adding entries.
    const end = records.treeEnd();
    return end > records.size() || first < blockOf(records.treeFrom());
  });
  return found ?? true;
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

/** A key that cannot be read vouches for nothing: what it signed shows as not signed. */
export function readKey(text: string): VerifierKey[] {
  try {
    return [parseVerifierKey(text)];
  } catch {
    return [];
  }
}
