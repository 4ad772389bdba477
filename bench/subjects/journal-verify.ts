import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { systemClock } from '../../src/core/kernel/clock.ts';
import { verifyFolder } from '../../src/core/store/journal/index.ts';
import { watchLoop } from './loop-delay.ts';

/**
 * `journal-verify FOLDER verify|read|file`: verifies a journal and says how long its event loop went without a turn
 * meanwhile; or reads the same entries in order and hashes their bytes into one SHA-256; or does
 * that with the whole database file, which is the floor.
 */
const CHUNK_BYTES = 1_048_576;
const [directory = '', what = 'verify'] = process.argv.slice(2);
const startedAt = performance.now();
if (what === 'verify') {
  const loop = watchLoop();
  loop.restart();
  const { verdict, size } = await verifyFolder(directory, { clock: systemClock() });
  const tookMs = performance.now() - startedAt;
  // The last slice has to be over before the loop can say how long it was.
  await new Promise((resolve) => setTimeout(resolve, 5));
  if (verdict !== 'intact') throw new Error(`The journal is ${verdict}`);
  console.log(JSON.stringify({ size, tookMs, longestBlockMs: loop.read().maxMs }));
} else if (what === 'file') {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(join(directory, 'journal.db'), { highWaterMark: CHUNK_BYTES })) {
    digest.update(chunk);
  }
  digest.digest();
  console.log(JSON.stringify({ size: 1_000_000, tookMs: performance.now() - startedAt, longestBlockMs: 0 }));
} else {
  const database = new Database(join(directory, 'journal.db'), { readonly: true });
  const rows = database.prepare<[], Buffer>('SELECT CAST(data AS BLOB) FROM entry ORDER BY idx').pluck();
  const digest = createHash('sha256');
  let size = 0;
  for (const leaf of rows.iterate()) {
    digest.update(leaf);
    size += 1;
  }
  digest.digest();
  console.log(JSON.stringify({ size, tookMs: performance.now() - startedAt, longestBlockMs: 0 }));
  database.close();
}
