import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress, zstdDecompressSync } from 'node:zlib';
import { letOthersRun } from '../../kernel/slices.ts';

const compress = promisify(zstdCompress);
const decompress = promisify(zstdDecompress);

/** Rows between two pauses: writing or reading 500 of them takes about 2 ms of the thread. */
const SLICE_ROWS = 500;

/**
 * Packs rows by key; null stands for a row that is gone: lines of JSON, each a slice of them, compressed. The work on the thread is done in
 * slices, the compression beside it.
 */
export async function packRows<Row>(
  entries: readonly (readonly [key: string, row: Row | null])[],
  stored: (row: Row) => unknown,
): Promise<Buffer> {
  const lines: string[] = [];
  for (let start = 0; start < entries.length; start += SLICE_ROWS) {
    if (start > 0) await letOthersRun();
    const slice = entries.slice(start, start + SLICE_ROWS);
    lines.push(JSON.stringify(slice.map(([key, row]) => [key, row === null ? null : stored(row)])));
  }
  return compress(lines.join('\n'));
}

/** Less is unpacked in less time than it takes to hand it to another thread and back. */
const SMALL_BYTES = 16_384;

/** Applies packed rows to a table, in slices. */
export async function unpackInto(rows: Map<string, unknown>, data: Uint8Array): Promise<void> {
  const unpacked = data.length < SMALL_BYTES ? zstdDecompressSync(data) : await decompress(data);
  const text = unpacked.toString('utf8');
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    const line = text.slice(start, end === -1 ? text.length : end);
    const entries: unknown = JSON.parse(line);
    if (Array.isArray(entries)) for (const entry of entries) apply(rows, entry);
    if (end === -1) return;
    start = end + 1;
    await letOthersRun();
  }
}

function apply(rows: Map<string, unknown>, entry: unknown): void {
  if (!Array.isArray(entry)) return;
  const [key, row]: unknown[] = entry;
  if (typeof key !== 'string') return;
  if (row === null) rows.delete(key);
  else rows.set(key, row);
}
