import { generateKeyPairSync } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ManualClock, slowMachine } from '../../kernel/manual-clock.ts';
import { fileAnchor } from './anchors/file-anchor.ts';
import { openCheckpoint } from './checkpoint.ts';
import { openJournalReader } from './index.ts';
import { signerOf } from './key-file.ts';
import { leafHashOfText } from './merkle.ts';
import { verifierKeysOf } from './note.ts';
import { verifyProof } from './proof.ts';
import { createJournalFolder, type JournalFolder, origin, signer } from './testing/journal-folder.ts';
import { madeEntry } from './testing/made-journal.ts';
import { parseVerifierKey } from './verifier-key.ts';

let folder: JournalFolder;
let directory: string;
let clock: ManualClock;
const open: JournalFolder['open'] = (more) => folder.open(more);
const close = () => folder.close();
const fill: JournalFolder['fill'] = (size, more) => folder.fill(size, more);
const file = (name: string) => folder.file(name);
const tamper = (sql: string) => folder.tamper(sql);

beforeEach(() => {
  folder = createJournalFolder();
  ({ directory, clock } = folder);
});

afterEach(() => folder.remove());

describe('the journal', () => {
  it('gives back what was put in, newest first, with its hash', async () => {
    const journal = open();
    const appended = journal.append(madeEntry(0));
    journal.appendBatch([madeEntry(1), madeEntry(2)]);
    expect(appended).toMatchObject({ index: 0 });
    const { items, total } = await journal.list({}, { limit: 2 });
    expect(total).toBe(3);
    expect(items.map(({ index, summary }) => [index, summary])).toEqual([
      [2, madeEntry(2).summary],
      [1, madeEntry(1).summary],
    ]);
    expect(await journal.list({}, { limit: 2, before: 1 })).toMatchObject({
      items: [{ index: 0 }],
      total: 3,
    });
    expect(journal.get(0)).toMatchObject({
      ...madeEntry(0),
      at: '2025-06-27T09:00:00.000Z',
      leafHash: Buffer.from(appended.leafHash).toString('hex'),
    });
    expect(journal.get(3)).toBeUndefined();
    expect(journal.get(-1)).toBeUndefined();
  });

  it('keeps its order and stays intact when the clock jumps years ahead and back', async () => {
    const journal = open();
    const anchor = fileAnchor(file('anchor'), clock);
    const years = 10 * 365 * 86_400_000;
    journal.append(madeEntry(0));
    for (const jump of [years, -2 * years, years]) {
      clock.sleep(jump);
      journal.append(madeEntry(1));
      await clock.advance(1001);
    }
    const { items } = await journal.list({}, { limit: 9 });
    expect(items.toReversed().map(({ at, kind }) => [at.slice(0, 4), kind])).toEqual([
      ['2025', madeEntry(0).kind],
      ['2035', madeEntry(1).kind],
      ['2015', 'journal.clock-set-back'],
      ['2015', madeEntry(1).kind],
      ['2025', madeEntry(1).kind],
    ]);
    expect(items.map(({ index }) => index)).toEqual([4, 3, 2, 1, 0]);
    expect(await journal.verify({ anchors: [anchor] })).toMatchObject({ verdict: 'intact', size: 5 });
    expect(readdirSync(directory).filter((name) => name.includes('damaged'))).toEqual([]);
  });

  it('tells how far the entries are findable when making them so takes longer than a second', async () => {
    await fill(1000);
    // A machine on which everything takes long.
    const slow = slowMachine(clock, 400);
    const reader = openJournalReader({ directory, clock: slow });
    const told: unknown[] = [];
    const seen: unknown[] = [];
    await reader?.list(
      { text: 'act' },
      {
        limit: 1,
        onIndexing(progress) {
          told.push(progress);
          seen.push(reader.indexing());
        },
      },
    );
    expect(told.length).toBeGreaterThan(1);
    expect(told[0]).toEqual({ done: expect.any(Number), total: 1000 });
    expect(seen).toEqual(told);
    expect(reader?.indexing()).toBeNull();
    told.length = 0;
    await reader?.list({ text: 'act' }, { limit: 1, onIndexing: (progress) => told.push(progress) });
    expect(told).toEqual([]);
    reader?.close();
  });

  it('finds what was journaled a moment ago', async () => {
    const journal = open();
    journal.appendBatch([madeEntry(0), madeEntry(1)]);
    expect(await journal.list({ text: 'integrity act' }, { limit: 9 })).toMatchObject({
      total: 1,
      items: [{ index: 1 }],
    });
    expect(await journal.list({ actor: 'alice' }, { limit: 9 })).toMatchObject({
      total: 1,
      items: [{ index: 0 }],
    });
  });

  it('is there when it is opened again, readable by its owner only', async () => {
    await fill(3);
    expect(open().size()).toBe(3);
    expect(statSync(file('journal.db')).mode & 0o777).toBe(0o600);
  });

  it('writes nothing when it is kept in memory', async () => {
    const journal = open({ directory: ':memory:' });
    journal.append(madeEntry(0));
    expect(await journal.verify()).toMatchObject({ size: 1, verdict: 'intact' });
    expect(await journal.list({ text: 'act' }, { limit: 1 })).toMatchObject({ total: 1 });
    expect(readdirSync(directory)).toEqual([]);
  });

  it('proves an entry to whoever has its key', async () => {
    await fill(10);
    const journal = open();
    const keys = verifierKeysOf(origin, signer).map(parseVerifierKey);
    const leaf = new Database(file('journal.db'), { readonly: true })
      .prepare<[], string>('SELECT data FROM entry WHERE idx = 7')
      .pluck()
      .get();
    expect(verifyProof(journal.prove(7), leafHashOfText(leaf ?? ''), keys)).toMatchObject({
      size: 10,
      origin,
    });
    journal.append(madeEntry(10));
    expect(() => journal.prove(10)).toThrow('not covered by a signed checkpoint yet');
    expect(() => journal.prove(11)).toThrow('There is no entry 11: the journal has entries 0 to 10');
  });
});

describe('signing', () => {
  const signedSize = () => openCheckpoint(readFileSync(file('journal.checkpoint')), keys).size;
  const keys = verifierKeysOf(origin, signer).map(parseVerifierKey);

  /** Files are written by the system's threads: a turn of the event loop is not enough. */
  async function until<T>(look: () => T, expected: T): Promise<void> {
    await expect.poll(look).toBe(expected);
  }

  it('follows a second after an entry, for all that came meanwhile', async () => {
    const journal = open();
    journal.append(madeEntry(0));
    await clock.advance(900);
    journal.append(madeEntry(1));
    expect(existsSync(file('journal.checkpoint'))).toBe(false);
    await clock.advance(100);
    await until(() => existsSync(file('journal.checkpoint')) && signedSize(), 2);
    journal.append(madeEntry(2));
    await clock.advance(1000);
    await until(signedSize, 3);
    expect(clock.pending()).toBeLessThanOrEqual(1);
  });

  it('is written to anchors at once, and then every minute', async () => {
    const anchors = [fileAnchor(file('anchor'), clock)];
    const journal = open({ anchors });
    const anchored = () =>
      existsSync(file('anchor')) ? openCheckpoint(readFileSync(file('anchor')), keys).size : 0;
    journal.append(madeEntry(0));
    await clock.advance(1000);
    await until(anchored, 1);
    journal.append(madeEntry(1));
    await clock.advance(1000);
    await until(signedSize, 2);
    expect(anchored()).toBe(1);
    await clock.advance(60_000);
    await until(anchored, 2);
  });

  it('can be asked for, and says what came of it', async () => {
    const journal = open({
      anchors: [fileAnchor(file('anchor'), clock), fileAnchor('/dev/null/anchor', clock)],
    });
    expect(await journal.anchor()).toEqual([]);
    journal.append(madeEntry(0));
    expect(await journal.anchor()).toMatchObject([
      { name: `file:${file('anchor')}`, state: 'written', problem: null },
      { name: 'file:/dev/null/anchor', state: 'failed', problem: expect.stringContaining('ENOTDIR') },
    ]);
  });

  it('is done when it is closed, also for what a crash left unsigned', async () => {
    await fill(2);
    tamper('DELETE FROM checkpoint');
    rmSync(file('journal.checkpoint'));
    open();
    await close();
    expect(signedSize()).toBe(2);
  });

  it('with another key is journaled', async () => {
    await fill(2);
    const journal = open({ signer: signerOf(generateKeyPairSync('ed25519').privateKey) });
    expect(journal.get(2)).toMatchObject({ kind: 'journal.key-changed' });
    await journal.anchor();
    expect(await journal.verify()).toMatchObject({ verdict: 'intact', size: 3 });
    expect(journal.verifierKeys()).toHaveLength(4);
  });
});

describe('a journal in several hands', () => {
  it('is one, whoever adds to it and whoever reads', async () => {
    const [a, b] = [open(), open()];
    for (let number = 0; number < 20; number += 1) (number % 3 === 0 ? a : b).append(madeEntry(number));
    await Promise.all([a.anchor(), b.anchor()]);
    const reader = openJournalReader({ directory, clock });
    expect(await reader?.verify()).toMatchObject({ verdict: 'intact', size: 20 });
    reader?.close();
    expect((await a.list({ text: 'act' }, { limit: 1 })).total).toBe(20);
  });
});

describe('a reader', () => {
  it('finds no journal where there is none, and makes none', () => {
    expect(openJournalReader({ directory, clock })).toBeUndefined();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('takes no notice of a file whose writer did not come to its first table', () => {
    new Database(file('journal.db')).close();
    expect(openJournalReader({ directory, clock })).toBeUndefined();
  });

  it('refuses a journal of a newer version, and so does a writer', async () => {
    await fill(1);
    tamper('PRAGMA user_version = 99');
    expect(() => openJournalReader({ directory, clock })).toThrow(/newer version \(schema 99/);
    expect(() => open()).toThrow(/newer version \(schema 99/);
  });

  it('shows an entry that is damaged as damaged, among the others', async () => {
    await fill(3);
    tamper('UPDATE entry SET data = substr(data, 5) WHERE idx = 1');
    const reader = openJournalReader({ directory, clock });
    expect((await reader?.list({}, { limit: 9 }))?.items.map(({ kind }) => kind)).toEqual([
      'cluster.restart',
      'journal.damaged',
      'cluster.restart',
    ]);
    reader?.close();
  });

  it('of a file that is no database says so', async () => {
    writeFileSync(
      file('journal.db'),
      'not a database, and long enough to have a header of its own. '.repeat(3),
    );
    expect(() => openJournalReader({ directory, clock })).toThrow("The journal's database is damaged");
  });
});

describe('a data folder that is not what it should be', () => {
  it('because it is a file is refused in one sentence', () => {
    writeFileSync(file('taken'), '');
    expect(() => open({ directory: file('taken') })).toThrow(/^The .*: the journal cannot be opened$/);
  });
});
