import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../../kernel/clock.ts';
import { manualClock } from '../../../kernel/manual-clock.ts';
import { openJournal, openJournalReader } from '../index.ts';
import { chooseBit, flipBit } from '../testing/bit-flips.ts';
import { anchorHolding, type MadeJournal, madeEntry, makeJournal, ORIGIN } from '../testing/made-journal.ts';
import { seeded } from '../testing/seeded.ts';
import { makeFirstForm } from '../testing/stored-tree.ts';
import { innerNodesIn } from '../tree.ts';
import { verifyFolder } from '../verify-folder.ts';
import { verifyJournal } from './index.ts';

const made: MadeJournal[] = [];
const folders: string[] = [];
const clock = manualClock();
const verify = ({ database }: MadeJournal) => verifyJournal(database, { clock });

function make(size: number, options: Partial<Parameters<typeof makeJournal>[0]> = {}): MadeJournal {
  const journal = makeJournal({ size, ...options });
  made.push(journal);
  return journal;
}

afterEach(() => {
  for (const { database } of made.splice(0)) database.close();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('entries whose tree is not stored yet', () => {
  it('verify, alone and behind those that are signed', async () => {
    for (const [signed, open] of [
      [0, 1],
      [0, 700],
      [300, 1],
      [300, 700],
      [256, 256],
    ] as const) {
      const journal = make(signed, { checkpointEvery: 1_000_000 });
      journal.log.append(Array.from({ length: open }, (_, number) => madeEntry(number)));
      expect(await verify(journal)).toMatchObject({ verdict: 'intact', size: signed + open });
      expect(
        await verifyJournal(journal.database, { clock, range: { from: 0, to: signed + 1 } }),
      ).toMatchObject({ verdict: 'intact' });
    }
  });

  it('are told apart when several were changed', async () => {
    const journal = make(300);
    journal.log.append(Array.from({ length: 90 }, (_, number) => madeEntry(number)));
    const changed = [301, 303, 310, 340, 341, 389];
    for (const index of changed) flipBit(journal.database, { index, column: 'data', bit: 90 });
    flipBit(journal.database, { index: 350, column: 'nodes', bit: 90 });
    const { ranges } = await verify(journal);
    expect(ranges.filter((it) => it.state === 'broken').map(({ from, to }) => [from, to])).toEqual([
      [301, 302],
      [303, 304],
      [310, 311],
      [340, 342],
      [350, 351],
      [389, 390],
    ]);
  });
});

describe('a stored tree', () => {
  it.each([
    ['a block that is cut short', 'UPDATE tree SET nodes = substr(nodes, 1, 32 * 100) WHERE block = 0', 103],
    [
      'a block that is cut within a node',
      'UPDATE tree SET nodes = substr(nodes, 1, 32 * 100 + 5) WHERE block = 0',
      103,
    ],
    ['the last block cut short', 'UPDATE tree SET nodes = substr(nodes, 1, 32) WHERE block = 1', 259],
    ['no first block', 'DELETE FROM tree WHERE block = 0', 1],
    ['no last block', 'DELETE FROM tree WHERE block = 1', 257],
    ['no block', 'DELETE FROM tree', 1],
    ['a block that is a text', "UPDATE tree SET nodes = 'x' WHERE block = 0", 1],
  ])('that has not all nodes is broken: %s', async (_what, tamper, firstBroken) => {
    const journal = make(300);
    journal.database.exec(tamper);
    const { verdict, problems, ...found } = await verify(journal);
    expect({ verdict, firstBroken: found.firstBroken }).toEqual({ verdict: 'broken', firstBroken });
    expect(problems[0]).toMatch(`The stored tree has not all nodes over the entries ${firstBroken} to `);
  });

  it('is broken by what is missing also where only an anchor covers it', async () => {
    const journal = make(300, { checkpointEvery: 1000 });
    const note = journal.log.checkpoint()?.note;
    journal.database.exec('DELETE FROM tree; DELETE FROM checkpoint');
    const anchors = [anchorHolding(note)];
    expect(await verifyJournal(journal.database, { clock, anchors })).toMatchObject({
      verdict: 'broken',
      firstBroken: 1,
    });
  });

  it.each([
    [
      'a block with more behind it',
      "UPDATE tree SET nodes = CAST(nodes || x'00' AS BLOB) WHERE block = 0",
      255,
    ],
    [
      'a block with a node more',
      'UPDATE tree SET nodes = CAST(nodes || zeroblob(32) AS BLOB) WHERE block = 0',
      255,
    ],
    [
      'a last block with more behind it',
      "UPDATE tree SET nodes = CAST(nodes || x'00' AS BLOB) WHERE block = 1",
      300,
    ],
    [
      'a last block with a node more',
      'UPDATE tree SET nodes = CAST(nodes || zeroblob(32) AS BLOB) WHERE block = 1',
      300,
    ],
    ['a block of entries that are not there', 'INSERT INTO tree VALUES (2, zeroblob(32))', 300],
    ['a block far beyond', 'INSERT INTO tree VALUES (1099511627776, zeroblob(32))', 300],
    ['a block before the first', 'INSERT INTO tree VALUES (-1, zeroblob(32))', 300],
    ['an entry with nodes of its own', 'UPDATE entry SET nodes = zeroblob(64) WHERE idx = 7', 7],
    ['another beginning', "UPDATE property SET value = '100' WHERE name = 'treeFrom'", 1],
    ['no beginning', "DELETE FROM property WHERE name = 'treeFrom'", 1],
    ['a beginning that is nonsense', "UPDATE property SET value = 'x' WHERE name = 'treeFrom'", 1],
  ])('that has what it cannot have is broken: %s', async (_what, tamper, firstBroken) => {
    const journal = make(300);
    journal.database.exec(tamper);
    expect(await verify(journal)).toMatchObject({ verdict: 'broken', firstBroken });
  });
});

describe('a journal of the first form', () => {
  /** As the first version left it: every node in the row of the entry that completes it. */
  function firstForm(size: number): { directory: string; journal: MadeJournal } {
    const directory = mkdtempSync(join(tmpdir(), 'acgs-first-form-'));
    folders.push(directory);
    const journal = makeJournal({ size, directory });
    makeFirstForm(journal.database);
    journal.database.close();
    return { directory, journal };
  }
  const version = (directory: string) => {
    const database = new Database(join(directory, 'journal.db'), { readonly: true });
    const found = database.pragma('user_version', { simple: true });
    database.close();
    return found;
  };

  it('is read, proved and verified as it is', async () => {
    const { directory } = firstForm(300);
    const reader = openJournalReader({ directory, clock });
    expect(reader?.prove(299)).toContain(ORIGIN);
    expect(reader?.get(299)).toMatchObject({ index: 299 });
    reader?.close();
    expect(await verifyFolder(directory, { clock })).toMatchObject({ verdict: 'intact', size: 300 });
    expect(version(directory)).toBe(1);
  });

  it('is gone on with in the same file, and every bit of either form still counts', async () => {
    const { directory, journal: old } = firstForm(300);
    const journal = openJournal({ directory, clock, signer: old.signer, origin: ORIGIN });
    expect(journal.recovery).toBeNull();
    journal.appendBatch(Array.from({ length: 400 }, (_, number) => madeEntry(number)));
    await journal.close();
    expect(version(directory)).toBe(2);
    expect(await verifyFolder(directory, { clock })).toMatchObject({ verdict: 'intact', size: 700 });

    const database = new Database(join(directory, 'journal.db'));
    const again = () => verifyJournal(database, { clock });
    const blocks = database.prepare('SELECT block, length(nodes) / 32 FROM tree ORDER BY block').raw().all();
    // The block in which the form changes has only the nodes of the entries that came after.
    expect(blocks).toEqual([
      [1, innerNodesIn(512) - innerNodesIn(300)],
      [2, innerNodesIn(700) - innerNodesIn(512)],
    ]);
    const random = seeded(20250627);
    for (let round = 0; round < 60; round += 1) {
      const flip = chooseBit(database, random);
      flipBit(database, flip);
      const { verdict, firstBroken } = await again();
      expect({ flip, verdict, firstBroken }).toEqual({ flip, verdict: 'broken', firstBroken: flip.index });
      flipBit(database, flip);
    }
    expect(await again()).toMatchObject({ verdict: 'intact' });
    database.exec('UPDATE entry SET nodes = substr(nodes, 1, 32) WHERE idx = 63');
    expect(await again()).toMatchObject({
      verdict: 'broken',
      firstBroken: 63,
      problems: ['The stored tree has not all nodes over the entries 63 to 63.'],
    });
    database.close();
  });

  it('misses nodes that were cut off its rows, and shows every changed bit', async () => {
    const { directory } = firstForm(300);
    const database = new Database(join(directory, 'journal.db'));
    for (const [tamper, firstBroken] of [
      ['UPDATE entry SET nodes = substr(nodes, 1, 32) WHERE idx = 299', 299],
      ['UPDATE entry SET nodes = substr(nodes, 1, 64) WHERE idx = 127', 127],
      ["UPDATE entry SET nodes = CAST(nodes || x'00' AS BLOB) WHERE idx = 2", 2],
    ] as const) {
      database.exec(`SAVEPOINT whole; ${tamper}`);
      expect(await verifyJournal(database, { clock: systemClock() })).toMatchObject({
        verdict: 'broken',
        firstBroken,
      });
      database.exec('ROLLBACK TO whole; RELEASE whole');
    }
    expect(await verifyJournal(database, { clock })).toMatchObject({ verdict: 'intact' });
    database.close();
  });
});
