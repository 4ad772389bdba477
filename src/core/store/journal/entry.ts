import { toIso } from '../../kernel/clock.ts';
import { OperatorError } from '../../kernel/errors.ts';
import { canonicalize, canonicalOrder, type JsonValue, mayHaveHalfAPair } from './canonical.ts';
import { hexOf, leafHash } from './merkle.ts';

/** An act to be journaled. */
export interface NewEntry {
  /** When it was done, epoch milliseconds; left out: now. */
  at?: number;
  /** Who did it. */
  actor: string;
  /** What kind of act, from the general to the special: `cluster.restart`. */
  kind: string;
  /** What it was done to: `deployment/governance-service`. */
  subject: string;
  /** One sentence for whoever reads it in a year. */
  summary: string;
  data?: JsonValue;
}

/** An entry as it is in the journal. */
export interface Entry {
  index: number;
  /** ISO 8601, UTC. */
  at: string;
  actor: string;
  kind: string;
  subject: string;
  summary: string;
  data: JsonValue;
  /** Hexadecimal. */
  leafHash: string;
}

/** A config map has at most 1 MiB; what is larger belongs elsewhere, and its hash in the journal. */
export const MAX_ENTRY_BYTES = 1_048_576;

/**
 * The leaf of an entry: the canonical JSON of its six fields. It does not hold its index, so that a
 * prefix of the journal can be carried over to another file as it is.
 *
 * @param now for an entry that does not say when, ISO 8601
 * @throws TypeError when the data is not JSON; OperatorError `internal` when the entry is too large
 */
export function encodeEntry(entry: NewEntry, now: string): string {
  const { actor, kind, subject, summary, data = null } = entry;
  const at = entry.at === undefined ? now : toIso(entry.at);
  const leaf = writeFields({ actor, at, data, kind, subject, summary });
  if (leaf.length > MAX_ENTRY_BYTES / 3 && Buffer.byteLength(leaf) > MAX_ENTRY_BYTES) {
    throw new OperatorError(
      'internal',
      `The journal takes no entry above ${MAX_ENTRY_BYTES} bytes (${kind})`,
      {
        hint: 'Journal the hash of what is large, and keep the thing itself elsewhere.',
      },
    );
  }
  return leaf;
}

/** The canonical JSON of the fields, whose names are in order here: only their data is looked through. */
function writeFields({ actor, at, data, kind, subject, summary }: Fields): string {
  const ordered = canonicalOrder(data, 1);
  const leaf =
    ordered === undefined ? undefined : JSON.stringify({ actor, at, data: ordered, kind, subject, summary });
  return leaf === undefined || mayHaveHalfAPair(leaf)
    ? canonicalize({ actor, at, data, kind, subject, summary })
    : leaf;
}

/** An entry from its leaf. A leaf that is not one any more is shown as what it is: damaged. */
export function decodeEntry(index: number, leaf: Uint8Array): Entry {
  return { index, ...(fieldsOf(leaf) ?? DAMAGED), leafHash: hexOf(leafHash(leaf)) };
}

/** When the entry of a leaf was made, epoch milliseconds; NaN when the leaf is damaged. */
export function timeOf(leaf: Uint8Array): number {
  return Date.parse(fieldsOf(leaf)?.at ?? '');
}

type Fields = Omit<Entry, 'index' | 'leafHash'>;

const DAMAGED: Fields = {
  at: '',
  actor: '',
  kind: 'journal.damaged',
  subject: '',
  summary: 'This entry is damaged and cannot be read; acgs audit verify says more.',
  data: null,
};

function fieldsOf(leaf: Uint8Array): Fields | undefined {
  let read: unknown;
  try {
    read = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(leaf));
  } catch {
    return undefined;
  }
  return isFields(read) ? read : undefined;
}

function isFields(read: unknown): read is Fields {
  if (typeof read !== 'object' || read === null || !('data' in read)) return false;
  const texts: Record<string, unknown> = { ...read };
  return ['at', 'actor', 'kind', 'subject', 'summary'].every((name) => typeof texts[name] === 'string');
}
