import { toIso } from '../../../kernel/clock.ts';
import type { Anchor } from '../anchors/anchor.ts';
import type { VerifierKey } from '../verifier-key.ts';
import { readTestimony, type Testimony } from './testimony.ts';

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

export interface Asked {
  finding: AnchorFinding;
  /** What it said; undefined when it said nothing. */
  testimony?: Testimony;
}

/** @param origin the journal's name; a checkpoint of another journal says nothing about this one */
export async function askAnchors(
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
