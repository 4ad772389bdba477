import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../../kernel/manual-clock.ts';
import { openJournalReader } from '../index.ts';
import { anchorHolding, type MadeJournal, madeEntry, makeJournal, ORIGIN } from '../testing/made-journal.ts';
import { seeded } from '../testing/seeded.ts';
import { importBundle } from './import.ts';
import { verifyBundle } from './verify.ts';
import { writeBundle } from './write.ts';

const clock = manualClock();
let folder: string;
let path: string;
let journal: MadeJournal;

const checkpointAt = (size: number) =>
  journal.log.records.checkpoints().find((it) => it.size === size)?.note ?? 'none';

const write = (options: Partial<Parameters<typeof writeBundle>[1]> = {}) =>
  writeBundle(journal.log.records, { path, clock, ...options });

const verify = (options: Partial<Parameters<typeof verifyBundle>[1]> = {}) =>
  verifyBundle(path, { clock, ...options });

async function linesOf(): Promise<string[]> {
  return (await readFile(path, 'utf8')).split('\n');
}

/** Writes lines under a last line that is right for them: what somebody does who means to. */
async function reseal(lines: readonly string[]): Promise<void> {
  const text = lines.map((line) => `${line}\n`).join('');
  const sha256 = createHash('sha256').update(text).digest('hex');
  await writeFile(path, `${text}{"entries":${lines.length - 1},"sha256":"${sha256}"}\n`);
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-bundle-'));
  path = join(folder, 'journal.jsonl');
  journal = makeJournal({ size: 250 });
});

afterEach(async () => {
  journal.database.close();
  await rm(folder, { recursive: true });
});

describe('a bundle', () => {
  it('verifies on its own, whole or in part', async () => {
    for (const [from, to] of [
      [0, 250],
      [0, 1],
      [249, 250],
      [37, 200],
      [128, 192],
    ] as const) {
      expect(await write({ range: { from, to } })).toEqual({ from, to, size: 250 });
      expect(await verify()).toMatchObject({
        verdict: 'intact',
        size: 250,
        origin: ORIGIN,
        firstBroken: null,
        ranges: [{ from, to, state: 'unanchored' }],
        header: { from, to, keys: journal.keys },
      });
    }
  });

  it('has the entries as they were journaled, a line each', async () => {
    await write({ range: { from: 3, to: 5 } });
    const [header = '', entry = '', , end = '', nothing] = await linesOf();
    expect(JSON.parse(header)).toMatchObject({
      format: 'acgs-journal-bundle',
      version: 1,
      from: 3,
      to: 5,
      size: 250,
    });
    expect(JSON.parse(entry)).toEqual({
      entry: { at: '2025-06-27T09:00:00.000Z', ...madeEntry(3) },
      index: 3,
      leafHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(JSON.parse(end)).toEqual({ entries: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(nothing).toBe('');
  });

  it('is refused where there is nothing to export, or not so much', async () => {
    for (const range of [{ from: 5, to: 5 }, { from: 6, to: 5 }, { to: 251 }, { from: 250 }]) {
      await expect(write({ range })).rejects.toThrow('the signed journal has 0 to 249');
    }
    const empty = makeJournal({ size: 0 });
    await expect(writeBundle(empty.log.records, { path, clock })).rejects.toThrow(
      'nothing in the journal to export',
    );
    empty.database.close();
    await expect(write({ path: join(folder, 'missing', 'x') })).rejects.toThrow(
      /cannot be written \(ENOENT\): nothing was exported/,
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('says who vouches for what, where the checkpoint of an anchor is at hand', async () => {
    const anchors = [anchorHolding(checkpointAt(200), 'file:/mnt/a'), anchorHolding(undefined)];
    await write({ range: { from: 50, to: 120 }, anchors });
    const at = '2025-06-27T09:00:00.000Z';
    expect(await verify()).toMatchObject({ ranges: [{ from: 50, to: 120, state: 'unanchored' }] });
    const held = (size: number) => [anchorHolding(checkpointAt(size), `file:${size}`)];
    expect(await verify({ anchors: held(200) })).toMatchObject({
      verdict: 'intact',
      ranges: [{ from: 50, to: 120, state: 'anchored', anchor: 'file:200', at }],
    });
    expect(await verify({ anchors: held(100) })).toMatchObject({
      ranges: [
        { from: 50, to: 100, state: 'anchored', anchor: 'file:100' },
        { from: 100, to: 120, state: 'unanchored' },
      ],
    });
    expect(await verify({ anchors: held(250) })).toMatchObject({
      ranges: [{ state: 'anchored', anchor: 'file:250' }],
    });
    await write({ range: { from: 50, to: 120 } });
    expect(await verify({ anchors: held(200) })).toMatchObject({
      verdict: 'intact',
      ranges: [{ state: 'unanchored' }],
      anchors: [{ state: 'silent' }],
    });
  });

  it('is contradicted by the anchor of a journal that was rewritten', async () => {
    const other = makeJournal({
      size: 250,
      signer: journal.signer,
      entry: (number) => madeEntry(number + 1),
    });
    const held = other.log.records.checkpoints().find((it) => it.size === 200)?.note;
    other.database.close();
    for (const range of [{}, { from: 50, to: 220 }]) {
      await write({ range });
      expect(await verify({ anchors: [anchorHolding(held)] })).toMatchObject({
        verdict: 'broken',
        anchors: [{ state: 'contradicts' }],
      });
    }
  });

  it('is only believed from the key that is asked for', async () => {
    await write();
    const other = makeJournal({ size: 1 });
    other.database.close();
    expect(await verify({ keys: journal.keys })).toMatchObject({ verdict: 'intact' });
    expect(await verify({ keys: other.keys })).toMatchObject({ verdict: 'broken' });
  });
});

describe('a bundle that is not as it was written', () => {
  it('fails whichever byte was changed, and names the entry', async () => {
    await write({ range: { from: 100, to: 130 } });
    const whole = await readFile(path);
    const lines = whole.toString().split('\n');
    const random = seeded(7);
    for (let round = 0; round < 150; round += 1) {
      const at = random(whole.length);
      const changed = Buffer.from(whole);
      changed[at] = ((changed[at] ?? 0) + 1 + random(255)) % 256;
      await writeFile(path, changed);
      const { verdict, firstBroken, problems } = await verify();
      const line = whole.subarray(0, at).toString().split('\n').length - 1;
      const isEntry = line > 0 && line < lines.length - 2;
      expect({ at, verdict }).toEqual({ at, verdict: 'broken' });
      if (isEntry) {
        expect({ at, firstBroken }).toEqual({ at, firstBroken: 99 + line });
        expect(problems.join(' ')).toMatch(new RegExp(`Entr(y|ies) ${99 + line} `));
      }
    }
  });

  it('names one entry even when its hash was made to fit', async () => {
    await write();
    const lines = (await linesOf()).slice(0, -2);
    lines[8] = (lines[8] ?? '').replace('naïvely', 'knowingly');
    await reseal(lines);
    expect(await verify()).toMatchObject({
      verdict: 'broken',
      firstBroken: 7,
      problems: ['Entry 7 is not as journaled.'],
    });
  });

  it('fails when entries are left out, added, or in another order', async () => {
    await write({ range: { from: 10, to: 20 } });
    const lines = (await linesOf()).slice(0, -2);
    const [header = '', ...entries] = lines;
    for (const spoiled of [
      entries.slice(1),
      entries.slice(0, -1),
      [...entries, ...entries.slice(-1)],
      entries.toReversed(),
    ]) {
      await reseal([header, ...spoiled]);
      const { verdict } = await verify();
      expect(verdict).toBe('broken');
    }
  });

  it('that is cut short says where it ends', async () => {
    await write({ range: { from: 100, to: 130 } });
    const whole = await readFile(path);
    const ends = Buffer.byteLength((await linesOf()).slice(0, 11).join('\n'));
    await writeFile(path, whole.subarray(0, ends + 40));
    expect(await verify()).toMatchObject({
      verdict: 'broken',
      firstBroken: 110,
      ranges: [
        { from: 100, to: 110, state: 'unanchored' },
        { from: 110, to: 130, state: 'broken' },
      ],
      problems: [
        'Entries 110 to 129 are missing or cannot be read.',
        expect.stringContaining('counts'),
        'The file ends before its last line.',
      ],
    });
  });

  it('by a newer version is not judged', async () => {
    await write();
    const [header = '', ...entries] = (await linesOf()).slice(0, -2);
    await reseal([header.replace('"version":1', '"version":2'), ...entries]);
    await expect(verify()).rejects.toThrow(
      'was written by a newer version (bundle version 2, this one knows 1)',
    );
  });

  it.each([
    ['is empty', ''],
    ['is something else', 'Dear diary,\n'],
    ['is JSON of something else', '{"format":"tar","version":1}\n'],
  ])('is not a bundle when it %s', async (_what, content) => {
    await writeFile(path, content);
    await expect(verify()).rejects.toThrow(`${path} is not a journal bundle`);
  });

  it('is not a bundle when it is missing, a folder, or one endless line', async () => {
    await expect(verify()).rejects.toThrow('there is no such file');
    await expect(verifyBundle(folder, { clock })).rejects.toThrow('it is a folder');
    await writeFile(path, Buffer.alloc(5_000_000, 'x'));
    await expect(verify()).rejects.toThrow('a line of more than');
  });
});

describe('an import', () => {
  const into = (name: string) => join(folder, name);
  const importInto = (name: string) => importBundle(path, { clock, directory: into(name) });
  const reading = async <T>(
    name: string,
    work: (reader: NonNullable<ReturnType<typeof openJournalReader>>) => T,
  ) => {
    const reader = openJournalReader({ directory: into(name), clock });
    if (reader === undefined) throw new Error('no journal');
    try {
      return await work(reader);
    } finally {
      reader.close();
    }
  };

  it.each([
    ['whole', 0, 250],
    ['in part', 37, 200],
    ['its last entry', 249, 250],
  ])('of a journal, %s, can be listed, searched and verified', async (_what, from, to) => {
    await write({ range: { from, to } });
    expect(await importInto('review')).toMatchObject({ verdict: 'intact' });
    await reading('review', async (reader) => {
      const anchors = [anchorHolding(checkpointAt(250))];
      expect(await reader.verify({ anchors })).toMatchObject({
        verdict: 'intact',
        size: 250,
        ranges: [{ from, to, state: 'anchored' }],
      });
      const all = await reader.list({}, { limit: 1000 });
      expect(all.total).toBe(to - from);
      expect(all.items.map(({ index }) => index)).toEqual(
        Array.from({ length: to - from }, (_, at) => to - 1 - at),
      );
      const found = await reader.list({ text: `number ${to - 1}` }, { limit: 9 });
      expect(found.items.map(({ index }) => index)).toContain(to - 1);
      expect(
        (await reader.list({ actor: 'alice' }, { limit: 1000 })).items.every(({ index }) => index >= from),
      ).toBe(true);
      expect(() => reader.prove(to - 1)).toThrow('imported part');
    });
    expect(await readdir(into('review'))).not.toContain('journal.importing');
  });

  it('shows when what was imported was changed since', async () => {
    await write({ range: { from: 37, to: 200 } });
    await importInto('review');
    const { default: Database } = await import('better-sqlite3');
    const database = new Database(join(into('review'), 'journal.db'));
    database.exec("UPDATE entry SET data = replace(data, 'Act', 'Art') WHERE idx = 90");
    database.close();
    await reading('review', async (reader) => {
      expect(await reader.verify()).toMatchObject({ verdict: 'broken', firstBroken: 90 });
    });
  });

  it('of a bundle that is broken leaves nothing', async () => {
    await write();
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length - 200));
    await expect(importInto('review')).rejects.toThrow(
      /is broken, nothing was imported: Entry 249 is missing/,
    );
    expect(await readdir(into('review'))).toEqual([]);
  });

  it('is refused where there is a journal', async () => {
    await write();
    await importInto('review');
    await expect(importInto('review')).rejects.toThrow('has a journal already');
  });
});
