import type { Anchor } from './anchors/anchor.ts';
import { parseTreeHead } from './checkpoint.ts';
import { hexOf, rootHash } from './merkle.ts';
import { readHeadNote } from './recover.ts';
import { type AnchorFinding, askAnchors } from './verify/ask.ts';
import type { Verification } from './verify/conclude.ts';

/**
 * What can be said of a data folder without a journal: there was none, unless a checkpoint in the folder
 * or an anchor counts its entries. Their signatures cannot be checked, since the keys went with it.
 */
export async function verifyAbsent(directory: string, anchors: readonly Anchor[]): Promise<Verification> {
  const said: { name: string; size: number }[] = [];
  const head = sizeIn(readHeadNote(directory));
  if (head > 0) said.push({ name: 'The head in the data folder', size: head });
  const findings = await lookAtAnchorsAlone(anchors);
  for (const { name, state, size } of findings) {
    if (state === 'contradicts') said.push({ name: `The anchor ${name}`, size: size ?? 0 });
  }
  const most = Math.max(0, ...said.map(({ size }) => size));
  return {
    size: 0,
    root: hexOf(rootHash([])),
    origin: null,
    verdict: said.length === 0 ? 'intact' : 'broken',
    firstBroken: said.length === 0 ? null : 0,
    ranges: most === 0 ? [] : [{ from: 0, to: most, state: 'broken', anchor: null, at: null }],
    problems: said.map(({ name, size }) => `${name} counts ${size} entries, and there is no journal.`),
    anchors: findings,
  };
}

/** What anchors hold where there is no journal: each checkpoint in them contradicts that. */
export async function lookAtAnchorsAlone(anchors: readonly Anchor[]): Promise<AnchorFinding[]> {
  const asked = await askAnchors(anchors, [], undefined);
  return Promise.all(
    asked.map(async ({ finding, testimony }, index) => {
      if (testimony === undefined) return finding;
      const size = sizeIn(await anchors[index]?.read());
      return { ...finding, state: 'contradicts' as const, size, problem: 'there is no journal' };
    }),
  );
}

function sizeIn(note: string | undefined): number {
  try {
    return parseTreeHead(note?.slice(0, note.indexOf('\n\n') + 1) ?? '').size;
  } catch {
    return 0;
  }
}
