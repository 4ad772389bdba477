import { afterEach, describe, expect, it } from 'vitest';
import { manualClock } from '../../kernel/manual-clock.ts';
import { openCheckpoint } from './checkpoint.ts';
import type { JournalDatabase } from './database/open.ts';
import { createLog } from './log.ts';
import { hexOf } from './merkle.ts';
import { type MadeJournal, madeEntry, makeJournal, ORIGIN } from './testing/made-journal.ts';
import { naiveTree } from './testing/naive-tree.ts';
import { rowsOf } from './testing/stored-tree.ts';
import { inclusionProof, innerNodesIn, leavesOf, subtreesOf } from './tree.ts';
import { parseVerifierKey } from './verifier-key.ts';
import { verifyJournal } from './verify/index.ts';

const made: MadeJournal[] = [];

function make(size = 0, options: Partial<Parameters<typeof makeJournal>[0]> = {}): MadeJournal {
  const journal = makeJournal({ size, checkpointEvery: 1_000_000, ...options });
  made.push(journal);
  return journal;
}

/** Another process that has the same journal open, and may be unable to sign. */
function second(
  { database, signer }: MadeJournal,
  more: { checkpointEvery?: number; canSign?: boolean } = {},
) {
  const { checkpointEvery = 1_000_000, canSign = true } = more;
  const problems: unknown[] = [];
  const sign = (): never => {
    throw new Error('The key is away');
  };
  const log = createLog(database, {
    clock: manualClock(),
    signer: canSign ? signer : { ...signer, sign },
    origin: ORIGIN,
    checkpointEvery,
    onUnsigned: (problem) => problems.push(problem),
  });
  return { log, problems };
}

const entries = (count: number, from = 0) =>
  Array.from({ length: count }, (_, offset) => madeEntry(from + offset));

const leavesIn = (database: JournalDatabase) =>
  database.prepare<[], string>('SELECT data FROM entry ORDER BY idx').pluck().all();

/** The stored inner nodes, block after block. */
const nodesIn = (database: JournalDatabase) =>
  database.prepare<[], Buffer>('SELECT nodes FROM tree ORDER BY block').pluck().all();

/** What has to be stored of inner nodes for these entries. */
const innerNodesOf = (leaves: readonly string[]) =>
  Buffer.concat(rowsOf(leaves).map((nodes) => nodes.subarray(32)));

function expectTreeOf({ database, log, keys }: MadeJournal): void {
  const leaves = leavesIn(database);
  expect(hexOf(Buffer.concat(nodesIn(database)))).toBe(hexOf(innerNodesOf(leaves)));
  const checkpoint = openCheckpoint(log.records.lastCheckpoint()?.note ?? '', keys.map(parseVerifierKey));
  expect(checkpoint.size).toBe(leaves.length);
  expect(hexOf(checkpoint.root)).toBe(
    hexOf(naiveTree(leaves.map((it) => Buffer.from(it))).root(leaves.length)),
  );
}

afterEach(() => {
  for (const { database } of made.splice(0)) database.close();
});

describe('the nodes above the entries', () => {
  it('are stored when they are signed, and the entries with their leaf hashes alone', () => {
    const journal = make();
    const { database, log } = journal;
    log.append(entries(300));
    expect(nodesIn(database)).toEqual([]);
    expect(database.prepare('SELECT DISTINCT length(nodes) FROM entry').pluck().all()).toEqual([32]);
    log.checkpoint();
    expectTreeOf(journal);
    expect(nodesIn(database).map((it) => it.length / 32)).toEqual([255, 300 - 4 - 255]);
  });

  it('are added to, in whatever pieces they come', () => {
    const journal = make();
    for (const count of [1, 1, 3, 100, 150, 1, 1, 255, 257, 600]) {
      journal.log.append(entries(count));
      journal.log.checkpoint();
      expectTreeOf(journal);
    }
  });

  it('can be read before they are stored, and prove the same', () => {
    const { log } = make();
    log.append(entries(700));
    const subtrees = Array.from({ length: 700 }, (_, size) => subtreesOf(0, size + 1)).flat();
    const read = () => subtrees.map((it) => hexOf(log.records.node(it)));
    const prove = () =>
      [0, 255, 256, 699].flatMap((at) => inclusionProof(at, 700, log.records.node).map(hexOf));
    const before = [read(), prove()];
    expect(log.records.treeEnd()).toBe(0);
    log.checkpoint();
    expect(log.records.treeEnd()).toBe(700);
    expect([read(), prove()]).toEqual(before);
    const beyond = subtrees.find((it) => leavesOf(it).to === 512);
    expect(() => log.records.node({ level: beyond?.level ?? 0, index: 1 })).toThrow(RangeError);
  });

  it('are stored now and then also while nothing can be signed', () => {
    const { log, problems } = second(make(), { checkpointEvery: 2000, canSign: false });
    for (let from = 0; from < 12_000; from += 400) {
      log.append(entries(400, from));
      expect(log.records.size() - log.records.treeEnd()).toBeLessThan(4096);
    }
    expect(log.records.lastCheckpoint()).toBeUndefined();
    expect(problems).toContainEqual(expect.objectContaining({ message: 'The key is away' }));
    expect(() => log.checkpoint()).toThrow('The key is away');
    expect(log.records.size()).toBe(12_000);
  });

  it('are stored now and then also while nothing is to be signed', () => {
    const { log } = make();
    for (let from = 0; from < 9000; from += 450) log.append(entries(450, from));
    expect(log.records.treeEnd()).toBe(9000);
    log.append(entries(4000));
    expect(log.records.treeEnd()).toBe(9000);
    expect(log.records.lastCheckpoint()).toBeUndefined();
  });

  it('are stored once, whoever of several adds and signs', async () => {
    const journal = make();
    const [a, b] = [journal.log, second(journal).log];
    a.append(entries(3));
    b.checkpoint();
    a.append(entries(2));
    a.checkpoint();
    b.append(entries(1));
    a.append(entries(300));
    b.append(entries(5000));
    a.append(entries(1));
    b.checkpoint();
    a.checkpoint();
    expectTreeOf(journal);
    expect(await verifyJournal(journal.database, { clock: manualClock() })).toMatchObject({
      verdict: 'intact',
      size: 5307,
    });
  });

  it('are made up for by the next process when the one that added was killed', () => {
    const journal = make(10);
    journal.log.append(entries(291));
    const { log } = second(journal);
    log.append(entries(2));
    log.checkpoint();
    expectTreeOf(journal);
  });

  it('are not added when the entry itself is not', () => {
    const journal = make(10);
    const pages = Number(journal.database.pragma('page_count', { simple: true }));
    journal.database.pragma(`max_page_count = ${pages + 2}`);
    expect(() => journal.log.append(entries(5000))).toThrow('none of the entries was journaled');
    journal.database.pragma('max_page_count = 1000000');
    journal.log.append(entries(5));
    journal.log.checkpoint();
    expectTreeOf(journal);
  });
});

describe('a stored tree that somebody changed', () => {
  it.each([
    ['has nodes of more entries than there are', 'DELETE FROM entry WHERE idx > 290', 'the nodes of 300'],
    [
      'cannot be as it is',
      "UPDATE tree SET nodes = CAST(nodes || x'00' AS BLOB) WHERE block = 1",
      'cannot have',
    ],
  ])('keeps nobody from adding entries when it %s, but is not signed', (_what, tamper, problem) => {
    const journal = make(300);
    journal.database.exec(tamper);
    const size = journal.log.records.size();
    expect(journal.log.append([madeEntry(1)])).toMatchObject([{ index: size }]);
    expect(() => journal.log.checkpoint()).toThrow(problem);
    expect(journal.log.append([madeEntry(2)])).toMatchObject([{ index: size + 1 }]);
    expect(() => second(journal)).toThrow(RangeError);
  });

  it('is not gone on with when nodes are missing that were signed', () => {
    const journal = make(300);
    journal.database.exec('DELETE FROM tree WHERE block = 1');
    expect(innerNodesIn(journal.log.records.treeEnd())).toBe(255);
    expect(() => second(journal)).toThrow('There are 300 entries, 300 signed, and the nodes of 256');
  });
});
