import { mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock, toIso } from '../../../kernel/clock.ts';
import { manualClock } from '../../../kernel/manual-clock.ts';
import { openCheckpoint } from '../checkpoint.ts';
import { type MadeJournal, madeEntry, makeJournal } from '../testing/made-journal.ts';
import { storeTreeAnew } from '../testing/stored-tree.ts';
import { parseVerifierKey } from '../verifier-key.ts';
import { configMapAnchor } from './config-map-anchor.ts';
import { fileAnchor } from './file-anchor.ts';
import { writeAnchor } from './write-anchor.ts';

const clock = systemClock();
let folder: string;
let path: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-anchor-'));
  path = join(folder, 'acgs.checkpoint');
});

afterEach(() => rm(folder, { recursive: true }));

describe('a file as anchor', () => {
  it('holds what was written last, whole, and nothing else', async () => {
    const anchor = fileAnchor(path, clock);
    expect(anchor.name).toBe(`file:${path}`);
    expect(await anchor.read()).toBeUndefined();
    expect(await anchor.write('one\n', undefined)).toBe(true);
    expect(await anchor.write('two\n', 'one\n')).toBe(true);
    expect(await anchor.read()).toBe('two\n');
    expect(await readFile(path, 'utf8')).toBe('two\n');
  });

  it('is not written over what somebody else wrote meanwhile', async () => {
    const anchor = fileAnchor(path, clock);
    await anchor.write('one\n', undefined);
    expect(await anchor.write('three\n', undefined)).toBe(false);
    expect(await anchor.write('three\n', 'two\n')).toBe(false);
    expect(await anchor.read()).toBe('one\n');
  });

  it('is left to whoever is writing, but not to whoever died writing', async () => {
    const anchor = fileAnchor(path, clock);
    await writeFile(`${path}.lock`, '');
    expect(await anchor.write('one\n', undefined)).toBe(false);
    const longAgo = new Date(clock.now() - 60_000);
    await utimes(`${path}.lock`, longAgo, longAgo);
    expect(await anchor.write('one\n', undefined)).toBe(true);
    await expect(readFile(`${path}.lock`)).rejects.toThrow('ENOENT');
  });

  it('takes one of many that write at once', async () => {
    const written = await Promise.all(
      ['a\n', 'b\n', 'c\n', 'd\n'].map((note) => fileAnchor(path, clock).write(note, undefined)),
    );
    expect(written.filter(Boolean)).toHaveLength(1);
  });

  it('says why it cannot be used', async () => {
    const anchor = fileAnchor(join(folder, 'missing', 'acgs.checkpoint'), clock);
    expect(await anchor.read()).toBeUndefined();
    await expect(anchor.write('one\n', undefined)).rejects.toThrow('ENOENT');
  });
});

describe('a config map as anchor', () => {
  it('keeps the rest of the config map, and writes with the version it read', async () => {
    let held: { data: Record<string, string>; resourceVersion: string } | undefined;
    const anchor = configMapAnchor('acgs-journal-checkpoint', {
      read: async () => held,
      async write(data, resourceVersion) {
        if (held?.resourceVersion !== resourceVersion) return false;
        held = { data: { ...data }, resourceVersion: `${Number(resourceVersion ?? 0) + 1}` };
        return true;
      },
    });
    expect(anchor.name).toBe('configMap:acgs-journal-checkpoint');
    expect(await anchor.read()).toBeUndefined();
    expect(await anchor.write('one\n', undefined)).toBe(true);
    held = { data: { ...held?.data, note: 'ours' }, resourceVersion: '7' };
    expect(await anchor.write('two\n', 'one\n')).toBe(true);
    expect(held).toEqual({ data: { checkpoint: 'two\n', note: 'ours' }, resourceVersion: '8' });
    expect(await anchor.write('three\n', 'one\n')).toBe(false);
  });
});

describe('anchoring', () => {
  const made: MadeJournal[] = [];
  const make = (size: number, options: Partial<Parameters<typeof makeJournal>[0]> = {}) => {
    const journal = makeJournal({ size, ...options });
    made.push(journal);
    return journal;
  };
  const anchorNow = ({ log, keys }: MadeJournal) => {
    const parsed = keys.map(parseVerifierKey);
    return writeAnchor(
      fileAnchor(path, clock),
      openCheckpoint(log.checkpoint()?.note ?? '', parsed),
      log.records,
      parsed,
    );
  };

  afterEach(() => {
    for (const { database } of made.splice(0)) database.close();
  });

  it('goes forward with the journal, and says when it is there already', async () => {
    const journal = make(5);
    expect(await anchorNow(journal)).toEqual({
      name: `file:${path}`,
      ...{ state: 'written', size: 5, at: toIso(manualClock().now()), problem: null },
    });
    expect(await anchorNow(journal)).toMatchObject({ state: 'current' });
    journal.log.append([madeEntry(5)]);
    expect(await anchorNow(journal)).toMatchObject({ state: 'written' });
    expect(await readFile(path, 'utf8')).toBe(journal.log.checkpoint()?.note);
  });

  it('never goes back', async () => {
    const journal = make(5);
    const parsed = journal.keys.map(parseVerifierKey);
    const early = openCheckpoint(journal.log.checkpoint()?.note ?? '', parsed);
    journal.log.append([madeEntry(5)]);
    await anchorNow(journal);
    const held = await readFile(path, 'utf8');
    expect(await writeAnchor(fileAnchor(path, clock), early, journal.log.records, parsed)).toMatchObject({
      state: 'current',
    });
    expect(await readFile(path, 'utf8')).toBe(held);
  });

  it.each([
    [
      'is shorter',
      (it: MadeJournal) => it.database.exec('DELETE FROM entry WHERE idx = 9; DELETE FROM checkpoint'),
      'It counts 10 entries',
    ],
    [
      'was rewritten',
      (it: MadeJournal) => it.database.exec("UPDATE entry SET data = '{}'; DELETE FROM checkpoint"),
      'not the ones that it vouches for',
    ],
  ])('does not wipe out the evidence that the journal %s', async (_what, tamper, problem) => {
    const journal = make(10);
    await anchorNow(journal);
    const held = await readFile(path, 'utf8');
    tamper(journal);
    storeTreeAnew(journal.database);
    expect(await anchorNow(journal)).toMatchObject({
      state: 'refused',
      problem: expect.stringContaining(problem),
    });
    expect(await readFile(path, 'utf8')).toBe(held);
  });

  it('does not replace what is not a checkpoint of this journal', async () => {
    await anchorNow(make(3));
    const held = await readFile(path, 'utf8');
    expect(await anchorNow(make(5))).toMatchObject({
      state: 'refused',
      problem: expect.stringContaining('not signed'),
    });
    await writeFile(path, 'a shopping list\n');
    expect(await anchorNow(make(5))).toMatchObject({ state: 'refused' });
    expect([held, await readFile(path, 'utf8')]).toEqual([held, 'a shopping list\n']);
  });
});
