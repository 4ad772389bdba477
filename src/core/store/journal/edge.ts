import { treeWriter } from './database/blocks.ts';
import type { JournalDatabase } from './database/open.ts';
import type { Records } from './database/records.ts';
import type { Peak } from './merkle.ts';
import { frontierAt, growTree, innerNodesIn } from './tree.ts';

/**
 * The right edge of the tree. An entry is stored with its leaf hash alone; the nodes above follow for many entries at
 * once. Until then the entries are open.
 */
export interface Edge {
  /** How many entries there are. */
  size: number;
  /** How many of them the stored tree is of. */
  grownTo: number;
  /** The peaks of the tree at `grownTo`. */
  peaks: readonly Peak[];
  /** The leaf hashes of the open entries; the latest first, so that adding costs the same however many there are. */
  open: Open | undefined;
  /** Why no nodes can be added: the stored tree is not as it was. */
  problem?: RangeError;
}

interface Open {
  leafHashes: readonly Uint8Array[];
  before: Open | undefined;
}

export interface Edges {
  /**
   * As it is stored.
   *
   * @param signedSize nodes must be there up to here, where there are entries
   * @throws RangeError when the tree has not the nodes that it must have to be added to
   */
  read(signedSize: number): Edge;
  /**
   * The same edge when the journal is as long as it knows, else with what another process added. Entries can be added
   * to whatever is there; {@link grow} says when the tree cannot.
   */
  present(edge: Edge): Edge;
  add(edge: Edge, leafHashes: readonly Uint8Array[]): Edge;
  openIn(edge: Edge): number;
  /**
   * Stores the nodes over the open entries. Inside a transaction that writes.
   *
   * @throws RangeError when the stored tree is not as it was
   */
  grow(edge: Edge): Edge;
}

export function createEdges(database: JournalDatabase, records: Records): Edges {
  const storeNodes = treeWriter(database);

  const read = (signedSize: number): Edge => {
    const size = records.size();
    const grownTo = records.treeEnd();
    const signed = signedSize <= size ? signedSize : 0;
    if (grownTo > size || innerNodesIn(grownTo) < innerNodesIn(signed)) {
      throw new RangeError(`There are ${size} entries, ${signed} signed, and the nodes of ${grownTo}`);
    }
    const open = withHashes(undefined, records.leafHashes(grownTo, size));
    return { size, grownTo, peaks: frontierAt(grownTo, records.node), open };
  };

  /** Whether another process stored nodes meanwhile. */
  const isGrownElsewhere = ({ grownTo }: Edge) => innerNodesIn(records.treeEnd()) !== innerNodesIn(grownTo);

  return {
    read,
    present(edge) {
      const size = records.size();
      if (size === edge.size) return edge;
      try {
        if (size < edge.size || edge.problem || isGrownElsewhere(edge)) return read(0);
        return { ...edge, size, open: withHashes(edge.open, records.leafHashes(edge.size, size)) };
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return { size, grownTo: size, peaks: [], open: undefined, problem: error };
      }
    },
    add: (edge, leafHashes) => ({
      ...edge,
      size: edge.size + leafHashes.length,
      open: withHashes(edge.open, leafHashes),
    }),
    openIn: ({ size, grownTo }) => size - grownTo,
    grow(edge) {
      if (edge.problem) throw edge.problem;
      const { size, grownTo, peaks, open } = isGrownElsewhere(edge) ? read(0) : edge;
      const grown = [...peaks];
      storeNodes(grownTo, size, growTree(grown, hashesOf(open), grownTo));
      return { size, grownTo: size, peaks: grown, open: undefined };
    },
  };
}

function withHashes(before: Open | undefined, leafHashes: readonly Uint8Array[]): Open | undefined {
  return leafHashes.length === 0 ? before : { leafHashes, before };
}

function hashesOf(open: Open | undefined): readonly Uint8Array[] {
  const parts: (readonly Uint8Array[])[] = [];
  for (let at = open; at !== undefined; at = at.before) parts.push(at.leafHashes);
  return parts.reverse().flat();
}
