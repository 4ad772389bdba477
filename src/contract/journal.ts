import { eventIterator, oc } from '@orpc/contract';
import { z } from 'zod';
import { level } from './health.ts';
import { instant, problem } from './source.ts';

/** An entry as a list shows it. */
export const journalRow = z.object({
  index: z.number(),
  /** Null for an entry that is damaged. */
  at: instant.nullable(),
  actor: z.string(),
  kind: z.string(),
  subject: z.string(),
  summary: z.string(),
  /** What it says of how things went; null for an entry that is neither good nor bad. */
  level: level.nullable(),
  /** The word that stands beside the level: `refused`, `glass broken`. */
  word: z.string().nullable(),
});
export type JournalRow = z.infer<typeof journalRow>;

/** Whose entries: null for this control center's journal, otherwise the bundle that is open for review. */
const book = z.string().nullable();

/** What is looked for; null does not matter. */
export const journalFilter = z.object({
  /** Words that all occur, in any order; a star at a word's end stands for its rest. */
  text: z.string().max(1000).nullable(),
  actor: z.string().nullable(),
  /** The kind, or what its kinds have in common: `operation` is also `operation.refusal`. */
  kind: z.string().nullable(),
  subject: z.string().nullable(),
  /** Only what somebody should look at: unknown, warning and critical. */
  attention: z.boolean(),
  /** From then on, and before then. */
  since: instant.nullable(),
  until: instant.nullable(),
});
export type JournalFilter = z.infer<typeof journalFilter>;

const page = z.object({
  rows: z.array(journalRow),
  total: z.number(),
  /** False when there are more than `total`, too many to be worth counting. */
  isTotalExact: z.boolean(),
});
export type JournalPage = z.infer<typeof page>;

/** How many entries there are over time. */
export const journalActivity = z.object({
  /** Start and end of the whole, epoch milliseconds. */
  from: z.number(),
  to: z.number(),
  bucketMs: z.number(),
  /** Start of the bucket (epoch milliseconds), entries in it, and how many of those somebody should look at. */
  buckets: z.array(z.tuple([z.number(), z.number(), z.number()])),
  /** False when only the newest entries that match were counted. */
  isComplete: z.boolean(),
});
export type JournalActivity = z.infer<typeof journalActivity>;

export const journalEntry = journalRow.extend({
  /** Its six fields as canonical JSON (RFC 8785). */
  json: z.string(),
  /** Whether that is, to the byte, what the journal has: what was changed may not be JSON any more. */
  isExact: z.boolean(),
  /** Hexadecimal. */
  leafHash: z.string(),
  /** `unsigned`: for a second after it came; `anchored`: a checkpoint outside vouches for it. */
  standing: z.enum(['unsigned', 'signed', 'anchored']),
  /** The other entries of the same operation, oldest first. */
  operation: z.array(journalRow),
});
export type JournalEntry = z.infer<typeof journalEntry>;

/** The way from an entry up to the root that was signed. */
export const journalProof = z.object({
  index: z.number(),
  origin: z.string(),
  /** Entries that the checkpoint is of. */
  size: z.number(),
  signedAt: instant.nullable(),
  leafHash: z.string(),
  root: z.string(),
  steps: z.array(
    z.object({
      /** Where the other hash stands. */
      side: z.enum(['left', 'right']),
      hash: z.string(),
      /** The entries that the other hash is of, `to` exclusive. */
      from: z.number(),
      to: z.number(),
      /** Both together. */
      result: z.string(),
    }),
  ),
  /** C2SP tlog-proof. */
  text: z.string(),
});
export type JournalProof = z.infer<typeof journalProof>;

export const journalVerification = z.object({
  at: instant,
  verdict: z.enum(['intact', 'broken']),
  size: z.number(),
  /** Hexadecimal. */
  root: z.string(),
  firstBroken: z.number().nullable(),
  /** `to` exclusive; in order, without gaps. */
  ranges: z.array(
    z.object({
      from: z.number(),
      to: z.number(),
      state: z.enum(['anchored', 'unanchored', 'broken']),
      anchor: z.string().nullable(),
      at: instant.nullable(),
    }),
  ),
  /** A sentence each. */
  problems: z.array(z.string()),
  anchors: z.array(z.object({ name: z.string(), state: z.string(), problem: z.string().nullable() })),
});
export type JournalVerification = z.infer<typeof journalVerification>;

const verifyStep = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({ type: z.literal('result'), verification: journalVerification }),
]);

/** A screen lists so many operations; the command line lists all. */
export const MOST_INCOMPLETE = 100;

/** How many of the operations that were begun can be followed from their intent to their result. */
export const journalCoverage = z.object({
  since: instant,
  observedAt: instant,
  complete: z.number(),
  total: z.number(),
  /** 0 to 1; null when nothing was begun. */
  ratio: z.number().nullable(),
  /** The ratio has to be above it. */
  target: z.number(),
  level,
  words: z.string(),
  /** Operations that are being done now: not counted. */
  underWay: z.number(),
  /** Those whose trail is not complete, the newest first, `MOST_INCOMPLETE` at most. */
  incomplete: z.array(
    z.object({
      operationId: z.string().nullable(),
      target: z.string(),
      summary: z.string(),
      actor: z.string(),
      at: z.string(),
      lacks: z.array(z.enum(['intent', 'result', 'known result'])),
      /** The entry that there is; null when only the lock tells of it. */
      index: z.number().nullable(),
    }),
  ),
});
export type JournalCoverage = z.infer<typeof journalCoverage>;

/** A place outside that keeps the newest checkpoint. */
const anchorStatus = z.object({
  /** What it is, without where it is. */
  name: z.string(),
  /** `behind`: it vouches for the first `size` entries; `contradicts`: somebody changed it or the journal. */
  state: z.enum(['unknown', 'current', 'behind', 'empty', 'unreachable', 'contradicts']),
  size: z.number().nullable(),
  /** When its checkpoint was signed. */
  at: instant.nullable(),
  lookedAt: instant.nullable(),
  problem: z.string().nullable(),
});

export const journalStatus = z.object({
  /** One more than the last index. */
  size: z.number(),
  /** The newest checkpoint: how many entries it is of. */
  signed: z.object({ size: z.number(), at: instant.nullable() }).nullable(),
  origin: z.string().nullable(),
  /** Each as `name+id+base64`. */
  keys: z.array(z.string()),
  anchors: z.array(anchorStatus),
  /** It is tamper-evident up to here; null when no anchor vouches for any of it, as far as is known. */
  lastAnchor: z.object({ name: z.string(), size: z.number(), at: instant.nullable() }).nullable(),
  /** The last time that all of it was verified. */
  verification: journalVerification.nullable(),
  /** Why it cannot be read, or could not be added to. */
  problem: problem.nullable(),
  /** How far the entries have been made findable; null unless that takes more than a second. */
  indexing: z.object({ done: z.number(), total: z.number() }).nullable(),
  /** How far it can be relied on, and why in one sentence. */
  level,
  words: z.string(),
});
export type JournalStatus = z.infer<typeof journalStatus>;

export const anchorOutcome = z.object({
  name: z.string(),
  state: z.enum(['written', 'current', 'busy', 'refused', 'failed']),
  problem: z.string().nullable(),
});

/** The bytes of a piece of a file, base64: at most 192 KiB of them. */
const piece = z.base64().max(262_144);

/** A file for the operator. It is there to be fetched, piece by piece, until the stream is given up. */
const exportStep = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), done: z.number(), total: z.number() }),
  z.object({
    type: z.literal('ready'),
    id: z.string(),
    name: z.string(),
    sizeBytes: z.number(),
    from: z.number(),
    to: z.number(),
  }),
]);
export type ExportStep = z.infer<typeof exportStep>;

/** A bundle from elsewhere. It is open for review until the stream is given up. */
const reviewStep = z.discriminatedUnion('type', [
  /** Pieces are waited for, from `received` on. */
  z.object({ type: z.literal('receiving'), id: z.string(), received: z.number() }),
  z.object({ type: z.literal('verifying') }),
  z.object({
    type: z.literal('verified'),
    /** Null when it is broken: nothing of it is shown then. */
    book: z.string().nullable(),
    origin: z.string().nullable(),
    exportedAt: instant.nullable(),
    from: z.number(),
    to: z.number(),
    /** The file's own keys: whose they are, only whoever knows them can say. */
    keys: z.array(z.string()),
    verification: journalVerification,
  }),
]);
export type ReviewStep = z.infer<typeof reviewStep>;

/** A bundle larger than this is for the command line. */
export const MOST_REVIEWED_BYTES = 512 * 1024 * 1024;

export const journalContract = {
  /** The latest status, again after every change: what is added, here or by another process, is seen by it. */
  watch: oc.output(eventIterator(journalStatus)),
  /** Newest first; `before` is the last index of the page before. */
  list: oc
    .input(
      z.object({
        book,
        filter: journalFilter,
        before: z.number().nullable(),
        limit: z.int().min(1).max(500),
      }),
    )
    .output(page),
  activity: oc
    .input(z.object({ book, filter: journalFilter, buckets: z.int().min(10).max(400) }))
    .output(journalActivity),
  /** What occurs in a column and contains a text, the latest first; kinds also by what they have in common. */
  values: oc
    .input(
      z.object({
        book,
        column: z.enum(['actor', 'kind', 'subject']),
        contains: z.string().max(200),
        limit: z.int().min(1).max(100),
      }),
    )
    .output(z.array(z.string())),
  entry: oc.input(z.object({ book, index: z.int().min(0) })).output(journalEntry),
  /** Fails with `not-found` while no checkpoint covers it yet. */
  prove: oc.input(z.object({ index: z.int().min(0) })).output(journalProof),
  /** Null is of the last 30 days. */
  coverage: oc.input(z.object({ since: instant.nullable() })).output(journalCoverage),
  /** Computes everything anew. Giving the stream up stops it. */
  verify: oc.output(eventIterator(verifyStep)),
  /** Signs what is not signed yet, and writes the checkpoint to every anchor. */
  anchor: oc.output(z.array(anchorOutcome)),
  /** Null is from the first, or up to the last that is signed; `to` exclusive. */
  export: oc
    .input(z.object({ from: z.int().min(0).nullable(), to: z.int().min(0).nullable() }))
    .output(eventIterator(exportStep)),
  exportPiece: oc
    .input(z.object({ id: z.string(), offset: z.int().min(0) }))
    .output(z.object({ bytes: piece, isLast: z.boolean() })),
  review: oc
    .input(z.object({ sizeBytes: z.int().min(1).max(MOST_REVIEWED_BYTES) }))
    .output(eventIterator(reviewStep)),
  /** The next piece, in order. */
  reviewPiece: oc
    .input(z.object({ id: z.string(), offset: z.int().min(0), bytes: piece }))
    .output(z.object({ received: z.number() })),
};
