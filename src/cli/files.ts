import { readFile, stat, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { OperatorError } from '../core/kernel/errors.ts';
import type { CommandContext } from './command.ts';

/** @throws OperatorError `usage` in words, when it cannot be read or is larger than what is meant */
export async function readGivenFile(
  { folder }: CommandContext,
  file: string,
  mostBytes: number,
): Promise<string> {
  const path = resolve(folder, file);
  try {
    const { size } = await stat(path);
    if (size > mostBytes) throw new OperatorError('usage', `${file} is too large for what is asked here`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof OperatorError) throw error;
    throw new OperatorError('usage', `${file} cannot be read`, {
      hint: 'Check its name and that you may read it.',
      cause: error,
    });
  }
}

/** Writes a file that only its owner reads, and never over one that is there. */
export async function writeNewFile(
  { folder }: CommandContext,
  file: string,
  content: string | Uint8Array,
): Promise<void> {
  try {
    await writeFile(resolve(folder, file), content, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    const there = error instanceof Error && 'code' in error && error.code === 'EEXIST';
    throw new OperatorError('usage', there ? `${file} is there already` : `${file} cannot be written`, {
      hint: there ? 'Choose another name.' : 'Check the folder and the space on the disk.',
      cause: error,
    });
  }
}
