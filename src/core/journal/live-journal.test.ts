import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Log, silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { madeEntry } from '../store/journal/testing/made-journal.ts';
import { openAnchors } from './anchors.ts';
import { createLiveJournal, type LiveJournal } from './index.ts';

let folder: string;
let data: string;
let anchorPath: string;
let clock: ManualClock;
let said: { level: string; event: string; data: unknown }[];
const opened: LiveJournal[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-live-journal-'));
  data = join(folder, 'data');
  anchorPath = join(folder, 'elsewhere', 'acgs.checkpoint');
  clock = manualClock();
  said = [];
});

afterEach(async () => {
  await closeAll();
  await rm(folder, { recursive: true });
});

async function closeAll(): Promise<void> {
  for (const journal of opened.splice(0)) await journal.close();
}

const say = (level: string) => (event: string, data?: unknown) => void said.push({ level, event, data });
const log: Log = { ...silentLog, info: say('info'), warn: say('warn'), error: say('error') };

function open({ directory = data, anchored = true } = {}): LiveJournal {
  const journal = createLiveJournal({
    directory,
    anchors: openAnchors({
      profile: { anchors: anchored ? [{ kind: 'file', path: anchorPath }] : [] },
      connect: () => Promise.reject(new Error('there is no cluster here')),
      clock,
    }),
    clock,
    log,
  });
  opened.push(journal);
  return journal;
}

/** What runs between timers is real: files are read and written. */
async function until(holds: () => boolean): Promise<void> {
  for (let turn = 0; turn < 2000 && !holds(); turn += 1) await new Promise((done) => setImmediate(done));
  expect(holds()).toBe(true);
}

describe('before anything was journaled', () => {
  it('it is read as empty, and nothing is made', async () => {
    const journal = open();
    await journal.look();
    expect(await journal.list({ text: 'anything' }, { limit: 10 })).toEqual({
      items: [],
      total: 0,
      isTotalExact: true,
    });
    expect(journal.get(0)).toBeUndefined();
    expect(journal.verifierKeys()).toEqual([]);
    expect(await journal.verify()).toMatchObject({ verdict: 'intact', size: 0 });
    expect(() => journal.prove(0)).toThrow('There is nothing in the journal yet');
    expect(journal.status()).toMatchObject({
      ...{
        size: 0,
        origin: null,
        checkpoint: null,
        lastAnchor: null,
        recovery: null,
        problem: null,
        indexing: null,
      },
      anchors: [{ name: 'anchor file', state: 'empty', size: null }],
    });
    expect(existsSync(data)).toBe(false);
  });

  it('an anchor that counts entries says that they are gone', async () => {
    mkdirSync(join(folder, 'elsewhere'));
    const journal = open();
    journal.append(madeEntry(0));
    await closeAll();
    rmSync(data, { recursive: true });
    const later = open();
    await later.look();
    expect(later.status().anchors).toMatchObject([{ state: 'contradicts', size: 1 }]);
    expect(await later.verify()).toMatchObject({ verdict: 'broken', firstBroken: 0 });
  });
});

describe('anchors', () => {
  beforeEach(() => mkdirSync(join(folder, 'elsewhere')));

  it('are written a second after an entry, and the status says up to where and when', async () => {
    const journal = open();
    journal.append(madeEntry(0));
    expect(journal.status()).toMatchObject({ size: 1, checkpoint: null, lastAnchor: null });
    await clock.advance(1000);
    await until(() => journal.status().lastAnchor !== null);
    const at = new Date(clock.now()).toISOString();
    expect(journal.status()).toMatchObject({
      checkpoint: { size: 1, at },
      anchors: [{ name: 'anchor file', state: 'current', size: 1, at, problem: null }],
      lastAnchor: { name: 'anchor file', size: 1, at },
    });
    journal.append(madeEntry(1));
    expect(journal.status().anchors).toMatchObject([{ state: 'behind', size: 1 }]);
    expect(await journal.verify()).toMatchObject({
      ranges: [
        { from: 0, to: 1, state: 'anchored', anchor: 'anchor file' },
        { from: 1, to: 2, state: 'unanchored' },
      ],
    });
  });

  it('that are away do not hold an entry up, are said once, and are written when they are back', async () => {
    rmSync(join(folder, 'elsewhere'), { recursive: true });
    const journal = open();
    journal.append(madeEntry(0));
    await clock.advance(1000);
    await until(() => journal.status().anchors[0]?.state === 'unreachable');
    expect(journal.status()).toMatchObject({ size: 1, checkpoint: { size: 1 }, lastAnchor: null });
    await clock.advance(60_000);
    await until(() => journal.status().anchors[0]?.lookedAt === new Date(clock.now()).toISOString());
    expect(said.filter(({ event }) => event === 'journal not anchored')).toHaveLength(1);
    mkdirSync(join(folder, 'elsewhere'));
    // When it is tried again counts from the end of the last try, which is not known to the test.
    for (let minute = 0; minute < 3 && journal.status().anchors[0]?.state !== 'current'; minute += 1) {
      await clock.advance(60_000);
      await until(() => journal.status().anchors[0]?.lookedAt === new Date(clock.now()).toISOString());
    }
    expect(journal.status().anchors[0]?.state).toBe('current');
    expect(said.map(({ event }) => event)).toEqual(['journal not anchored', 'journal anchored again']);
  });

  it('are never named with their path, neither in the status nor in the log', async () => {
    rmSync(join(folder, 'elsewhere'), { recursive: true });
    const journal = open();
    journal.append(madeEntry(0));
    await journal.anchor();
    writeFileSync(join(folder, 'elsewhere'), 'a file where a folder should be');
    await journal.anchor();
    await journal.look();
    const told = JSON.stringify([journal.status(), said, await journal.verify()]);
    expect(told).toContain('anchor file');
    expect(told).not.toContain(folder);
  });

  it('that somebody else wrote to contradict the journal, and stay as evidence', async () => {
    const other = open({ directory: join(folder, 'other') });
    other.append(madeEntry(7));
    await other.anchor();
    const evidence = readFileSync(anchorPath, 'utf8');
    const journal = open();
    journal.append(madeEntry(0));
    await journal.anchor();
    expect(journal.status().anchors).toMatchObject([{ state: 'contradicts' }]);
    expect(journal.status().anchors[0]?.problem).toContain('not signed by any key');
    expect(journal.status().lastAnchor).toBeNull();
    expect(readFileSync(anchorPath, 'utf8')).toBe(evidence);
  });

  it('vouch for what an earlier process was killed before it could anchor', async () => {
    const killed = open({ anchored: false });
    for (let number = 0; number < 3; number += 1) killed.append(madeEntry(number));
    copyOf('data', 'left');
    const journal = open({ directory: join(folder, 'left') });
    journal.start();
    await until(() => journal.status().anchors[0]?.state === 'current');
    expect(journal.status()).toMatchObject({ size: 3, checkpoint: { size: 3 }, lastAnchor: { size: 3 } });
  });

  it('of a read-only profile are written where they are files, and only read where they are config maps', async () => {
    const asked: string[] = [];
    const [file, configMap] = openAnchors({
      profile: {
        readOnly: true,
        anchors: [
          { kind: 'file', path: anchorPath },
          { kind: 'configMap', name: 'acgs-journal' },
        ],
      },
      connect: async () => ({
        async request({ method = 'GET' }) {
          asked.push(method);
          return { metadata: { resourceVersion: '1' }, data: {} };
        },
      }),
      clock,
    });
    const anchors = [file, configMap].filter((it) => it !== undefined);
    const journal = createLiveJournal({ directory: data, anchors, clock, log });
    opened.push(journal);
    journal.append(madeEntry(0));
    await journal.anchor();
    await journal.look();
    expect(journal.status().anchors).toMatchObject([
      { name: 'anchor file', state: 'current', problem: null },
      {
        name: 'config map acgs-production/acgs-journal',
        state: 'empty',
        problem: 'The profile is read-only: the config map is not written',
      },
    ]);
    expect(asked).toEqual(['GET']);
  });
});

describe('several processes', () => {
  it('tell each other within a second what was added', async () => {
    const window = open({ anchored: false });
    let told = 0;
    const stop = window.subscribe(() => {
      told += 1;
    });
    const commandLine = open({ anchored: false });
    commandLine.append(madeEntry(0));
    expect(told).toBe(0);
    await clock.advance(1000);
    expect(told).toBe(1);
    expect(window.status().size).toBe(1);
    expect(window.append(madeEntry(1)).index).toBe(1);
    expect(told).toBe(2);
    await clock.advance(3000);
    // That it is signed is told too, when it is written; that nothing else happens is not.
    await vi.waitFor(() => expect(told).toBe(3));
    await clock.advance(3000);
    expect(told).toBe(3);
    stop();
    commandLine.append(madeEntry(2));
    await clock.advance(3000);
    expect(told).toBe(3);
  });

  it('go on with the journal that one of them recovered, not with the one that was moved aside', async () => {
    const first = open({ anchored: false });
    first.append(madeEntry(0));
    await closeAll();
    const second = open({ anchored: false });
    second.append(madeEntry(1));
    // Another process finds it damaged, and puts the recovered one in its place.
    copyOf('data', 'recovered');
    for (const name of ['journal.db', 'journal.db-wal', 'journal.db-shm']) {
      rmSync(join(data, name), { force: true });
      const from = join(folder, 'recovered', name);
      if (existsSync(from)) copyFileSync(from, join(data, name));
    }
    expect(second.append(madeEntry(2)).index).toBe(2);
    const reader = open({ anchored: false });
    expect(reader.status().size).toBe(3);
    expect(await reader.verify()).toMatchObject({ verdict: 'intact', size: 3 });
  });
});

describe('a damaged database', () => {
  it('is moved aside when the next entry comes, loudly, and its intact beginning is kept', async () => {
    const before = open({ anchored: false });
    for (let number = 0; number < 500; number += 1) before.append(madeEntry(number));
    await closeAll();
    truncateSync(join(data, 'journal.db'), 64 * 1024);
    const journal = open({ anchored: false });
    journal.append(madeEntry(500));
    const { recovery, size } = journal.status();
    expect(recovery?.kept).toBeGreaterThan(0);
    expect(recovery?.kept).toBeLessThan(500);
    expect(size).toBe((recovery?.kept ?? 0) + 2);
    expect(existsSync(join(data, recovery?.movedTo ?? ''))).toBe(true);
    expect(said.filter(({ level }) => level === 'error').map(({ event }) => event)).toEqual([
      'journal recovered',
    ]);
    expect(await journal.list({ kind: 'journal.recovered' }, { limit: 1 })).toMatchObject({ total: 1 });
    expect(await journal.verify()).toMatchObject({ verdict: 'intact' });
  });

  it('keeps nobody from looking, and is recovered when the control center starts', async () => {
    const before = open({ anchored: false });
    before.append(madeEntry(0));
    await closeAll();
    writeFileSync(join(data, 'journal.db'), 'this is no database, and never was one');
    const journal = open({ anchored: false });
    expect(journal.status()).toMatchObject({
      size: 0,
      problem: { message: "The journal's database is damaged: the journal cannot be read" },
    });
    await expect(journal.list({}, { limit: 1 })).rejects.toThrow('damaged');
    expect(await journal.verify()).toMatchObject({ verdict: 'broken' });
    journal.start();
    await until(() => journal.status().recovery !== null);
    expect(journal.status()).toMatchObject({ recovery: { kept: 0, lost: 1 }, problem: null });
  });

  it('is recovered in the middle of the day, too', async () => {
    const journal = open({ anchored: false });
    journal.append(madeEntry(0));
    const database = new Database(join(data, 'journal.db'));
    database.exec('DROP TABLE entry');
    database.close();
    journal.append(madeEntry(1));
    expect(journal.status().recovery).toMatchObject({ kept: 0 });
    expect(await journal.verify()).toMatchObject({ verdict: 'intact' });
  });

  it('does not get a new key silently when its own is gone with the database', async () => {
    const before = open({ anchored: false });
    before.append(madeEntry(0));
    await closeAll();
    rmSync(join(data, 'journal.db'));
    rmSync(join(data, 'journal.key'));
    const journal = open({ anchored: false });
    expect(() => journal.append(madeEntry(1))).toThrow("The journal's key is missing");
    expect(journal.status().problem?.message).toContain('key is missing');
  });
});

it('goes on after it was closed: what ends last says how it ended', async () => {
  const journal = open({ anchored: false });
  journal.append(madeEntry(0));
  await journal.close();
  expect(journal.append(madeEntry(1)).index).toBe(1);
  await journal.close();
  expect(journal.status()).toMatchObject({ size: 2, checkpoint: { size: 2 } });
});

function copyOf(from: string, to: string): void {
  mkdirSync(join(folder, to));
  for (const name of ['journal.db', 'journal.db-wal', 'journal.key']) {
    const path = join(folder, from, name);
    if (existsSync(path)) copyFileSync(path, join(folder, to, name));
  }
}
