import { instantOf } from '../../kernel/clock.ts';
import { type Attention, attentionOf } from '../../store/journal/attention.ts';
import { canonicalize } from '../../store/journal/canonical.ts';
import type { Entry } from '../../store/journal/entry.ts';
import type { EntryFilter, EntryPage, JournalReader } from '../../store/journal/index.ts';
import { hexOf, leafHashOfText } from '../../store/journal/merkle.ts';

/** What is read: the journal, or a bundle that is reviewed. */
export type Book = Pick<JournalReader, 'list' | 'get' | 'values' | 'activity'>;

/** An entry as a list shows it. */
export interface Row {
  index: number;
  /** ISO 8601; null for an entry that is damaged. */
  at: string | null;
  actor: string;
  kind: string;
  subject: string;
  summary: string;
  level: Attention['level'] | null;
  word: string | null;
}

/** What a screen looks for; null does not matter. */
export interface Wish {
  text: string | null;
  actor: string | null;
  kind: string | null;
  subject: string | null;
  attention: boolean;
  since: string | null;
  until: string | null;
}

export function filterOf({ text, actor, kind, subject, attention, since, until }: Wish): EntryFilter {
  return {
    text: text === null || text.trim() === '' ? undefined : text,
    actor: actor ?? undefined,
    kind: kind ?? undefined,
    subject: subject ?? undefined,
    attention: attention ? true : undefined,
    since: since === null ? undefined : Date.parse(since),
    until: until === null ? undefined : Date.parse(until),
  };
}

export function rowOf(entry: Entry): Row {
  const { index, at, actor, kind, subject, summary } = entry;
  const { level, word } = attentionOf(entry) ?? { level: null, word: null };
  const moment = Date.parse(at);
  return {
    ...{ index, actor, kind, subject, summary, level, word },
    at: Number.isNaN(moment) ? null : instantOf(moment),
  };
}

export function pageOf({ items, total, isTotalExact }: EntryPage) {
  return { rows: items.map(rowOf), total, isTotalExact };
}

/** The leaf's text, and whether it is what is stored: an entry that is damaged is shown as what can be read. */
export function leafTextOf(entry: Entry): { json: string; isExact: boolean } {
  const { at, actor, kind, subject, summary, data, leafHash } = entry;
  const json = canonicalize({ at, actor, kind, subject, summary, data });
  return { json, isExact: hexOf(leafHashOfText(json)) === leafHash };
}

/** An operation has an intent, a result and a verification, perhaps approvals; more is somebody else's id. */
const MOST_OF_AN_OPERATION = 50;

/** The other entries that name the same operation, oldest first. */
export async function operationOf(book: Book, entry: Entry, signal?: AbortSignal): Promise<Row[]> {
  const id = operationIdOf(entry);
  if (id === null) return [];
  const { items } = await book.list({ text: id }, { limit: MOST_OF_AN_OPERATION, signal });
  return items
    .filter((it) => it.index !== entry.index && operationIdOf(it) === id)
    .map(rowOf)
    .reverse();
}

export function operationIdOf({ data }: Entry): string | null {
  if (typeof data !== 'object' || data === null) return null;
  const { operationId }: Record<string, unknown> = { ...data };
  return typeof operationId === 'string' && operationId !== '' ? operationId : null;
}
