import { toIso } from '../../../kernel/clock.ts';
import { type Checkpoint, openCheckpoint, type TreeHead } from '../checkpoint.ts';
import type { Records } from '../database/records.ts';
import { equal } from '../merkle.ts';
import { rootAt } from '../tree.ts';
import type { VerifierKey } from '../verifier-key.ts';
import type { Anchor } from './anchor.ts';

export interface AnchorOutcome {
  name: string;
  /**
   * `current`: it held this or a later checkpoint already; `busy`: somebody else is writing; `refused`:
   * what it holds is not the beginning of the journal, so that it must not be replaced.
   */
  state: 'written' | 'current' | 'busy' | 'refused' | 'failed';
  /** How many entries the checkpoint is of that it holds now; null when it is not known, or not of this journal. */
  size: number | null;
  /** When that was signed, ISO 8601. */
  at: string | null;
  problem: string | null;
}

/**
 * Replaces what an anchor holds with a later checkpoint of the same journal. The anchor is the only thing
 * that a rewritten journal contradicts: so nothing replaces it that it does not vouch for.
 */
export async function writeAnchor(
  anchor: Anchor,
  checkpoint: Checkpoint,
  records: Records,
  keys: readonly VerifierKey[],
): Promise<AnchorOutcome> {
  const { name } = anchor;
  try {
    const before = await anchor.read();
    const held = before === undefined ? undefined : heldAs(before, keys);
    if (held !== undefined) {
      const problem = 'problem' in held ? held.problem : contradiction(held, checkpoint, records);
      if (problem !== undefined) return { name, state: 'refused', ...NOTHING, problem };
      if ('size' in held && held.size >= checkpoint.size) {
        return { name, state: 'current', ...holding(held), problem: null };
      }
    }
    const written = await anchor.write(checkpoint.note, before);
    return written
      ? { name, state: 'written', ...holding(checkpoint), problem: null }
      : { name, state: 'busy', ...NOTHING, problem: null };
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return { name, state: 'failed', ...NOTHING, problem };
  }
}

const NOTHING = { size: null, at: null };

function holding({ size, signedAtMs }: Checkpoint): Pick<AnchorOutcome, 'size' | 'at'> {
  return { size, at: signedAtMs === null ? null : toIso(signedAtMs) };
}

function heldAs(note: string, keys: readonly VerifierKey[]): Checkpoint | { problem: string } {
  try {
    return openCheckpoint(note, keys);
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}

function contradiction(held: TreeHead, checkpoint: TreeHead, records: Records): string | undefined {
  if (held.origin !== checkpoint.origin) return `It holds a checkpoint of another journal, ${held.origin}`;
  return rewriteOf(held, records);
}

/** How the journal contradicts what was signed of it before; undefined when it continues it. */
export function rewriteOf(held: Pick<TreeHead, 'size' | 'root'>, records: Records): string | undefined {
  const size = records.size();
  if (held.size > size) return `It counts ${held.size} entries, and the journal has ${size}`;
  if (!equal(rootAt(held.size, records.node), held.root)) {
    return `The first ${held.size} entries of the journal are not the ones that it vouches for`;
  }
  return undefined;
}
