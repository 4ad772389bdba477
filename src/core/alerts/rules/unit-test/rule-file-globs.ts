import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { compareText } from '../order.ts';

/**
 * The files that the patterns of a unit test name, in the order of the patterns; relative ones from the test's folder.
 * As Go's filepath.Glob: `*`, `?` and `[…]` within one name.
 */
export function filesNamed(
  patterns: readonly string[],
  testFile: string,
): { files: string[]; withoutMatch: string[] } {
  const files: string[] = [];
  const withoutMatch: string[] = [];
  for (const pattern of patterns) {
    const path = pattern === '' || isAbsolute(pattern) ? pattern : join(dirname(testFile), pattern);
    const found = path === '' ? [] : glob(path);
    if (found.length === 0) withoutMatch.push(path);
    files.push(...found);
  }
  return { files, withoutMatch };
}

const META = /[*?[\\]/;

function glob(pattern: string): string[] {
  if (!META.test(pattern)) return exists(pattern) ? [pattern] : [];
  const folder = dirname(pattern);
  const folders = META.test(folder) ? glob(folder) : [folder];
  const name = expressionOf(basename(pattern));
  return folders.flatMap((it) =>
    namesIn(it)
      .filter((entry) => name.test(entry))
      .map((entry) => join(it, entry)),
  );
}

function expressionOf(pattern: string): RegExp {
  const source = pattern.replace(
    /\\(.)|\*|\?|\[\^?|[.+^${}()|\]/]/gs,
    (mark, escaped: string | undefined) => {
      if (escaped !== undefined) return `\\${escaped}`;
      if (mark === '*') return '[^/]*';
      if (mark === '?') return '[^/]';
      return mark.startsWith('[') || mark === ']' ? mark : `\\${mark}`;
    },
  );
  return new RegExp(`^${source}$`, 'su');
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort(compareText);
  } catch {
    return [];
  }
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
