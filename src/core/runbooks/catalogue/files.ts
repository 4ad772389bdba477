import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { shippedFolder } from '../../kernel/shipped-folder.ts';
import { MAX_RUNBOOK_BYTES } from '../format/read.ts';

export interface RunbookPath {
  path: string;
  from: 'shipped' | 'own';
}

const MOST_FILES = 2_000;

/** The shipped runbooks in alphabetical order, then those that the profile names: files, or folders of them. */
export function runbookPaths(own: readonly string[]): { paths: RunbookPath[]; problems: string[] } {
  const folder = shippedFolder('runbooks');
  const shipped = folder === null ? [] : filesIn(folder).map((path) => ({ path, from: 'shipped' as const }));
  const problems: string[] = [];
  const found = own.flatMap((path): RunbookPath[] => {
    try {
      const files = statSync(path).isDirectory() ? filesIn(path) : [path];
      if (files.length > MOST_FILES) {
        problems.push(
          `The folder ${nameOf(path)} that the profile names holds more than ${MOST_FILES} runbooks`,
        );
      }
      return files.slice(0, MOST_FILES).map((file) => ({ path: file, from: 'own' }));
    } catch (error) {
      problems.push(`${nameOf(path)}, which the profile names for runbooks, ${whyNot(error)}`);
      return [];
    }
  });
  return { paths: [...shipped, ...found], problems };
}

/** A runbook's bytes, or the end of a sentence that says why it cannot be read. */
export function readRunbookFile(path: string): { bytes: Uint8Array } | { why: string } {
  try {
    if (statSync(path).size > MAX_RUNBOOK_BYTES) return { why: 'is too large to be a runbook' };
    return { bytes: readFileSync(path) };
  } catch (error) {
    return { why: whyNot(error) };
  }
}

/** The last part of a path: paths of this machine are not for every screen. */
export function nameOf(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(folder, name));
}

function whyNot(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT') return 'is not there';
  if (code === 'EISDIR') return 'is a folder';
  return code === 'EACCES' ? 'may not be read by this user' : 'cannot be read';
}
