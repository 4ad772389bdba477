import type { Slices } from '../../../kernel/slices.ts';
import { type Checkpoint, openCheckpoint } from '../checkpoint.ts';
import type { StoredCheckpoint } from '../database/records.ts';
import type { VerifierKey } from '../verifier-key.ts';

/**
 * Somebody's word for what the journal was at some size: a checkpoint that is stored with it, the one
 * that its folder keeps beside it, or one that was anchored where the journal's writer has no say.
 */
export interface Testimony {
  /** `checkpoint`, `head`, or an anchor's name such as `file:/mnt/anchor/acgs.checkpoint`. */
  name: string;
  external: boolean;
  size: number;
  /** The checkpoint, or what is wrong with it. */
  said: { checkpoint: Checkpoint } | { problem: string };
}

/** @param origin the journal's name; a checkpoint of another journal says nothing about this one */
export function readTestimony(
  note: string,
  from: { name: string; external: boolean; size?: number },
  keys: readonly VerifierKey[],
  origin: string | undefined,
): Testimony {
  const { name, external } = from;
  try {
    const checkpoint = openCheckpoint(note, keys);
    const { size } = checkpoint;
    if (checkpoint.origin !== origin) {
      return { name, external, size, said: { problem: `it is of another journal, ${checkpoint.origin}` } };
    }
    if (from.size !== undefined && from.size !== size) {
      return {
        name,
        external,
        size: from.size,
        said: { problem: `it is filed under another size, ${size}` },
      };
    }
    return { name, external, size, said: { checkpoint } };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { name, external, size: from.size ?? 0, said: { problem } };
  }
}

export async function storedTestimonies(
  stored: readonly StoredCheckpoint[],
  keys: readonly VerifierKey[],
  origin: string | undefined,
  slices: Slices,
): Promise<Testimony[]> {
  const testimonies: Testimony[] = [];
  for (const { size, note } of stored) {
    testimonies.push(readTestimony(note, { name: 'checkpoint', external: false, size }, keys, origin));
    if (slices.isOver()) await slices.rest();
  }
  return testimonies;
}
