import { open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../../kernel/clock.ts';
import { OperatorError } from '../../../kernel/errors.ts';
import type { Anchor } from './anchor.ts';

/** A lock is held for as long as a file takes to write; what is older was left behind by a crash. */
const STALE_LOCK_MS = 30_000;

/**
 * An anchor in a file: best on another machine's disk, or where this user may add but not change. Its
 * content is one signed note. It is replaced whole, or not at all. What it fails with names no path: that
 * may be shown anywhere.
 */
export function fileAnchor(path: string, clock: Clock): Anchor {
  const read = async () => {
    const note = await readFile(path, 'utf8').catch(unlessMissing);
    return note === '' ? undefined : note;
  };
  const write: Anchor['write'] = async (checkpoint, before) => {
    const unlock = await lock(`${path}.lock`, clock);
    if (unlock === undefined) return false;
    try {
      if ((await read()) !== before) return false;
      await replace(path, checkpoint);
      return true;
    } finally {
      await unlock();
    }
  };
  return {
    name: `file:${path}`,
    read: () => read().catch((error: unknown) => Promise.reject(inWords(error, 'read'))),
    write: (checkpoint, before) =>
      write(checkpoint, before).catch((error: unknown) => Promise.reject(inWords(error, 'written'))),
  };
}

function inWords(error: unknown, done: 'read' | 'written'): OperatorError {
  const code = codeOf(error);
  const why =
    code === 'ENOENT' || code === 'ENOTDIR'
      ? 'its folder does not exist'
      : code === 'EACCES' || code === 'EPERM' || code === 'EROFS'
        ? 'this user may not'
        : code === 'ENOSPC' || code === 'EDQUOT'
          ? 'the disk is full'
          : 'the file system failed';
  return new OperatorError('internal', `The anchor's file cannot be ${done}: ${why} (${String(code)})`, {
    hint: 'Look at the place that the profile names under "anchors".',
    cause: error,
  });
}

async function lock(path: string, clock: Clock): Promise<(() => Promise<void>) | undefined> {
  const unlock = () => rm(path, { force: true });
  const take = async () => {
    await (await open(path, 'wx')).close();
    return unlock;
  };
  try {
    return await take();
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
    const held = await stat(path).catch(unlessMissing);
    if (held !== undefined && clock.now() - held.mtimeMs < STALE_LOCK_MS) return undefined;
    await unlock();
    return take().catch(() => undefined);
  }
}

async function replace(path: string, text: string): Promise<void> {
  const unfinished = `${path}.${process.pid}`;
  try {
    await writeFile(unfinished, text, { flush: true });
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
  // The new name is on the disk only when the folder is; where folders cannot be opened it is anyway.
  const folder = await open(dirname(path)).catch(() => undefined);
  await folder?.sync().catch(() => undefined);
  await folder?.close();
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
  return undefined;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
