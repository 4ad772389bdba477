import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLiveJournal, type LiveJournal } from '../journal/index.ts';
import { OperatorError } from '../kernel/errors.ts';
import { silentLog } from '../kernel/log.ts';
import { type ManualClock, manualClock } from '../kernel/manual-clock.ts';
import { createRedactor } from '../kernel/redaction.ts';
import type { StoredTransition } from '../store/alerts/index.ts';
import { openStore, type Store } from '../store/index.ts';
import { type AlertJournal, createJournaling } from './journaling.ts';

let folder: string;
let store: Store;
let clock: ManualClock;
let journal: LiveJournal;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'acgs-journaling-'));
  store = openStore(folder, 60_000);
  clock = manualClock();
  journal = createLiveJournal({ directory: folder, anchors: [], clock, log: silentLog });
});
afterEach(async () => {
  await journal.close();
  store.close();
  rmSync(folder, { recursive: true });
});

const journaling = (into: AlertJournal = journal) =>
  createJournaling({
    records: store.alerts,
    journal: into,
    redactor: createRedactor(),
    log: silentLog,
    now: clock.now,
  });
const fires = (alert: string): StoredTransition =>
  store.alerts.addTransition({
    ...{
      alert,
      silence: null,
      at: clock.now(),
      kind: 'firing',
      actor: 'test',
      level: 'critical',
      words: 'fires',
    },
  });
const told = async () =>
  (await journal.list({ kind: 'alert' }, { limit: 50 })).items.map(({ subject }) => subject);

describe('a transition is in the journal once', () => {
  it('when a process ended after the journal had it', async () => {
    const transition = fires('a');
    store.alerts.claimForJournal(transition.id);
    const { append, list } = journal;
    createJournaling({
      records: {
        ...store.alerts,
        claimForJournal: () => true,
        settleJournal: () => {},
        unjournaled: () => [{ ...transition, claimed: false }],
      },
      journal: { append, list },
      redactor: createRedactor(),
      log: silentLog,
      now: clock.now,
    }).write();
    expect(await told()).toEqual(['alert a']);
    await clock.advance(60_000);
    await journaling().takeUp();
    expect(await told()).toEqual(['alert a']);
    expect(store.alerts.unjournaled()).toEqual([]);
  });

  it('when a process ended just before', async () => {
    store.alerts.claimForJournal(fires('a').id);
    await journaling().takeUp();
    // Whoever claimed it may be about to tell it.
    expect(await told()).toEqual([]);
    await clock.advance(60_000);
    await journaling().takeUp();
    expect(await told()).toEqual(['alert a']);
  });

  it('when two processes write at the same time', async () => {
    fires('a');
    fires('b');
    journaling().write();
    journaling().write();
    expect((await told()).toSorted()).toEqual(['alert a', 'alert b']);
  });

  it('when the journal does not take it at first', async () => {
    fires('a');
    let isFull = true;
    const full: AlertJournal = {
      append(entry) {
        if (isFull) throw new OperatorError('internal', 'The disk is full');
        return journal.append(entry);
      },
      list: journal.list,
    };
    const writer = journaling(full);
    writer.write();
    isFull = false;
    writer.write();
    writer.write();
    expect(await told()).toEqual(['alert a']);
  });
});
