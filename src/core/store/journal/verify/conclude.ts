import { hexOf, rootHash } from '../merkle.ts';
import type { AnchorFinding, Asked } from './ask.ts';
import type { Extent } from './extent.ts';
import type { Hypothesis } from './hypothesis.ts';
import { type FoundTree, type Judgement, judge } from './judge.ts';
import type { Testimony } from './testimony.ts';

export interface Verification extends Omit<Judgement, 'misfits'> {
  /** How many entries the journal has; of an imported part, the journal that it was cut out of. */
  size: number;
  /** The tree's root over them, hexadecimal. */
  root: string;
  origin: string | null;
  anchors: AnchorFinding[];
}

/** Puts together what was found in the entries, what the journal says of itself, and what the anchors say. */
export function conclude(
  extent: Extent,
  found: { end: number; roots: ReadonlyMap<number, readonly Hypothesis[]>; tree?: FoundTree },
  said: { own: readonly Testimony[]; asked: readonly Asked[]; origin: string | undefined },
): Verification {
  const { from, to, size, isImported } = extent;
  const { end, roots, tree } = found;
  const all = [...said.own, ...said.asked.flatMap(({ testimony }) => testimony ?? [])];
  const heard = all.filter((it) => isComparable(it, extent, roots));
  const { misfits, ...judgement } = judge(
    { range: { from, to }, end, size: isImported ? to : size, isPart: isImported, roots, tree },
    heard,
  );
  return {
    ...judgement,
    size,
    root: hexOf((roots.get(size) ?? roots.get(end))?.[0]?.hash ?? rootHash([])),
    origin: said.origin ?? null,
    anchors: said.asked.map(({ testimony, finding }) => {
      if (testimony === undefined) return finding;
      const misfit = misfits.find(({ by }) => by === testimony);
      const state = misfit ? 'contradicts' : heard.includes(testimony) ? 'fits' : 'silent';
      return { ...finding, state, problem: misfit?.why ?? null };
    }),
  };
}

/** Whether a testimony is about what was looked at. */
function isComparable(
  { size, said }: Testimony,
  extent: Extent,
  roots: ReadonlyMap<number, readonly Hypothesis[]>,
): boolean {
  if (extent.from > 0 && size > 0 && size <= extent.from) return false;
  return (
    'problem' in said || !extent.isImported || size <= extent.to || size === extent.size || roots.has(size)
  );
}
