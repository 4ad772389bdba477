import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** A log file that a pattern names. */
export interface LogFile {
  path: string;
  /** What may be shown of it: the folders of this machine are nobody's business. */
  name: string;
  bytes: number;
  /** Epoch milliseconds. */
  changedAt: number;
  /** By which a file is known that another has taken the name of. */
  inode: number;
}

/**
 * The files of a pattern, the oldest first. A `*` in the name stands for any letters; folders are taken as written.
 * A folder that is not there has none.
 *
 * @throws the system's error when the folder may not be read
 */
export async function filesOf(pattern: string): Promise<LogFile[]> {
  const folder = dirname(pattern);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const wanted = nameMatcher(basename(pattern));
  const found = await Promise.all(
    names.filter((name) => wanted.test(name)).map((name) => fileAt(join(folder, name))),
  );
  return found.flat().sort(byAge);
}

/** The same of several patterns. */
export async function filesOfAll(patterns: readonly string[]): Promise<LogFile[]> {
  const found = (await Promise.all(patterns.map(filesOf))).flat();
  return [...new Map(found.map((file) => [file.path, file])).values()].sort(byAge);
}

function byAge(a: LogFile, b: LogFile): number {
  return a.changedAt - b.changedAt || (a.name < b.name ? -1 : 1);
}

async function fileAt(path: string): Promise<LogFile[]> {
  // It may be rotated away meanwhile.
  const state = await stat(path).catch(() => null);
  if (!state?.isFile()) return [];
  const { size: bytes, mtimeMs: changedAt, ino: inode } = state;
  return [{ path, name: basename(path), bytes, changedAt, inode }];
}

function nameMatcher(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
