import { appendFile, rename, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TemporaryFolder, temporaryFolder } from '../../../../test/servers/temporary-folder.ts';
import { systemClock } from '../../kernel/clock.ts';
import { filesOf } from './files.ts';
import { followLines } from './follow.ts';
import { LONGEST_LINE_BYTES } from './line-cutter.ts';
import { linesWith } from './search.ts';

let folder: TemporaryFolder;
const clock = systemClock({ timeScale: 50 });

beforeAll(async () => {
  folder = await temporaryFolder('log-files');
});
afterAll(() => folder.remove());

async function file(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return path;
}

async function found(path: string, ...words: string[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesWith(path, { words, clock })) lines.push(line);
  return lines;
}

describe('a search', () => {
  const text = 'compliance_violation in Integritätsdienst\r\nnothing here\ncompliance_VIOLATION again';
  const wanted = ['compliance_violation in Integritätsdienst', 'compliance_VIOLATION again'];

  it.each<[string, Buffer]>([
    ['UTF-8', Buffer.from(text)],
    ['UTF-8 with its mark', Buffer.from(`\ufeff${text}`)],
    ['UTF-16 with its mark, the low byte first', Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 with its mark, the high byte first', Buffer.from(`\ufeff${text}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le')],
    ['UTF-16 without a mark, the high byte first', Buffer.from(text, 'utf16le').swap16()],
    ['Latin 1', Buffer.from(text, 'latin1')],
  ])('reads %s', async (name, content) => {
    expect(await found(await file(name.replaceAll(/\W/g, '-'), content), 'compliance_violation')).toEqual(
      wanted,
    );
    expect(
      await found(join(folder.path, name.replaceAll(/\W/g, '-')), 'violation', 'integritätsdienst'),
    ).toEqual(wanted.slice(0, 1));
  });

  it('finds a line that lies across pieces, and holds no line that never ends', async () => {
    const lines = Array.from({ length: 9000 }, (_, index) => `line ${index} ${'x'.repeat(index % 97)}`);
    const path = await file('many.log', `${lines.join('\n')}\n${'y'.repeat(3_000_000)}violation`);
    expect(await found(path)).toHaveLength(9001);
    expect(await found(path, 'line 4711 ')).toEqual([lines[4711]]);
    expect((await found(path, 'yyyy'))[0]).toHaveLength(LONGEST_LINE_BYTES);
  });

  it('stops when it is no longer wanted', async () => {
    const path = await file('stopped.log', 'violation\n'.repeat(200_000));
    const stop = new AbortController();
    const read = async () => {
      for await (const _line of linesWith(path, { words: [], clock, signal: stop.signal })) stop.abort();
    };
    await expect(read()).rejects.toThrow('aborted');
  });
});

it('names the files of a pattern, and none of a folder that is not there', async () => {
  await file('compliance_20261125.log', 'a');
  await file('compliance_20261126.log', 'b');
  await file('other_20261126.log', 'c');
  const names = (await filesOf(join(folder.path, 'compliance_*.log'))).map(({ name }) => name);
  expect(names.toSorted()).toEqual(['compliance_20261125.log', 'compliance_20261126.log']);
  expect(await filesOf('/not/there/*.log')).toEqual([]);
});

it('follows what is added, through a rotation, an emptied file and the file of the next day', async () => {
  const path = await file('day_1.log', 'before\n');
  const stop = new AbortController();
  const lines: string[] = [];
  const waiting = new Map<string, () => void>();
  const told = (text: string) =>
    lines.includes(text) ? Promise.resolve() : new Promise<void>((resolve) => waiting.set(text, resolve));
  const following = (async () => {
    for await (const { text } of followLines(join(folder.path, 'day_*.log'), {
      clock,
      signal: stop.signal,
    })) {
      lines.push(text);
      waiting.get(text)?.();
    }
  })();
  await new Promise((resolve) => clock.after(1000, () => resolve(undefined)));
  await appendFile(path, 'one\ntwo, not');
  await told('one');
  await appendFile(path, ' ended\n');
  await told('two, not ended');
  await rename(path, join(folder.path, 'old.log'));
  await writeFile(path, 'after the rotation\n');
  await told('after the rotation');
  await truncate(path);
  await new Promise((resolve) => clock.after(1500, () => resolve(undefined)));
  await appendFile(path, 'it\n');
  await told('it');
  await file('day_2.log', 'next day\n');
  await told('next day');
  stop.abort();
  await following;
  expect(lines).toEqual(['one', 'two, not ended', 'after the rotation', 'it', 'next day']);
});
