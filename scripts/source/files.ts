import { readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

/** A fault found in a file: one line on a terminal that an editor can jump to. */
export interface Breach {
  file: string;
  line: number;
  rule: string;
  sentence: string;
}

/** Every TypeScript file under `folders` of `root`, as paths relative to `root` with forward slashes. */
export function typeScriptFiles(root: string, folders: readonly string[]): string[] {
  return folders
    .flatMap((folder) => filesBelow(join(root, folder)))
    .filter((path) => /\.(ts|tsx|mts|cts)$/.test(path))
    .map((path) => relative(root, path).split(sep).join('/'))
    .sort();
}

/** Test files and what only tests use: they may reach anywhere, and nothing else may reach them. */
export function isTestCode(file: string): boolean {
  return /\.test\.tsx?$/.test(file) || file.includes('/testing/');
}

export function print(breaches: readonly Breach[]): void {
  for (const { file, line, rule, sentence } of breaches)
    process.stderr.write(`${file}:${line} ${rule}: ${sentence}\n`);
}

function filesBelow(folder: string): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      if (entry.name === 'node_modules') return [];
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesBelow(path) : [path];
    });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
