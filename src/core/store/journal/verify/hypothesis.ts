import { equal, nodeHash } from '../merkle.ts';
import { merged, type Range } from './range.ts';

/**
 * What a part of the tree may once have hashed to, and which entries are broken if it did. Where all is
 * well there is one hypothesis and nothing broken. Where an entry and its stored hash differ there are
 * two, and the tree above shows which of them was signed.
 */
export interface Hypothesis {
  hash: Uint8Array;
  broken: readonly Range[];
}

/** A perfect subtree at the right edge, as `Peak` of merkle.ts. */
export interface Pile {
  level: number;
  hypotheses: readonly Hypothesis[];
}

/**
 * The nodes that are stored of those that a leaf completes, by level. `missing`: the row is
 * damaged that it should be in; `open`: nothing is stored to compare with.
 */
export type StoredNodes = (level: number) => StoredNode;
export type StoredNode = Uint8Array | 'missing' | 'open';

/** More than the changes of one subtree that are told apart; what goes beyond is broken as a whole. */
const MOST = 4;

export function certain(hash: Uint8Array): readonly Hypothesis[] {
  return [{ hash, broken: [] }];
}

/** Of a leaf: what its entry hashes to, and what is stored. Wherever they differ, the entry is broken. */
export function hypothesesOfLeaf(
  index: number,
  computed: Uint8Array,
  stored: StoredNode,
): readonly Hypothesis[] {
  const isStored = typeof stored !== 'string';
  if (isStored && equal(computed, stored)) return certain(computed);
  const broken = [{ from: index, to: index + 1 }];
  return [{ hash: computed, broken }, ...(isStored ? [{ hash: stored, broken }] : [])];
}

/**
 * Adds a perfect subtree to the right edge, and merges what becomes complete with it.
 *
 * @param last the subtree's end, and the nodes that are stored with its last leaf; left out where there
 *   is nothing to compare with
 */
export function addPile(frontier: Pile[], pile: Pile, last?: { end: number; stored: StoredNodes }): void {
  let { level, hypotheses } = pile;
  for (let left = frontier.at(-1); left?.level === level; left = frontier.at(-1)) {
    frontier.pop();
    level += 1;
    hypotheses =
      last === undefined
        ? few(pairs(left.hypotheses, hypotheses))
        : merge(left.hypotheses, hypotheses, last.stored(level), {
            from: last.end - 2 ** level,
            to: last.end,
          });
  }
  frontier.push({ level, hypotheses });
}

/** The root over the right edge, the likeliest first; none when there are no leaves. */
export function rootsOf(frontier: readonly Pile[]): readonly Hypothesis[] {
  return frontier
    .map((pile) => pile.hypotheses)
    .reduceRight<readonly Hypothesis[]>(
      (right, left) => (right.length === 0 ? left : few(pairs(left, right))),
      [],
    );
}

function merge(
  left: readonly Hypothesis[],
  right: readonly Hypothesis[],
  stored: StoredNode,
  span: Range,
): readonly Hypothesis[] {
  const computed = pairs(left, right);
  if (stored === 'open') return few(computed);
  const node = stored === 'missing' ? undefined : stored;
  const agreeing = node && computed.find(({ hash }) => equal(hash, node));
  if (agreeing) return [agreeing];
  // Either the stored node was changed, which damages the row it is in, or entries below were, and their
  // stored hashes with them: then nothing says which.
  const row = { from: span.to - 1, to: span.to };
  const asComputed = computed.map((it) => ({ hash: it.hash, broken: merged([...it.broken, row]) }));
  const asStored = node === undefined ? [] : [{ hash: node, broken: [span] }];
  return [...asComputed.slice(0, MOST - 1), ...asStored];
}

/** The last is the one in which all that is stored is as it was. */
function few(hypotheses: readonly Hypothesis[]): readonly Hypothesis[] {
  return hypotheses.length <= MOST ? hypotheses : [...hypotheses.slice(0, MOST - 1), ...hypotheses.slice(-1)];
}

function pairs(left: readonly Hypothesis[], right: readonly Hypothesis[]): Hypothesis[] {
  return left.flatMap((l) =>
    right.map((r) => ({
      hash: nodeHash(l.hash, r.hash),
      broken: l.broken.length + r.broken.length === 0 ? l.broken : merged([...l.broken, ...r.broken]),
    })),
  );
}
