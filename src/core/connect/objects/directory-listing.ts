import { lstat, opendir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { MOST_COUNTED } from './most-counted.ts';
import type { ListedObject, ObjectPage } from './object-store.ts';

/** What is written about a file stands beside it, in a JSON file of its name and this ending. */
const BESIDE = '.metadata.json';
const PAGE = 500;

/** The files of a folder, but for those that are about others. */
export async function* listed(folder: string, signal: AbortSignal): AsyncGenerator<ObjectPage, void, void> {
  let objects: ListedObject[] = [];
  let count = 0;
  for await (const entry of await opendir(folder, { recursive: true })) {
    signal.throwIfAborted();
    if (!entry.isFile() || entry.name.endsWith(BESIDE)) continue;
    if (count === MOST_COUNTED) {
      yield { objects, isWhole: false };
      return;
    }
    const path = join(entry.parentPath, entry.name);
    const [file, beside] = await Promise.all([lstat(path), lstat(path + BESIDE).catch(() => null)]);
    const modifiedAt = Math.max(file.mtimeMs, beside?.mtimeMs ?? 0);
    const version = `${file.size} ${file.mtimeMs} ${beside?.size ?? ''} ${beside?.mtimeMs ?? ''}`;
    objects.push({ key: relative(folder, path).split(sep).join('/'), version, modifiedAt });
    count += 1;
    if (objects.length === PAGE) {
      yield { objects, isWhole: true };
      objects = [];
    }
  }
  yield { objects, isWhole: true };
}

/** Null when the file is gone; empty when nothing is written about it that can be read. */
export async function metadataOf(folder: string, key: string): Promise<ReadonlyMap<string, string> | null> {
  const path = join(folder, key);
  if ((await lstat(path).catch(() => null)) === null) return null;
  const text = await readFile(path + BESIDE, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '{}';
    throw error;
  });
  const entries = Object.entries(recordIn(text));
  return new Map(
    entries.flatMap(([name, value]) => (typeof value === 'string' ? [[name.toLowerCase(), value]] : [])),
  );
}

function recordIn(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}
