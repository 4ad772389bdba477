import type { JournalDatabase } from '../database/open.ts';

export interface BitFlip {
  index: number;
  column: 'data' | 'nodes';
  bit: number;
}

/** Changes one bit of an entry or of the tree's nodes beside it; doing it again undoes it. */
export function flipBit(database: JournalDatabase, { index, column, bit }: BitFlip): void {
  const read = database
    .prepare<[number], Buffer>(`SELECT CAST(${column} AS BLOB) FROM entry WHERE idx = ?`)
    .pluck();
  const bytes = read.get(index);
  if (bytes === undefined) throw new RangeError(`no entry ${index}`);
  const at = Math.floor(bit / 8);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (bit % 8));
  const value = column === 'data' ? 'CAST(? AS TEXT)' : '?';
  database.prepare(`UPDATE entry SET ${column} = ${value} WHERE idx = ?`).run(bytes, index);
}

/** Any bit of all entries and nodes, each as likely as the other. */
export function chooseBit(database: JournalDatabase, random: (below: number) => number): BitFlip {
  const sizes = database
    .prepare<[], { idx: number; data: number; nodes: number }>(
      'SELECT idx, length(CAST(data AS BLOB)) AS data, length(nodes) AS nodes FROM entry ORDER BY idx',
    )
    .all();
  let bit = random(sizes.reduce((sum, { data, nodes }) => sum + 8 * (data + nodes), 0));
  for (const { idx, data, nodes } of sizes) {
    if (bit < 8 * data) return { index: idx, column: 'data', bit };
    bit -= 8 * data;
    if (bit < 8 * nodes) return { index: idx, column: 'nodes', bit };
    bit -= 8 * nodes;
  }
  throw new RangeError('the journal is empty');
}
