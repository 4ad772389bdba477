import { z } from 'zod';
import { canonicalize } from '../canonical.ts';
import { HASH_BYTES, hexOf, leafHash } from '../merkle.ts';

/**
 * A bundle is text: a line that says what it is, a line for each entry, and a last line with the SHA-256
 * of all lines before it. Every line is canonical JSON; docs/journal.md describes it for auditors.
 */
export const FORMAT = 'acgs-journal-bundle';
export const VERSION = 1;

const hashes = z.array(z.base64());

/** Says whether a first line is of a bundle at all, and of which version. */
export const beginningSchema = z.object({ format: z.literal(FORMAT), version: z.int().positive() });

export const headerSchema = beginningSchema.extend({
  origin: z.string(),
  /** The entries in it, `to` exclusive. */
  from: z.int().nonnegative(),
  to: z.int().nonnegative(),
  /** How many entries the journal had by the checkpoint. */
  size: z.int().nonnegative(),
  /** Signed note. */
  checkpoint: z.string(),
  /** Each as `name+id+base64`. */
  keys: z.array(z.string()),
  /** The hashes of the subtrees to the left of the entries, and to the right of them up to `size`. */
  before: hashes,
  after: hashes,
  /** What anchors held, with the proof that it is the beginning of what the checkpoint is of. */
  anchors: z.array(z.object({ name: z.string(), checkpoint: z.string(), consistency: hashes })),
  exportedAt: z.string(),
});

export type BundleHeader = z.infer<typeof headerSchema>;

export const endSchema = z.strictObject({ entries: z.int().nonnegative(), sha256: z.string() });

export function formatHeader(header: BundleHeader): string {
  return canonicalize(header);
}

const PREFIX = '{"entry":';

/** An entry's line: its leaf as it is, where it stands, and its leaf hash. */
export function formatEntry(index: number, leaf: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from(PREFIX), leaf, Buffer.from(suffixOf(index, hexOf(leafHash(leaf))))]);
}

export interface EntryLine {
  leaf: Uint8Array;
  computed: Uint8Array;
  /** The leaf hash that the line states; undefined when it is not where it should be. */
  stated: Uint8Array | undefined;
  /** Whether the line is, to the byte, the one of this entry. */
  isExact: boolean;
}

/** Reads the line that should be of an entry. */
export function parseEntry(index: number, line: Buffer): EntryLine {
  const placeholder = suffixOf(index, '0'.repeat(2 * HASH_BYTES));
  const leaf = line.subarray(PREFIX.length, Math.max(PREFIX.length, line.length - placeholder.length));
  const computed = leafHash(leaf);
  const stated = /"leafHash":"([0-9a-f]{64})"\}$/.exec(line.subarray(-placeholder.length).toString())?.[1];
  return {
    leaf,
    computed,
    stated: stated === undefined ? undefined : Buffer.from(stated, 'hex'),
    isExact:
      line.subarray(0, PREFIX.length).toString() === PREFIX &&
      line.subarray(PREFIX.length + leaf.length).toString() === suffixOf(index, hexOf(computed)),
  };
}

function suffixOf(index: number, hash: string): string {
  return `,"index":${index},"leafHash":"${hash}"}`;
}

export function encodeHashes(of: readonly Uint8Array[]): string[] {
  return of.map((it) => Buffer.from(it).toString('base64'));
}

export function decodeHashes(texts: readonly string[]): Uint8Array[] {
  return texts.map((text) => Buffer.from(text, 'base64'));
}
