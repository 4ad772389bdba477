import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { resolveThresholds, thresholdOf } from '../../connect/profile/thresholds.ts';
import { systemClock } from '../../kernel/clock.ts';
import { silentLog } from '../../kernel/log.ts';
import { createRedactor } from '../../kernel/redaction.ts';
import type { NewEntry } from '../../store/journal/entry.ts';
import { fileAnchor } from '../../store/journal/index.ts';
import { createLiveJournal, type LiveJournal } from '../index.ts';
import { type Audit, createAudit, type VerifyStep } from './index.ts';
import type { ReviewStep } from './reviews.ts';
import type { Wish } from './rows.ts';

const ALL: Wish = {
  ...{ text: null, actor: null, kind: null, subject: null },
  ...{ attention: false, since: null, until: null },
};
const clock = systemClock();
let folder: string;
let journal: LiveJournal;
let audit: Audit;

function act(number: number): NewEntry {
  return {
    at: Date.parse('2025-06-27T09:00:00Z') + number * 1000,
    actor: number % 2 === 0 ? 'alice' : 'bob',
    kind: number % 5 === 0 ? 'operation.refusal' : 'operation.intent',
    subject: `deployment/service-${number % 3}`,
    summary: `Act number ${number}`,
    data: { operationId: `1f0cb${Math.floor(number / 2)}`, number },
  };
}

function openAudit(anchors: string[] = ['anchor']): void {
  journal = createLiveJournal({
    directory: join(folder, 'data'),
    anchors: anchors.map((name) => ({
      anchor: { ...fileAnchor(join(folder, name), clock), name: 'anchor file' },
      readOnly: null,
    })),
    clock,
    log: silentLog,
  });
  audit = createAudit({
    journal,
    locks: () => [],
    threshold: thresholdOf(resolveThresholds({}), 'audit-coverage'),
    clock,
    redactor: createRedactor(),
  });
}

function append(count: number): void {
  for (let number = 0; number < count; number += 1) journal.append(act(number));
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-audit-'));
  openAudit();
});

afterEach(async () => {
  await journal.close();
  rmSync(folder, { recursive: true });
});

async function last<T>(steps: AsyncIterable<T>): Promise<T> {
  let step: T | undefined;
  for await (step of steps);
  if (step === undefined) throw new Error('There was no step');
  return step;
}

describe('looking', () => {
  it('lists newest first, with what stands out and what matches', async () => {
    append(12);
    const asked = { book: null, before: null, limit: 2 };
    expect(await audit.list({ ...asked, filter: ALL })).toMatchObject({
      total: 12,
      rows: [
        { index: 11, level: null, word: null },
        { index: 10, level: 'warning', word: 'refused', at: '2025-06-27T09:00:10.000Z' },
      ],
    });
    const filter = { ...ALL, attention: true, until: '2025-06-27T09:00:06.000Z' };
    expect((await audit.list({ ...asked, filter })).rows.map((row) => row.index)).toEqual([5, 0]);
    const words = { ...ALL, text: 'act number 7', actor: 'bob' };
    expect((await audit.list({ ...asked, filter: words })).rows.map((row) => row.index)).toEqual([7]);
  });

  it('offers what occurs, kinds also by what they have in common', async () => {
    append(6);
    const asked = { book: null, limit: 10 };
    expect(await audit.values({ ...asked, column: 'kind', contains: 'op' })).toEqual([
      'operation',
      'operation.refusal',
      'operation.intent',
    ]);
    expect(await audit.values({ ...asked, column: 'actor', contains: 'LI' })).toEqual(['alice']);
  });

  it('shows one entry as it is in the journal, among those of its operation', async () => {
    append(6);
    const entry = await audit.entry({ book: null, index: 4 });
    expect(entry).toMatchObject({ isExact: true, standing: 'unsigned', operation: [{ index: 5 }] });
    expect(JSON.parse(entry.json)).toMatchObject({ actor: 'alice', data: { number: 4 } });
    await journal.anchor();
    expect(await audit.entry({ book: null, index: 4 })).toMatchObject({ standing: 'anchored' });
    await expect(audit.entry({ book: null, index: 6 })).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('proving', () => {
  it.each([0, 4, 6, 10])('leads from entry %i to the signed root, step by step', async (index) => {
    append(11);
    expect(() => audit.prove(index)).toThrow(/not covered by a signed checkpoint/);
    await journal.anchor();
    const { steps, root, size, leafHash } = audit.prove(index);
    expect(size).toBe(11);
    expect(steps.at(-1)?.result).toBe(root);
    // Beside the leaf, the entries of all steps are the whole journal.
    const covered = steps.flatMap(({ from, to }) => Array.from({ length: to - from }, (_, at) => from + at));
    expect([...covered, index].sort((a, b) => a - b)).toEqual(Array.from({ length: 11 }, (_, at) => at));
    expect(leafHash).toBe(journal.get(index)?.leafHash);
  });
});

describe('verifying', () => {
  it('tells how far it is, and remembers what it found', async () => {
    append(300);
    await journal.anchor();
    journal.append(act(300));
    const stop = new AbortController();
    const steps: VerifyStep[] = [];
    for await (const step of audit.verify(stop.signal)) steps.push(step);
    expect(steps[0]).toEqual({ type: 'progress', done: 0, total: 301 });
    expect(steps.at(-1)).toMatchObject({
      verification: {
        verdict: 'intact',
        ranges: [
          { from: 0, to: 300, state: 'anchored', anchor: 'anchor file' },
          { from: 300, to: 301, state: 'unanchored' },
        ],
      },
    });
    expect(audit.status().verification?.verdict).toBe('intact');
  });

  it('stops when nobody listens any more', async () => {
    append(10);
    const stop = new AbortController();
    const steps = audit.verify(stop.signal);
    await steps.next();
    await steps.return();
    expect(audit.status().verification).toBeNull();
  });
});

describe('how far it can be relied on', () => {
  it('is unknown without entries or anchors, and good when an anchor vouches for it', async () => {
    expect(audit.status()).toMatchObject({ level: 'unknown', words: 'Nothing is journaled yet' });
    append(3);
    expect(audit.status()).toMatchObject({ level: 'unknown', words: 'Not anchored yet' });
    await journal.anchor();
    expect(audit.status()).toMatchObject({ level: 'good', lastAnchor: { name: 'anchor file', size: 3 } });
    await journal.close();
    openAudit([]);
    expect(audit.status()).toMatchObject({
      level: 'unknown',
      words: 'No external anchor: only its own word',
    });
  });

  it('is a warning when an anchor is away, and critical when one contradicts it', async () => {
    append(3);
    await journal.close();
    openAudit(['missing/anchor']);
    expect(await audit.anchor()).toMatchObject([{ name: 'anchor file', state: 'failed' }]);
    const { level, words, anchors } = audit.status();
    expect({ level, words }).toEqual({ level: 'warning', words: 'The anchor file cannot be reached' });
    expect(JSON.stringify(anchors)).not.toContain(folder);
    await journal.close();

    openAudit(['anchor']);
    await journal.anchor();
    await journal.close();
    rmSync(join(folder, 'data'), { recursive: true });
    openAudit(['anchor']);
    append(2);
    expect(await audit.anchor()).toMatchObject([{ state: 'refused' }]);
    expect(audit.status()).toMatchObject({ level: 'critical', words: 'The anchor file contradicts it' });
  });
});

describe('handing on', () => {
  async function exported(range: { from: number | null; to: number | null }): Promise<Buffer> {
    const stop = new AbortController();
    const pieces: Buffer[] = [];
    for await (const step of audit.exports.open(range, stop.signal)) {
      if (step.type !== 'ready') continue;
      for (let offset = 0, isLast = false; !isLast; ) {
        const piece = await audit.exports.piece(step.id, offset);
        const bytes = Buffer.from(piece.bytes, 'base64');
        pieces.push(bytes);
        offset += bytes.length;
        isLast = piece.isLast;
        if (isLast) expect(offset).toBe(step.sizeBytes);
      }
      stop.abort();
    }
    return Buffer.concat(pieces);
  }

  /** Takes a bundle in as a screen does, and lets `look` look while it is open. */
  async function review(bundle: Buffer, look: (step: ReviewStep) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    for await (const step of audit.reviews.open(bundle.length, stop.signal)) {
      if (step.type === 'receiving') {
        for (let offset = 0; offset < bundle.length; offset += 10_000) {
          const bytes = bundle.subarray(offset, offset + 10_000).toString('base64');
          await audit.reviews.piece(step.id, offset, bytes);
        }
      }
      if (step.type !== 'verified') continue;
      await look(step);
      stop.abort();
    }
  }

  it('carries entries out, and in again to be looked at apart from our own', async () => {
    append(400);
    const bundle = await exported({ from: 100, to: 350 });
    expect(bundle.length).toBeGreaterThan(50_000);
    let book = '';
    await review(bundle, async (step) => {
      expect(step).toMatchObject({ from: 100, to: 350, verification: { verdict: 'intact', size: 400 } });
      book = (step.type === 'verified' && step.book) || '';
      const asked = { book, filter: { ...ALL, text: 'act 120' }, before: null, limit: 5 };
      expect((await audit.list(asked)).rows).toMatchObject([{ index: 120 }]);
      expect(await audit.entry({ book, index: 120 })).toMatchObject({ standing: 'signed', isExact: true });
      await expect(audit.entry({ book, index: 99 })).rejects.toMatchObject({ code: 'not-found' });
      expect((await audit.activity({ book, filter: ALL, buckets: 20 })).buckets.length).toBeGreaterThan(3);
    });
    await expect(audit.entry({ book, index: 120 })).rejects.toMatchObject({ code: 'not-found' });
    expect(audit.status().size).toBe(400);
  });

  it('signs first what is not signed yet', async () => {
    append(3);
    expect((await exported({ from: null, to: null })).toString()).toContain('"to":3');
  });

  it('opens nothing of a bundle that was changed, and names the entry', async () => {
    append(20);
    const bundle = (await exported({ from: null, to: null })).toString();
    await review(Buffer.from(bundle.replace('Act number 7', 'Act number 8')), async (step) => {
      expect(step).toMatchObject({
        book: null,
        verification: {
          verdict: 'broken',
          firstBroken: 7,
          problems: [expect.stringContaining('Entry 7'), expect.anything()],
        },
      });
    });
  });

  it.each([
    ['is no bundle', Buffer.from('a shopping list\n')],
    ['is binary', Buffer.from([0, 255, 10, 13, 10, 200])],
  ])('refuses what %s without saying where it was put', async (_what, file) => {
    const refused = await review(file, async () => undefined).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: 'usage', message: 'The file is not a journal bundle' });
  });

  it('refuses pieces out of order, and more than was announced', async () => {
    const stop = new AbortController();
    const steps = audit.reviews.open(100, stop.signal);
    const first = (await steps.next()).value;
    const id = first?.type === 'receiving' ? first.id : '';
    await expect(audit.reviews.piece(id, 50, 'AAAA')).rejects.toMatchObject({ code: 'conflict' });
    const tooMuch = Buffer.alloc(101).toString('base64');
    await expect(audit.reviews.piece(id, 0, tooMuch)).rejects.toMatchObject({ code: 'conflict' });
    stop.abort();
    expect((await steps.next()).done).toBe(true);
    await expect(audit.reviews.piece(id, 0, 'AAAA')).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses a range that the journal does not have', async () => {
    append(3);
    await expect(
      last(audit.exports.open({ from: 2, to: 9 }, AbortSignal.timeout(5000))),
    ).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('the signed journal has 0 to 2'),
    });
  });
});
