import type { Records } from '../database/records.ts';
import { type AnchorFinding, askAnchors } from '../verify/ask.ts';
import { readKey } from '../verify/index.ts';
import type { Anchor } from './anchor.ts';
import { rewriteOf } from './write-anchor.ts';

/**
 * What the anchors hold, and whether the journal's tree continues it. The tree is taken as it is stored:
 * whether the entries are those that it was made of, only verifying says.
 */
export async function lookAtAnchors(anchors: readonly Anchor[], records: Records): Promise<AnchorFinding[]> {
  const keys = records.verifierKeys().flatMap(readKey);
  const asked = await askAnchors(anchors, keys, records.property('origin'));
  return asked.map(({ finding, testimony }) => {
    if (testimony === undefined) return finding;
    const { said } = testimony;
    const problem = 'problem' in said ? said.problem : rewriteOf(said.checkpoint, records);
    return problem === undefined ? finding : { ...finding, state: 'contradicts', problem };
  });
}
