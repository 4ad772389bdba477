import { blockOf, startOf } from '../database/blocks.ts';
import type { JournalDatabase } from '../database/open.ts';
import { createRecords } from '../database/records.ts';
import { HASH_BYTES } from '../merkle.ts';
import { innerNodesIn } from '../tree.ts';

/** A bit of an entry's text or leaf hash; or of a node that it completes, by the number of the bit in the block. */
export interface BitFlip {
  index: number;
  column: 'data' | 'nodes' | 'tree';
  bit: number;
}

/** Changes one bit of an entry or of the tree; doing it again undoes it. */
export function flipBit(database: JournalDatabase, { index, column, bit }: BitFlip): void {
  const [table, name, key, row] =
    column === 'tree' ? ['tree', 'nodes', 'block', blockOf(index)] : ['entry', column, 'idx', index];
  const read = database
    .prepare<[number], Buffer>(`SELECT CAST(${name} AS BLOB) FROM ${table} WHERE ${key} = ?`)
    .pluck();
  const bytes = read.get(row);
  if (bytes === undefined) throw new RangeError(`no row ${row} of ${table}`);
  const at = Math.floor(bit / 8);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
  const value = column === 'data' ? 'CAST(? AS TEXT)' : '?';
  database.prepare(`UPDATE ${table} SET ${name} = ${value} WHERE ${key} = ?`).run(bytes, row);
}

const NODE_BITS = 8 * HASH_BYTES;

/** Any bit of all entries and nodes, each as likely as the other. */
export function chooseBit(database: JournalDatabase, random: (below: number) => number): BitFlip {
  const sizes = database
    .prepare<[], { idx: number; data: number; nodes: number }>(
      'SELECT idx, length(CAST(data AS BLOB)) AS data, length(nodes) AS nodes FROM entry ORDER BY idx',
    )
    .all();
  const blocks = database
    .prepare<[], { block: number; bytes: number }>(
      'SELECT block, length(nodes) AS bytes FROM tree ORDER BY block',
    )
    .all();
  const total = (parts: readonly number[]) => parts.reduce((sum, part) => sum + 8 * part, 0);
  let bit = random(total(sizes.map(({ data, nodes }) => data + nodes)) + total(blocks.map((it) => it.bytes)));
  for (const { idx, data, nodes } of sizes) {
    if (bit < 8 * data) return { index: idx, column: 'data', bit };
    bit -= 8 * data;
    if (bit < 8 * nodes) return { index: idx, column: 'nodes', bit };
    bit -= 8 * nodes;
  }
  const treeFrom = createRecords(database).treeFrom();
  for (const { block, bytes } of blocks) {
    if (bit < 8 * bytes)
      return {
        index: completing(startOf(block, treeFrom), Math.floor(bit / NODE_BITS)),
        column: 'tree',
        bit,
      };
    bit -= 8 * bytes;
  }
  throw new RangeError('the journal is empty');
}

/** The entry that completes the inner node with this number, counted from those that entry `start` completes. */
function completing(start: number, number: number): number {
  let index = start;
  while (innerNodesIn(index + 1) - innerNodesIn(start) <= number) index += 1;
  return index;
}
