import { type FileHandle, open } from 'node:fs/promises';
import { type Clock, sleep } from '../../kernel/clock.ts';
import { createSlices } from '../../kernel/slices.ts';
import { sniff } from './decoding.ts';
import { filesOf, type LogFile } from './files.ts';
import { createLineCutter, type LineCutter } from './line-cutter.ts';

const LOOK_MS = 500;
const PIECE_BYTES = 65_536;
const HEAD_BYTES = 512;

interface Followed {
  file: LogFile;
  handle: FileHandle;
  cutter: LineCutter;
  position: number;
  inode: bigint;
}

/**
 * Lines as they are added to the newest file of a pattern, beginning at its present end. When the file is replaced,
 * emptied or followed by a newer one, its end is read first. Ends when the signal is aborted.
 *
 * @throws the system's error when a file may not be read
 */
export async function* followLines(
  pattern: string,
  options: { clock: Clock; signal: AbortSignal },
): AsyncGenerator<{ file: string; text: string }, void, void> {
  const { clock, signal } = options;
  let followed: Followed | null = null;
  let isFirst = true;
  try {
    while (!signal.aborted) {
      const newest = (await filesOf(pattern)).at(-1);
      if (followed) yield* added(followed, options);
      if (newest && !(await isSame(followed, newest))) {
        await followed?.handle.close();
        // Only what is there when it is begun with was there before; what comes later is new from its beginning.
        followed = await begin(newest, isFirst);
        yield* added(followed, options);
      }
      isFirst = false;
      await sleep(clock, LOOK_MS, signal).catch(() => undefined);
    }
  } finally {
    await followed?.handle.close();
  }
}

async function begin(file: LogFile, atEnd: boolean): Promise<Followed> {
  const handle = await open(file.path, 'r');
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  const { encoding, skip } = sniff(head.subarray(0, bytesRead));
  const { ino, size } = await handle.stat({ bigint: true });
  const position = atEnd ? Number(size) : skip;
  return { file, handle, cutter: createLineCutter(encoding), position, inode: ino };
}

async function isSame(followed: Followed | null, newest: LogFile): Promise<boolean> {
  if (followed?.file.path !== newest.path) return false;
  if (newest.bytes < followed.position) return false;
  const there = await open(newest.path, 'r').catch(() => null);
  if (!there) return true;
  try {
    return (await there.stat({ bigint: true })).ino === followed.inode;
  } finally {
    await there.close();
  }
}

async function* added(
  followed: Followed,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): AsyncGenerator<{ file: string; text: string }, void, void> {
  const piece = Buffer.allocUnsafe(PIECE_BYTES);
  const slices = createSlices(clock, undefined);
  while (!signal.aborted) {
    const { bytesRead } = await followed.handle.read(piece, 0, PIECE_BYTES, followed.position);
    if (bytesRead === 0) return;
    followed.position += bytesRead;
    for (const text of followed.cutter.push(piece.subarray(0, bytesRead))) {
      yield { file: followed.file.name, text };
      // Whoever follows may have left: what is left of a large file is not read then.
      if (signal.aborted) return;
      if (slices.isOver()) await slices.rest();
    }
  }
}
