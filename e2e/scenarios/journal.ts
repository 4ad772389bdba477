import type { JournalStatus, JournalVerification } from '../../src/contract/journal.ts';
import type { NewEntry } from '../../src/core/store/journal/entry.ts';
import { journalEntries } from './journal-entries.ts';
import type { Answer, Moment } from './scenario.ts';

/** What the journal is like in a scenario. */
export interface JournalScript {
  /** Scenarios whose journals have the same name go on with the same one. */
  name: string;
  /** What is in it, oldest first. */
  entries: (at: Moment) => Answer<readonly NewEntry[]>;
  isAnchored: boolean;
  /** What is told of it instead of what is so. */
  status?: (status: JournalStatus, at: Moment) => JournalStatus;
  verification?: (found: JournalVerification) => JournalVerification;
}

export const wellKeptJournal: JournalScript = {
  name: 'well-kept',
  entries: (at) => journalEntries(at.beganMs),
  isAnchored: true,
};

export const unanchoredJournal: JournalScript = { ...wellKeptJournal, name: 'unanchored', isAnchored: false };

export const emptyJournal: JournalScript = { name: 'empty', entries: () => [], isAnchored: false };

/** One more operation was done elsewhere since. */
export const growingJournal: JournalScript = {
  ...wellKeptJournal,
  entries: (at) => [
    ...journalEntries(at.beganMs),
    {
      at: at.beganMs,
      actor: 'dora@ops-3',
      kind: 'operation.intent',
      subject: 'deployment acgs-production/opa',
      summary: 'Restart opa, one pod',
      data: { operation: 'cluster.restart' },
    },
  ],
};

/** Its search index is made again, which takes a while for a million entries. */
export const indexingJournal: JournalScript = {
  ...wellKeptJournal,
  name: 'indexing',
  status: (status) => ({ ...status, indexing: { done: 431_200, total: 1_000_000 } }),
};

/** Somebody changed three entries, and what the anchor holds contradicts what came of it. */
export const brokenJournal: JournalScript = {
  ...wellKeptJournal,
  name: 'broken',
  status: (status, at) => ({
    ...status,
    level: 'critical',
    words: 'Verification found it broken from entry 92 on',
    verification: brokenVerification({
      at: new Date(at.beganMs - 60_000).toISOString(),
      verdict: 'intact',
      size: status.size,
      root: '',
      firstBroken: null,
      ranges: [],
      problems: [],
      anchors: [],
    }),
    anchors: status.anchors.map((anchor) => ({
      ...anchor,
      state: 'contradicts',
      problem: 'The first 180 entries of the journal are not the ones that it vouches for',
    })),
    lastAnchor: null,
  }),
  verification: brokenVerification,
};

function brokenVerification(found: JournalVerification): JournalVerification {
  const { size } = found;
  return {
    ...found,
    verdict: 'broken',
    firstBroken: 92,
    ranges: [
      { from: 0, to: 92, state: 'anchored', anchor: 'anchor file', at: found.at },
      { from: 92, to: 95, state: 'broken', anchor: null, at: null },
      { from: 95, to: size - 6, state: 'anchored', anchor: 'anchor file', at: found.at },
      { from: size - 6, to: size, state: 'unanchored', anchor: null, at: null },
    ],
    problems: [
      'Entries 92 to 94 are not as journaled.',
      'The anchor file does not fit: the entries that are there have another hash.',
    ],
    anchors: [
      { name: 'anchor file', state: 'contradicts', problem: 'the entries that are there have another hash' },
    ],
  };
}
