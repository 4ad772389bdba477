import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../core/kernel/clock.ts';
import {
  fileAnchor,
  openJournal,
  openJournalKey,
  originFor,
  verifierKeysOf,
} from '../../core/store/journal/index.ts';
import { verifyProof } from '../../core/store/journal/proof.ts';
import { madeEntry } from '../../core/store/journal/testing/made-journal.ts';
import { parseVerifierKey } from '../../core/store/journal/verifier-key.ts';
import { launch } from '../testing/launch.ts';
import { runHere } from '../testing/run-here.ts';

const clock = systemClock();
/** A proof, an import or a process of its own takes a while on a busy machine. */
const PATIENCE = { timeout: 60_000 };
let folder: string;
let data: string;

/** Runs a command line as the operator's, in a world without a profile. */
function acgs(...words: string[]) {
  return runHere(words, { folder, env: { ACGS_DATA: data, XDG_CONFIG_HOME: folder } });
}

async function journal(size: number, anchorPath?: string): Promise<void> {
  const signer = openJournalKey(data);
  const anchors = anchorPath === undefined ? [] : [fileAnchor(anchorPath, clock)];
  const opened = openJournal({ directory: data, clock, signer, origin: originFor(signer), anchors });
  opened.appendBatch(Array.from({ length: size }, (_, number) => madeEntry(number)));
  await opened.close();
}

function tamper(sql: string): void {
  const database = new Database(join(data, 'journal.db'));
  database.exec(sql);
  database.close();
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'acgs-audit-'));
  data = join(folder, 'data');
});

afterEach(() => rm(folder, { recursive: true }));

describe('audit list and search', PATIENCE, () => {
  it('give the total and the entries, newest first', async () => {
    await journal(12);
    const listed = await acgs('audit', 'list', '--json', '--limit', '2', '--before', '10');
    expect(listed.code).toBe(0);
    expect(listed.json()).toEqual({
      total: 12,
      isTotalExact: true,
      items: [9, 8].map((index) => ({
        index,
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
        ...madeEntry(index),
        leafHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      })),
    });
    const found = await acgs('audit', 'search', 'integrity acknow*', '--json');
    expect(found.json()).toMatchObject({ total: 2, items: [{ index: 7 }, { index: 1 }] });
  });

  it('filter by who, what, on what and when', async () => {
    await journal(12);
    const total = async (...options: string[]) =>
      (await acgs('audit', 'list', '--json', ...options)).json().total;
    expect(await total('--actor', 'alice')).toBe(4);
    expect(await total('--kind', 'alerts')).toBe(6);
    expect(await total('--subject', 'deployment/governance-service', '--actor', 'bob')).toBe(0);
    expect(await total('--since', '2020-01-01')).toBe(12);
    expect(await total('--until', '2020-01-01')).toBe(0);
  });

  it('print a table, and nothing where there is nothing', async () => {
    expect(await acgs('audit', 'list')).toMatchObject({ code: 0, out: 'Nothing found.\n' });
    await journal(3);
    const { out } = await acgs('audit', 'list', '--limit', '1');
    expect(out.split('\n')[0]).toMatch(/^INDEX\s+AT\s+ACTOR\s+KIND\s+SUBJECT\s+SUMMARY$/);
    expect(out).toContain('1 of 3');
    expect(await stat(data)).toBeTruthy();
  });

  it('refuse a time that is none', async () => {
    expect(await acgs('audit', 'list', '--since', 'yesterday')).toMatchObject({
      code: 2,
      err: 'acgs: --since takes a day or a moment, such as 2025-06-27T09:00Z, not "yesterday"\n',
    });
  });
});

describe('audit verify', PATIENCE, () => {
  const anchor = () => join(folder, 'anchor');

  async function profile(): Promise<string> {
    const path = join(folder, 'watched.yaml');
    const anchors = 'anchors: [{ kind: file, path: anchor }, { kind: configMap, name: checkpoint }]';
    const cluster = 'cluster: { kubeconfig: not-there }';
    await writeFile(path, `name: audited\nenvironment: staging\n${cluster}\n${anchors}\n`);
    return path;
  }

  it('is 0 and intact, with the anchors of the profile', async () => {
    await journal(5, anchor());
    await journal(2);
    const { code, json } = await acgs('audit', 'verify', '--json', '--profile', await profile());
    expect(code).toBe(0);
    expect(json()).toMatchObject({
      size: 7,
      root: expect.stringMatching(/^[0-9a-f]{64}$/),
      verdict: 'intact',
      firstBroken: null,
      ranges: [
        { from: 0, to: 5, state: 'anchored', anchor: `file:${anchor()}`, at: expect.stringMatching(/Z$/) },
        { from: 5, to: 7, state: 'unanchored', anchor: null, at: null },
      ],
      anchors: [
        { name: `file:${anchor()}`, state: 'fits' },
        {
          name: 'config map acgs-production/checkpoint',
          state: 'unreadable',
          problem: expect.stringContaining('kubeconfig'),
        },
      ],
    });
  });

  it('says in words how far it can be relied on', async () => {
    await journal(5, anchor());
    await journal(1);
    const { out } = await acgs('audit', 'verify', '--anchor', 'anchor');
    expect(out).toMatch(
      /^✅ 6 entries, intact\n✅ entries 0 to 4: tamper-evident by file:.*anchor, signed .*Z\n➖ entry 5: only the journal's own word/,
    );
  });

  it.each([
    ['an entry was changed', "UPDATE entry SET data = replace(data, 'Act', 'Art') WHERE idx = 3", 3],
    ['the last entries were deleted', 'DELETE FROM entry WHERE idx > 3', 4],
    ['all entries were deleted', 'DELETE FROM entry', 0],
    ['its tables were dropped', 'DROP TABLE entry', 0],
  ])('is 1 and broken when %s', async (_what, sql, firstBroken) => {
    await journal(9);
    tamper(sql);
    const { code, json } = await acgs('audit', 'verify', '--json');
    expect({ code, ...json() }).toMatchObject({ code: 1, verdict: 'broken', firstBroken });
  });

  it('is 1 and broken when its file is no database, or gone', async () => {
    await journal(9);
    await writeFile(join(data, 'journal.db'), 'x'.repeat(10_000));
    const { code, json } = await acgs('audit', 'verify', '--json');
    expect({ code, ...json() }).toMatchObject({ code: 1, verdict: 'broken', firstBroken: 0 });
    await rm(join(data, 'journal.db'));
    const gone = await acgs('audit', 'verify');
    expect(gone).toMatchObject({
      code: 1,
      out: expect.stringContaining('counts 9 entries, and there is no journal'),
    });
  });

  it('is 0 where there never was a journal', async () => {
    const { code, json } = await acgs('audit', 'verify', '--json');
    expect({ code, ...json() }).toMatchObject({ code: 0, size: 0, verdict: 'intact', ranges: [] });
  });

  it('believes the keys it is given, and refuses what is no key', async () => {
    await journal(2);
    const [key = ''] = (await acgs('audit', 'key')).out.split('\n');
    expect(await acgs('audit', 'verify', '--key', key)).toMatchObject({ code: 0 });
    const other = verifierKeysOf('acgs.test/other', openJournalKey(join(folder, 'elsewhere')))[0];
    expect(await acgs('audit', 'verify', '--key', other)).toMatchObject({ code: 1 });
    expect(await acgs('audit', 'verify', '--key', 'secret')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--key: The verifier key is not of the form'),
    });
  });
});

describe('audit export and import', PATIENCE, () => {
  it('carry entries to where there is nothing else', async () => {
    await journal(20);
    const out = join(folder, 'part.jsonl');
    expect(
      (await acgs('audit', 'export', '--out', 'part.jsonl', '--from', '5', '--to', '12', '--json')).json(),
    ).toEqual({
      ...{ file: out, from: 5, to: 12, size: 20 },
    });
    // As on a machine of its own: no home, no data, no profile.
    const there = {
      HOME: '/nonexistent',
      XDG_DATA_HOME: '/nonexistent',
      XDG_CONFIG_HOME: '/nonexistent',
      XDG_CACHE_HOME: folder,
    };
    const verified = await launch(['audit', 'verify', '--bundle', out, '--json'], { env: there });
    expect(verified).toMatchObject({ code: 0 });
    expect(JSON.parse(verified.out)).toMatchObject({
      verdict: 'intact',
      size: 20,
      ranges: [{ from: 5, to: 12 }],
    });

    data = join(folder, 'review');
    expect(await acgs('audit', 'import', out)).toMatchObject({
      code: 0,
      out: expect.stringContaining('entries 5 to 11 of 20'),
    });
    expect((await acgs('audit', 'list', '--json')).json()).toMatchObject({ total: 7 });
    expect((await acgs('audit', 'search', 'number 7', '--json')).json()).toMatchObject({
      items: [{ index: 7 }],
    });
    expect(await acgs('audit', 'verify')).toMatchObject({ code: 0 });
    expect(await acgs('audit', 'import', out)).toMatchObject({
      code: 2,
      err: expect.stringContaining('has a journal already'),
    });
    expect(await acgs('audit', 'prove', '7')).toMatchObject({ code: 2 });
  });

  it('fail and name the entry when a byte was changed', async () => {
    await journal(20);
    await acgs('audit', 'export', '--out', 'all.jsonl');
    const whole = await readFile(join(folder, 'all.jsonl'), 'utf8');
    await writeFile(join(folder, 'all.jsonl'), whole.replace('Act number 7', 'Act number 8'));
    const { code, out } = await acgs('audit', 'verify', '--bundle', 'all.jsonl');
    expect({ code, out }).toEqual({
      code: 1,
      out: expect.stringContaining('❌ Entry 7 is not as journaled.'),
    });
    data = join(folder, 'review');
    const imported = await acgs('audit', 'import', 'all.jsonl');
    expect(imported).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing was imported: Entry 7 is'),
    });
  });

  it('say what is missing', async () => {
    expect(await acgs('audit', 'export', '--out', 'x')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no journal'),
    });
    expect(await acgs('audit', 'export')).toMatchObject({
      code: 2,
      err: expect.stringContaining('--out is missing'),
    });
    expect(await acgs('audit', 'verify', '--bundle', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no such file'),
    });
  });

  it('sign first what is not signed yet', async () => {
    await journal(4);
    tamper('DELETE FROM checkpoint');
    expect(await acgs('audit', 'export', '--out', 'all.jsonl')).toMatchObject({
      code: 0,
      out: expect.stringContaining('0 to 3 of 4'),
    });
  });
});

describe('audit prove, key and anchor', PATIENCE, () => {
  it('prints a proof that the key verifies', async () => {
    await journal(9);
    const keys = (await acgs('audit', 'key', '--json')).json().items.map(parseVerifierKey);
    const { json } = await acgs('audit', 'prove', '4', '--json');
    const { proof, leafHash } = json();
    expect(verifyProof(proof, Buffer.from(leafHash, 'hex'), keys)).toMatchObject({ size: 9 });
    expect((await acgs('audit', 'prove', '4')).out).toBe(proof);
    expect(await acgs('audit', 'prove', '9')).toMatchObject({
      code: 1,
      err: expect.stringContaining('There is no entry 9'),
    });
    expect(await acgs('audit', 'prove', 'x')).toMatchObject({ code: 2 });
  });

  it('makes the key when it is first asked for, for its owner only, and never over a journal', async () => {
    const { out } = await acgs('audit', 'key');
    expect(out).toMatch(/^acgs-control-center\/[0-9a-f]{16}\+[0-9a-f]{8}\+\S+\n/);
    expect((await stat(join(data, 'journal.key'))).mode & 0o777).toBe(0o600);
    await journal(1);
    expect((await acgs('audit', 'key')).out).toBe(out);
    await rm(join(data, 'journal.key'));
    tamper('DELETE FROM checkpoint');
    const { code, err } = await acgs('audit', 'prove', '0');
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining("The journal's key is missing") });
  });

  it('anchors now, and says when an anchor is not ours', async () => {
    await journal(3);
    await writeFile(
      join(folder, 'p.yaml'),
      'name: a\nenvironment: staging\nanchors: [{ kind: file, path: anchor }]\n',
    );
    const anchored = () => acgs('audit', 'anchor', '--profile', 'p.yaml');
    expect(await anchored()).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^✅ file:.*anchor: written\n$/),
    });
    expect(await anchored()).toMatchObject({ code: 0, out: expect.stringContaining('current') });
    await writeFile(join(folder, 'anchor'), 'a shopping list\n');
    expect(await anchored()).toMatchObject({ code: 1 });
    expect(await acgs('audit', 'anchor')).toMatchObject({
      code: 3,
      err: expect.stringContaining('names no anchor'),
    });
  });
});
