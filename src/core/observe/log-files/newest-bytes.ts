import type { LogFile } from './files.ts';
import type { LogPlace } from './search.ts';

/** A part of a file that is not read. */
export interface Unread {
  /** Of the file. */
  name: string;
  bytes: number;
}

/**
 * Which part of each file is read when only so many bytes may be: the newest. What is left out is told.
 *
 * @param files the oldest first
 * @param behind from where on a file is wanted
 * @returns the stretches in the order of the files
 */
export function newestBytes<File extends Pick<LogFile, 'name' | 'bytes'>>(
  files: readonly File[],
  behind: (file: File) => LogPlace,
  most: number,
): { stretches: { file: File; from: LogPlace }[]; unread: Unread[] } {
  const stretches: { file: File; from: LogPlace }[] = [];
  const unread: Unread[] = [];
  let left = most;
  for (const file of files.toReversed()) {
    const from = behind(file);
    const wanted = file.bytes - from.position;
    const read = Math.min(wanted, left);
    left -= read;
    if (read < wanted) unread.unshift({ name: file.name, bytes: wanted - read });
    if (read === 0) continue;
    stretches.unshift({
      file,
      from: read === wanted ? from : { position: file.bytes - read, isWithin: true },
    });
  }
  return { stretches, unread };
}
