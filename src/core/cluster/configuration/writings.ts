import { createHash } from 'node:crypto';
import { fieldAt, numberAt } from '../../connect/kubernetes/fields.ts';
import type { Writing } from '../../connect/kubernetes/managed-fields.ts';
import type { Facts } from '../../store/facts/index.ts';
import { FIELD_MANAGER } from '../operations/target.ts';
import type { LastWritten } from './last-written.ts';
import type { SeenConfigMap } from './look.ts';
import { SETTINGS } from './settings.ts';

const SUBJECT = 'configuration';
/** Whoever changes it more often than that is not followed back further. */
const MOST_BEFORE = 50;

const KEYS = [
  ...new Set(SETTINGS.flatMap(({ place, variable }) => [place?.key ?? [], variable ?? []].flat())),
];

/** What keys held when somebody looked, as hashes: enough to tell that it was the same, or something else. */
export function recordValues(
  facts: Pick<Facts, 'record'>,
  configMaps: readonly SeenConfigMap[],
  observedAt: number,
): void {
  for (const { name, data, writerOf } of configMaps) {
    for (const key of KEYS) {
      const value = { hash: hashOf(data.get(key)), since: writerOf(key)?.at ?? null };
      facts.record(SUBJECT, facetOf(name, key), value, observedAt);
    }
  }
}

/** That a key held something, from when to when as far as is known; epoch milliseconds. */
interface Span {
  hash: string;
  from: number;
  to: number;
}

/**
 * When keys were written, better than the API server keeps it: that has one time for all keys of a manager, and on its
 * older versions the first one. What was something else when it was looked at was written after that, and what we
 * wrote after we sent it. Whoever began while it held what it holds now goes by it, whatever it held in between.
 */
export function withKnownWritings(
  configMap: SeenConfigMap,
  facts: Pick<Facts, 'history'>,
  last: ReadonlyMap<string, LastWritten>,
): SeenConfigMap {
  const { name, data } = configMap;
  const known = new Map<string, Span[]>();
  const spansOf = (key: string): Span[] => {
    const writer = configMap.writerOf(key);
    const now = hashOf(data.get(key));
    const before = known.get(key) ?? spansBefore(facts, facetOf(name, key));
    known.set(key, before);
    const seenOtherwise = before.find(({ hash }) => hash !== now)?.to ?? 0;
    const from = Math.max(writer?.at ?? 0, wholeSecond(seenOtherwise), sentAt(key, writer, last));
    return [{ hash: now, from, to: Number.POSITIVE_INFINITY }, ...before];
  };
  return {
    ...configMap,
    writerOf(key) {
      const writer = configMap.writerOf(key);
      const from = spansOf(key)[0]?.from ?? 0;
      return from === 0 ? null : { name: writer?.name ?? 'somebody', at: from };
    },
    isOldFor(key, began) {
      const spans = spansOf(key);
      const [now] = spans;
      const then = spans.find(({ from, to }) => from > 0 && from <= began && began <= to);
      return then === undefined ? began < (now?.from ?? 0) : then.hash !== now?.hash;
    },
  };
}

/** Newest first. */
function spansBefore(facts: Pick<Facts, 'history'>, facet: string): Span[] {
  const found = facts.history(SUBJECT, facet, MOST_BEFORE).flatMap(({ value, lastSeenAt, observedAt }) => {
    const hash = fieldAt(value, 'hash');
    if (typeof hash !== 'string') return [];
    return [{ hash, since: numberAt(value, 'since') ?? observedAt, to: lastSeenAt }];
  });
  return found.map(({ hash, since, to }, index) => {
    const other = found.slice(index + 1).find((it) => it.hash !== hash)?.to ?? 0;
    return { hash, from: Math.max(since, wholeSecond(other)), to };
  });
}

function sentAt(key: string, writer: Writing | null, last: ReadonlyMap<string, LastWritten>): number {
  if (writer !== null && writer.name !== FIELD_MANAGER) return 0;
  const times = SETTINGS.flatMap(({ id, place }) => (place?.key === key ? (last.get(id)?.sentAt ?? []) : []));
  return wholeSecond(Math.max(0, ...times));
}

/** As pods say when they began. */
function wholeSecond(ms: number): number {
  return Math.floor(ms / 1000) * 1000;
}

function facetOf(name: string, key: string): string {
  return `${name} ${key}`;
}

function hashOf(value: string | undefined): string {
  return value === undefined ? '' : createHash('sha256').update(value).digest('hex');
}
