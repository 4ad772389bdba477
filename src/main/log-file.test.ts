import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLogFile } from './log-file.ts';

let folder: string;

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'acgs-')), 'logs');
});
afterEach(() => rm(join(folder, '..'), { recursive: true }));

const text = () => readFile(join(folder, 'acgs.log'), 'utf8');

describe('the log file', () => {
  it('goes on where the last run stopped', async () => {
    openLogFile(folder).write('first\n');
    openLogFile(folder).write('second\n');
    expect(await text()).toBe('first\nsecond\n');
  });

  it('starts anew when it has grown large, and keeps the one before', async () => {
    openLogFile(folder).write('x\n');
    await writeFile(join(folder, 'acgs.log'), 'x'.repeat(5 * 1024 * 1024 + 1));
    openLogFile(folder).write('new\n');
    expect(await text()).toBe('new\n');
    expect((await readdir(folder)).sort()).toEqual(['acgs.1.log', 'acgs.log']);
  });
});
