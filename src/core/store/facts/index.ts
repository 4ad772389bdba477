import type { StoreDatabase } from '../database.ts';
import { createFacets } from './facets.ts';

/** What was seen of one facet of one subject, and for how long it stayed so. */
export interface Fact {
  subject: string;
  facet: string;
  value: unknown;
  /** When it was first seen to be so, epoch milliseconds. */
  observedAt: number;
  /** When it was last seen to be still so; between this and the next fact nobody looked. */
  lastSeenAt: number;
}

export interface Facts {
  /**
   * Records an observation. A new row is written when the value differs from the last one, or when
   * more than `maxGapMs` passed without a look; otherwise only the heartbeat moves. The facts of a
   * facet stay in order and never overlap: what comes a little late is taken as seen just after.
   *
   * @returns whether the value differs from the last one known.
   */
  record(subject: string, facet: string, value: unknown, observedAt: number): boolean;
  /** Every facet as it was known at `at`: the newest fact not after it, one for each facet. */
  asOf(at: number, subject?: string): Fact[];
  /** One facet as it was known at `at`; undefined before the first fact. */
  factAt(subject: string, facet: string, at: number): Fact | undefined;
  /** The changes of one facet not after `until`, newest first. */
  history(subject: string, facet: string, limit: number, until?: number): Fact[];
  /** Facts of one facet over all subjects that began in [from, to), newest first. */
  changes(facet: string, range: { from: number; to: number }, limit: number): Fact[];
  /** Facts of one facet over all subjects that held at some time in [from, to), oldest first. */
  holding(facet: string, range: { from: number; to: number }): Fact[];
  /** The first fact and the last look at any. Null when there is none. */
  extent(): { firstAt: number; lastAt: number } | null;
  count(): number;
  /**
   * Forgets what ended before `before`, but keeps the newest fact of every facet.
   *
   * @param most rows forgotten in this call; there may be more when as many were.
   */
  prune(before: number, most?: number): number;
  /**
   * The clock was found to have run ahead: what was recorded later than `now` is drawn back to it, in
   * its order.
   */
  drawBack(now: number): void;
}

interface Row {
  subject: string;
  facet: string;
  value: string;
  observed_at: number;
  last_seen_at: number;
}

const COLUMNS = 'facet.subject AS subject, facet.name AS facet, value, observed_at, last_seen_at';
const NEWEST_FIRST = 'ORDER BY observed_at DESC, fact.id DESC';
const AT_MOMENT = `
  SELECT ${COLUMNS} FROM facet JOIN fact ON fact.id = (
    SELECT id FROM fact WHERE facet_id = facet.id AND observed_at <= ?
    ORDER BY observed_at DESC, id DESC LIMIT 1)`;

export function createFacts(database: StoreDatabase, maxGapMs: number): Facts {
  const facets = createFacets(database);
  const latest = database.prepare<[number], { id: number; value: string; last_seen_at: number }>(
    `SELECT id, value, last_seen_at FROM fact WHERE facet_id = ? ${NEWEST_FIRST} LIMIT 1`,
  );
  const insert = database.prepare(
    'INSERT INTO fact (facet_id, value, observed_at, last_seen_at) VALUES (?, ?, ?, ?)',
  );
  const beat = database.prepare('UPDATE fact SET last_seen_at = ? WHERE id = ?');
  const asOf = database.prepare<[number], Row>(`${AT_MOMENT} ORDER BY subject, facet`);
  const asOfSubject = database.prepare<[number, string], Row>(
    `${AT_MOMENT} WHERE facet.subject = ? ORDER BY facet`,
  );
  const history = database.prepare<[string, string, number, number], Row>(`
    SELECT ${COLUMNS} FROM facet JOIN fact ON facet_id = facet.id
    WHERE facet.subject = ? AND facet.name = ? AND observed_at <= ? ${NEWEST_FIRST} LIMIT ?`);
  const changes = database.prepare<[string, number, number, number], Row>(`
    SELECT ${COLUMNS} FROM facet JOIN fact ON facet_id = facet.id
    WHERE facet.name = ? AND observed_at >= ? AND observed_at < ? ${NEWEST_FIRST} LIMIT ?`);
  // Facts of a facet do not overlap: only the one that began last before the range can reach into it.
  const holding = database.prepare<[string, number, number, number], Row>(`
    SELECT ${COLUMNS} FROM facet JOIN fact ON facet_id = facet.id
    WHERE facet.name = ? AND observed_at < ? AND observed_at >= coalesce((
      SELECT max(observed_at) FROM fact AS earlier
      WHERE earlier.facet_id = facet.id AND earlier.observed_at <= ?), 0) AND last_seen_at >= ?
    ORDER BY observed_at, fact.id`);
  const extent = database.prepare<[], { first_at: number | null; last_at: number | null }>(`
    SELECT min(first_at) AS first_at, max(last_at) AS last_at FROM (
      SELECT (SELECT min(observed_at) FROM fact WHERE facet_id = facet.id) AS first_at,
        (SELECT last_seen_at FROM fact WHERE facet_id = facet.id ${NEWEST_FIRST} LIMIT 1) AS last_at
      FROM facet)`);
  const count = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM fact');
  const prune = database.prepare<[number, number, number, number]>(`
    DELETE FROM fact WHERE id IN (
      SELECT id FROM fact WHERE facet_id = ? AND last_seen_at < ?
        AND id <> (SELECT id FROM fact WHERE facet_id = ? ${NEWEST_FIRST} LIMIT 1)
      ORDER BY observed_at LIMIT ?)`);
  const drawBack = database.prepare<[number, number, number]>(
    'UPDATE fact SET observed_at = min(observed_at, ?), last_seen_at = min(last_seen_at, ?) WHERE last_seen_at > ?',
  );

  return {
    record(subject, facet, value, observedAt) {
      const text = JSON.stringify(value);
      const facetId = facets.idOf(subject, facet);
      const last = latest.get(facetId);
      const changed = last?.value !== text;
      const at = Math.max(observedAt, last?.last_seen_at ?? observedAt);
      if (!last || changed || at - last.last_seen_at > maxGapMs) {
        insert.run(facetId, text, at, at);
      } else {
        beat.run(at, last.id);
      }
      return changed;
    },
    asOf: (at, subject) => (subject === undefined ? asOf.all(at) : asOfSubject.all(at, subject)).map(factOf),
    factAt: (subject, facet, at) => history.all(subject, facet, at, 1).map(factOf)[0],
    history: (subject, facet, limit, until = Number.MAX_SAFE_INTEGER) =>
      history.all(subject, facet, until, limit).map(factOf),
    changes: (facet, { from, to }, limit) => changes.all(facet, from, to, limit).map(factOf),
    holding: (facet, { from, to }) => holding.all(facet, to, from, from).map(factOf),
    extent() {
      const { first_at, last_at } = extent.get() ?? { first_at: null, last_at: null };
      return first_at === null || last_at === null ? null : { firstAt: first_at, lastAt: last_at };
    },
    count: () => count.get()?.n ?? 0,
    prune(before, most = Number.MAX_SAFE_INTEGER) {
      let forgotten = 0;
      for (const id of facets.ids()) {
        if (forgotten >= most) break;
        forgotten += prune.run(id, before, id, most - forgotten).changes;
      }
      return forgotten;
    },
    drawBack(now) {
      drawBack.run(now, now, now);
    },
  };
}

function factOf(row: Row): Fact {
  return {
    subject: row.subject,
    facet: row.facet,
    value: JSON.parse(row.value),
    observedAt: row.observed_at,
    lastSeenAt: row.last_seen_at,
  };
}
