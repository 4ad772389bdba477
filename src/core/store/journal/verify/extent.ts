import { z } from 'zod';
import type { Records } from '../database/records.ts';
import { HASH_BYTES } from '../merkle.ts';
import { type Subtree, subtreesOf } from '../tree.ts';
import { addPile, certain, type Hypothesis, type Pile, rootsOf } from './hypothesis.ts';
import type { Range } from './range.ts';

/** A stretch of entries with what is needed of the tree on both sides. */
export interface Extent extends Range {
  /** The tree's right edge at `from`. */
  start: readonly Pile[];
  /** How many entries the journal has, or had when the extent was cut out of it. */
  size: number;
  /** The hashes of the subtrees between `to` and a size above it, where they are known. */
  beyond(size: number): readonly Uint8Array[] | undefined;
  /** Whether nothing can be said of sizes that `beyond` does not know; else entries are missing there. */
  isImported: boolean;
}

/** What an imported journal says of where it was cut out; the hashes are base64. */
export const importedSchema = z.object({
  from: z.number(),
  to: z.number(),
  size: z.number(),
  before: z.array(z.string()),
  after: z.array(z.string()),
});

/** The entries of a journal that has them all; those outside the range are taken from the stored tree. */
export function ownExtent(records: Records, range: Range, size: number): Extent {
  return {
    ...range,
    size,
    isImported: false,
    start: pilesOf(subtreesOf(0, range.from), subtreesOf(0, range.from).map(records.node)),
    beyond: (at) => (at <= size ? subtreesOf(range.to, at).map(records.node) : undefined),
  };
}

/** @throws Error when the description is not one */
export function importedExtent(description: string): Extent {
  const { from, to, size, before, after } = importedSchema.parse(JSON.parse(description));
  const hashes = (texts: readonly string[], subtrees: readonly Subtree[]) => {
    const read = texts.map((text) => Buffer.from(text, 'base64'));
    if (read.length !== subtrees.length || read.some((it) => it.length !== HASH_BYTES)) {
      throw new Error('It does not have the hashes that its place in the journal asks for');
    }
    return read;
  };
  const left = subtreesOf(0, from);
  const right = hashes(after, subtreesOf(to, size));
  return {
    from,
    to,
    size,
    isImported: true,
    start: pilesOf(left, hashes(before, left)),
    beyond: (at) => (at === size ? right : undefined),
  };
}

/** What the root may be at the extent's end or a size above it, from its right edge on. */
export function rootsBeyond(
  extent: Extent,
  frontier: readonly Pile[],
  size: number,
): readonly Hypothesis[] | undefined {
  const hashes = extent.beyond(size);
  if (hashes === undefined) return undefined;
  const extended = [...frontier];
  for (const pile of pilesOf(subtreesOf(extent.to, size), hashes)) addPile(extended, pile);
  return rootsOf(extended);
}

function pilesOf(subtrees: readonly Subtree[], hashes: readonly Uint8Array[]): Pile[] {
  return subtrees.flatMap(({ level }, index) => {
    const hash = hashes[index];
    return hash === undefined ? [] : [{ level, hypotheses: certain(hash) }];
  });
}
