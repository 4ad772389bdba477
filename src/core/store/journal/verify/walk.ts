import type { Slices } from '../../../kernel/slices.ts';
import { BLOCK_LEVEL } from '../database/blocks.ts';
import { eachSubtree } from '../tree.ts';
import type { BlockReader } from './block.ts';
import { type Hypothesis, type Pile, rootsOf } from './hypothesis.ts';

export interface Walked {
  /** How far the entries go without a gap. */
  end: number;
  /** The tree's right edge there. */
  frontier: readonly Pile[];
  /** The tree's root at every stop up to `end`, and at `end` itself. */
  roots: ReadonlyMap<number, readonly Hypothesis[]>;
}

/**
 * Looks at the entries `from` to `to` one after the other.
 *
 * @param start the tree's right edge at `from`
 * @param stops sizes at which the root is asked for, ascending
 */
export async function walk(
  reader: BlockReader,
  options: {
    from: number;
    to: number;
    start: readonly Pile[];
    stops: readonly number[];
    slices: Slices;
    onProgress?: ((done: number) => void) | undefined;
  },
): Promise<Walked> {
  const { from, to, slices } = options;
  const frontier = [...options.start];
  const roots = new Map<number, readonly Hypothesis[]>();
  let end = from;
  for (const stop of new Set([...options.stops.filter((size) => size > from && size < to), to])) {
    for (const subtree of eachSubtree(end, stop, BLOCK_LEVEL)) {
      const count = reader.add(frontier, subtree);
      end += count;
      if (count < 2 ** subtree.level) return { end, frontier, roots: roots.set(end, rootsOf(frontier)) };
      if (slices.isOver()) {
        options.onProgress?.(end - from);
        await slices.rest();
      }
    }
    roots.set(stop, rootsOf(frontier));
  }
  return { end, frontier, roots };
}
