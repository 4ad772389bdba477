import { afterEach, describe, expect, it } from 'vitest';
import { manualClock, slowMachine } from '../../../kernel/manual-clock.ts';
import { signCheckpoint } from '../checkpoint.ts';
import type { JournalDatabase } from '../database/open.ts';
import { hexOf, leafHashOfText } from '../merkle.ts';
import { chooseBit, flipBit } from '../testing/bit-flips.ts';
import { anchorHolding, type MadeJournal, madeEntry, makeJournal, ORIGIN } from '../testing/made-journal.ts';
import { naiveTree } from '../testing/naive-tree.ts';
import { seeded } from '../testing/seeded.ts';
import { storeTreeAnew } from '../testing/stored-tree.ts';
import { rootAt } from '../tree.ts';
import { type VerifyOptions, verifyJournal } from './index.ts';

const made: MadeJournal[] = [];

function make(size: number, options: Partial<Parameters<typeof makeJournal>[0]> = {}): MadeJournal {
  const journal = makeJournal({ size, ...options });
  made.push(journal);
  return journal;
}

const verify = ({ database }: MadeJournal, options: Partial<VerifyOptions> = {}) =>
  verifyJournal(database, { clock: manualClock(), ...options });

function checkpointAt({ log }: MadeJournal, size: number): string {
  const found = log.records.checkpoints().find((it) => it.size === size);
  if (found === undefined) throw new Error(`no checkpoint at ${size}`);
  return found.note;
}

/** Writes the entries from `from` on anew, with the tree: what the database's owner can do. */
function rewrite(
  database: JournalDatabase,
  from: number,
  change: (leaf: string, index: number) => string,
): void {
  const leaves = database.prepare<[], string>('SELECT data FROM entry ORDER BY idx').pluck().all();
  const changed = leaves.map((leaf, index) => (index < from ? leaf : change(leaf, index)));
  const update = database.prepare('UPDATE entry SET data = ? WHERE idx = ?');
  for (const [index, leaf] of changed.entries()) update.run(leaf, index);
  storeTreeAnew(database);
}

afterEach(() => {
  for (const { database } of made.splice(0)) database.close();
});

describe('an intact journal', () => {
  it.each([0, 1, 2, 255, 256, 257, 700])(
    'of %i entries verifies, with the root of its leaves',
    async (size) => {
      const journal = make(size, { checkpointEvery: 90 });
      const leaves = journal.database
        .prepare<[], string>('SELECT data FROM entry ORDER BY idx')
        .pluck()
        .all();
      expect(await verify(journal)).toEqual({
        size,
        root: hexOf(naiveTree(leaves.map((it) => Buffer.from(it))).root(size)),
        origin: ORIGIN,
        verdict: 'intact',
        firstBroken: null,
        ranges: size === 0 ? [] : [{ from: 0, to: size, state: 'unanchored', anchor: null, at: null }],
        problems: [],
        anchors: [],
      });
    },
  );

  it('says for each entry which anchor vouches for it, and since when', async () => {
    const journal = make(250);
    const anchors = [
      anchorHolding(checkpointAt(journal, 200), 'file:/mnt/b'),
      anchorHolding(checkpointAt(journal, 100), 'configMap:a'),
      anchorHolding(undefined, 'file:/mnt/new'),
    ];
    const at = '2025-06-27T09:00:00.000Z';
    expect(await verify(journal, { anchors })).toMatchObject({
      verdict: 'intact',
      ranges: [
        { from: 0, to: 100, state: 'anchored', anchor: 'configMap:a', at },
        { from: 100, to: 200, state: 'anchored', anchor: 'file:/mnt/b', at },
        { from: 200, to: 250, state: 'unanchored', anchor: null, at: null },
      ],
      anchors: [
        { name: 'file:/mnt/b', state: 'fits', size: 200, at, problem: null },
        { name: 'configMap:a', state: 'fits', size: 100, at, problem: null },
        { name: 'file:/mnt/new', state: 'empty', size: null, at: null, problem: null },
      ],
    });
  });

  it('is not broken by an anchor that cannot be reached, but nothing is anchored by it', async () => {
    const unreachable = {
      ...anchorHolding(undefined, 'file:/mnt/gone'),
      read: async () => Promise.reject(new Error('EIO')),
    };
    expect(await verify(make(3), { anchors: [unreachable] })).toMatchObject({
      verdict: 'intact',
      ranges: [{ from: 0, to: 3, state: 'unanchored' }],
      anchors: [{ name: 'file:/mnt/gone', state: 'unreadable', problem: 'EIO' }],
    });
  });

  it('can be verified in part', async () => {
    const journal = make(700);
    for (const [from, to] of [
      [0, 1],
      [5, 300],
      [256, 512],
      [699, 700],
    ] as const) {
      const anchors = [anchorHolding(checkpointAt(journal, 700))];
      expect(await verify(journal, { range: { from, to }, anchors })).toMatchObject({
        verdict: 'intact',
        size: 700,
        root: hexOf(rootAt(700, journal.log.records.node)),
        ranges: [{ from, to, state: 'anchored' }],
      });
    }
  });

  it('goes on being written to while it is verified', async () => {
    const journal = make(20_000, { checkpointEvery: 5000 });
    const clock = manualClock();
    // A clock on which every look is a slice's end, so that others have a turn after each block.
    const running = verify(journal, {
      clock: slowMachine(clock, 100),
      onProgress: () => journal.log.append([madeEntry(1)]),
    });
    expect(await running).toMatchObject({ verdict: 'intact', size: 20_000 });
    expect(journal.log.records.size()).toBeGreaterThan(20_050);
  });

  it('can be left alone half way', async () => {
    const stop = new AbortController();
    const clock = slowMachine(manualClock(), 100);
    const running = verify(make(2000), { clock, signal: stop.signal, onProgress: () => stop.abort() });
    await expect(running).rejects.toThrow(/abort/i);
  });
});

describe('a single bit that is changed anywhere', () => {
  it('is found, and the entry named', async () => {
    const journal = make(300, { checkpointEvery: 70 });
    const random = seeded(20250627);
    for (let round = 0; round < 60; round += 1) {
      const flip = chooseBit(journal.database, random);
      flipBit(journal.database, flip);
      const { verdict, firstBroken, ranges } = await verify(journal);
      expect({ flip, verdict, firstBroken }).toEqual({ flip, verdict: 'broken', firstBroken: flip.index });
      expect(ranges.filter((it) => it.state === 'broken')).toMatchObject([
        { from: flip.index, to: flip.index + 1 },
      ]);
      flipBit(journal.database, flip);
    }
    expect(await verify(journal)).toMatchObject({ verdict: 'intact' });
  });

  it('is found where nothing signed covers it yet', async () => {
    const journal = make(300);
    journal.log.append([madeEntry(300), madeEntry(301), madeEntry(302)]);
    for (const flip of [
      { index: 301, column: 'data', bit: 9 },
      { index: 301, column: 'nodes', bit: 200 },
      { index: 302, column: 'nodes', bit: 1 },
    ] as const) {
      flipBit(journal.database, flip);
      expect(await verify(journal)).toMatchObject({ verdict: 'broken', firstBroken: flip.index });
      flipBit(journal.database, flip);
    }
  });

  it('is found when only its part is verified, or the tree around it is', async () => {
    const journal = make(300);
    flipBit(journal.database, { index: 100, column: 'data', bit: 77 });
    expect(await verify(journal, { range: { from: 90, to: 110 } })).toMatchObject({
      verdict: 'broken',
      firstBroken: 100,
      ranges: [
        { from: 90, to: 100, state: 'unanchored' },
        { from: 100, to: 101, state: 'broken' },
        { from: 101, to: 110, state: 'unanchored' },
      ],
    });
    expect(await verify(journal, { range: { from: 0, to: 100 } })).toMatchObject({ verdict: 'intact' });
  });

  it('is told apart from others', async () => {
    const journal = make(300);
    for (const index of [5, 6, 130, 299]) flipBit(journal.database, { index, column: 'data', bit: 100 });
    // The 63rd inner node is the one over the entries 0 to 63.
    flipBit(journal.database, { index: 63, column: 'tree', bit: 32 * 8 * 62 });
    const { ranges, problems } = await verify(journal);
    expect(ranges.filter((it) => it.state === 'broken')).toMatchObject([
      { from: 5, to: 7 },
      { from: 63, to: 64 },
      { from: 130, to: 131 },
      { from: 299, to: 300 },
    ]);
    expect(problems.slice(0, 2)).toEqual([
      'Entries 5 to 6 are not as journaled.',
      'Entry 63 is not as journaled.',
    ]);
  });
});

describe('a change that keeps the tree consistent with itself', () => {
  const forge = (leaf: string) => leaf.replace('alice', 'mallory');

  it('of one entry and its hash is found by the node above', async () => {
    const journal = make(300);
    const leaf = forge(journal.log.records.leaf(102)?.toString() ?? '');
    journal.database
      .prepare('UPDATE entry SET data = ?, nodes = ? WHERE idx = 102')
      .run(leaf, leafHashOfText(leaf));
    expect(await verify(journal)).toMatchObject({ verdict: 'broken', firstBroken: 102 });
  });

  it('of everything from an entry on is found by the checkpoint after it', async () => {
    const journal = make(300);
    rewrite(journal.database, 150, forge);
    expect(await verify(journal)).toMatchObject({
      verdict: 'broken',
      firstBroken: 100,
      ranges: [
        { from: 0, to: 100, state: 'unanchored' },
        { from: 100, to: 300, state: 'broken' },
      ],
    });
  });

  it('with the key in hand is found by an anchor outside, and by nothing else', async () => {
    const journal = make(300);
    const anchor = anchorHolding(checkpointAt(journal, 200));
    rewrite(journal.database, 150, forge);
    for (const { size } of journal.log.records.checkpoints()) {
      const root = rootAt(size, journal.log.records.node);
      const note = signCheckpoint({ origin: ORIGIN, size, root }, journal.signer, Date.UTC(2025, 5, 27));
      journal.database.prepare('UPDATE checkpoint SET note = ? WHERE size = ?').run(note, size);
    }
    expect(await verify(journal)).toMatchObject({ verdict: 'intact' });
    const found = await verify(journal, { anchors: [anchor] });
    expect(found).toMatchObject({
      verdict: 'broken',
      firstBroken: 100,
      anchors: [{ state: 'contradicts', size: 200 }],
    });
    expect(found.problems).toContainEqual(expect.stringMatching(/^The anchor test:anchor does not fit/));
  });
});

describe('entries that are taken away', () => {
  it('at the end are missed by the last checkpoint', async () => {
    const journal = make(300);
    journal.database.exec('DELETE FROM entry WHERE idx >= 280');
    expect(await verify(journal)).toMatchObject({
      size: 280,
      verdict: 'broken',
      firstBroken: 280,
      ranges: [
        { from: 0, to: 280, state: 'unanchored' },
        { from: 280, to: 300, state: 'broken' },
      ],
      problems: [
        'Entries 280 to 299 are missing or cannot be read.',
        expect.stringContaining('counts 300 entries'),
      ],
    });
  });

  it('all of them are missed', async () => {
    const journal = make(300);
    journal.database.exec('DELETE FROM entry');
    expect(await verify(journal)).toMatchObject({ size: 0, verdict: 'broken', firstBroken: 0 });
  });

  it('with every checkpoint are missed by whoever keeps one beside the database or outside', async () => {
    const journal = make(300);
    const head = checkpointAt(journal, 300);
    journal.database.exec('DELETE FROM entry WHERE idx >= 200; DELETE FROM checkpoint WHERE size > 200');
    expect(await verify(journal)).toMatchObject({
      verdict: 'broken',
      firstBroken: 200,
      problems: ['The stored tree has nodes of entries that are not there, or cannot be read.'],
    });
    storeTreeAnew(journal.database);
    expect(await verify(journal)).toMatchObject({ verdict: 'intact' });
    const missing = { verdict: 'broken', firstBroken: 200, size: 200 };
    expect(await verify(journal, { head })).toMatchObject(missing);
    expect(await verify(journal, { anchors: [anchorHolding(head)] })).toMatchObject(missing);
    journal.database.exec('DELETE FROM entry; DELETE FROM checkpoint');
    expect(await verify(journal, { head })).toMatchObject({ verdict: 'broken', firstBroken: 0, size: 0 });
  });

  it('in the middle leave a gap that nothing can be placed behind', async () => {
    const journal = make(300);
    journal.database.exec('DELETE FROM entry WHERE idx = 150');
    expect(await verify(journal)).toMatchObject({
      verdict: 'broken',
      firstBroken: 150,
      ranges: [
        { from: 0, to: 150, state: 'unanchored' },
        { from: 150, to: 300, state: 'broken' },
      ],
    });
  });
});

describe('entries in another order', () => {
  it.each([
    ['with their hashes left where they were', 'data'],
    ['with their hashes', 'data, nodes'],
  ])('%s are found', async (_what, columns) => {
    const journal = make(300);
    const names = columns.split(', ');
    const set = names.map((name) => `${name} = (SELECT ${name} FROM temp.taken WHERE idx = 130 - entry.idx)`);
    journal.database.exec(`CREATE TEMP TABLE taken AS SELECT * FROM main.entry WHERE idx IN (60, 70);
      UPDATE main.entry SET ${set.join(', ')} WHERE idx IN (60, 70)`);
    expect(await verify(journal)).toMatchObject({ verdict: 'broken', firstBroken: 60 });
  });
});

describe('a database that is not a journal any more', () => {
  it.each([
    ['an entry that is a number', 'UPDATE entry SET data = 5 WHERE idx = 7', 7],
    ['nodes that are cut short', "UPDATE entry SET nodes = x'00' WHERE idx = 7", 7],
    ['nodes with more behind them', "UPDATE entry SET nodes = CAST(nodes || x'00' AS BLOB) WHERE idx = 7", 7],
    ['an entry far beyond the end', "INSERT INTO entry VALUES (1099511627776, 'x', x'00')", 300],
    ['a checkpoint under another size', 'UPDATE checkpoint SET size = 150 WHERE size = 200', 100],
    ['a checkpoint that is nonsense', "UPDATE checkpoint SET note = 'x' WHERE size = 200", 100],
    ['a key that is nonsense', "UPDATE verifier_key SET key = key || 'x'", 0],
    ['no keys', 'DELETE FROM verifier_key', 0],
    ['another name', "UPDATE property SET value = 'acgs.test/other' WHERE name = 'origin'", 0],
  ])('is broken: %s', async (_what, tamper, firstBroken) => {
    const journal = make(300);
    journal.database.exec(tamper);
    expect(await verify(journal)).toMatchObject({ verdict: 'broken', firstBroken });
  });

  it('is broken when its own keys are not the ones that are asked for', async () => {
    const [journal, other] = [make(3), make(1)];
    expect(await verify(journal, { keys: journal.keys })).toMatchObject({ verdict: 'intact' });
    expect(await verify(journal, { keys: other.keys })).toMatchObject({ verdict: 'broken', firstBroken: 0 });
  });

  it('is broken when an anchor is of another journal', async () => {
    const [journal, other] = [make(3), make(5)];
    const anchors = [anchorHolding(checkpointAt(other, 5))];
    expect(await verify(journal, { anchors })).toMatchObject({
      verdict: 'broken',
      anchors: [{ state: 'contradicts', problem: expect.stringContaining('not signed by any key') }],
    });
  });
});
