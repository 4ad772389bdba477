import type { StoreDatabase } from '../database.ts';

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
   * more than `maxGapMs` passed without a look; otherwise only the heartbeat moves.
   *
   * @returns whether the value differs from the last one known.
   */
  record(subject: string, facet: string, value: unknown, observedAt: number): boolean;
  /** Every facet as it was known at `at`: the newest fact not after it, one for each facet. */
  asOf(at: number, subject?: string): Fact[];
  /** The changes of one facet, newest first. */
  history(subject: string, facet: string, limit: number): Fact[];
  /** Changes of one facet over all subjects since `since`, newest first. */
  changesSince(facet: string, since: number, limit: number): Fact[];
  count(): number;
  /** Forgets what ended before `before`, but keeps the newest fact of every facet. */
  prune(before: number): number;
}

interface Row {
  subject: string;
  facet: string;
  value: string;
  observed_at: number;
  last_seen_at: number;
}

const COLUMNS = 'subject, facet, value, observed_at, last_seen_at';

export function createFacts(database: StoreDatabase, maxGapMs: number): Facts {
  const latest = database.prepare<[string, string], Row & { id: number }>(
    `SELECT id, ${COLUMNS} FROM fact WHERE subject = ? AND facet = ? ORDER BY observed_at DESC, id DESC LIMIT 1`,
  );
  const insert = database.prepare(
    'INSERT INTO fact (subject, facet, value, observed_at, last_seen_at) VALUES (?, ?, ?, ?, ?)',
  );
  const beat = database.prepare('UPDATE fact SET last_seen_at = ? WHERE id = ?');
  const asOf = database.prepare<[number], Row>(`
    SELECT ${COLUMNS} FROM fact JOIN (
      SELECT max(id) AS newest FROM fact WHERE observed_at <= ? GROUP BY subject, facet
    ) ON id = newest ORDER BY subject, facet`);
  const asOfSubject = database.prepare<[string, number], Row>(`
    SELECT ${COLUMNS} FROM fact JOIN (
      SELECT max(id) AS newest FROM fact WHERE subject = ? AND observed_at <= ? GROUP BY facet
    ) ON id = newest ORDER BY facet`);
  const history = database.prepare<[string, string, number], Row>(
    `SELECT ${COLUMNS} FROM fact WHERE subject = ? AND facet = ? ORDER BY observed_at DESC, id DESC LIMIT ?`,
  );
  const changes = database.prepare<[string, number, number], Row>(
    `SELECT ${COLUMNS} FROM fact WHERE facet = ? AND observed_at >= ? ORDER BY observed_at DESC, id DESC LIMIT ?`,
  );
  const count = database.prepare<[], { n: number }>('SELECT count(*) AS n FROM fact');
  const prune = database.prepare(`
    DELETE FROM fact WHERE last_seen_at < ?
      AND id NOT IN (SELECT max(id) FROM fact GROUP BY subject, facet)`);

  return {
    record(subject, facet, value, observedAt) {
      const text = JSON.stringify(value);
      const last = latest.get(subject, facet);
      const changed = last?.value !== text;
      if (!last || changed || observedAt - last.last_seen_at > maxGapMs) {
        insert.run(subject, facet, text, observedAt, observedAt);
      } else {
        beat.run(Math.max(observedAt, last.last_seen_at), last.id);
      }
      return changed;
    },
    asOf: (at, subject) => (subject === undefined ? asOf.all(at) : asOfSubject.all(subject, at)).map(factOf),
    history: (subject, facet, limit) => history.all(subject, facet, limit).map(factOf),
    changesSince: (facet, since, limit) => changes.all(facet, since, limit).map(factOf),
    count: () => count.get()?.n ?? 0,
    prune: (before) => prune.run(before).changes,
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
