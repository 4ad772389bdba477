import { type StoreDatabase, synced } from '../database.ts';

/** A measured revision as it is kept. */
export interface StoredRevision {
  name: string;
  /** From 1. */
  revision: number;
  /** Epoch milliseconds. */
  recordedAt: number;
  recordedBy: string;
  /** JSON. */
  content: string;
}

/** From when on comparisons went by which revision; null is by none. */
export interface StoredChoice {
  id: number;
  name: string;
  revision: number | null;
  at: number;
  actor: string;
}

export interface BaselineRecords {
  /** Each name once, in order. */
  names(): string[];
  revision(name: string, revision: number): StoredRevision | undefined;
  /** Newest first, without their content. */
  revisions(name: string): Omit<StoredRevision, 'content'>[];
  /** The number that the next revision would have. */
  next(name: string): number;
  /** The choice in force at a moment; left out, the newest. */
  choice(name: string, at?: number): StoredChoice | undefined;
  /** Newest first. */
  choices(name: string): StoredChoice[];
  /** False when somebody else took the number. Synced. */
  insert(revision: StoredRevision): boolean;
  /** False when another choice than `after` is in force by now. Synced. */
  choose(choice: Omit<StoredChoice, 'id'>, after: number | null): boolean;
}

const REVISION = 'name, revision, recorded_at AS recordedAt, recorded_by AS recordedBy';
const CHOICE = 'id, name, revision, at, actor';

export function createBaselineRecords(database: StoreDatabase): BaselineRecords {
  const names = database
    .prepare<[], string>('SELECT DISTINCT name FROM baseline_revision ORDER BY name')
    .pluck();
  const revision = database.prepare<[string, number], StoredRevision>(
    `SELECT ${REVISION}, content FROM baseline_revision WHERE name = ? AND revision = ?`,
  );
  const revisions = database.prepare<[string], Omit<StoredRevision, 'content'>>(
    `SELECT ${REVISION} FROM baseline_revision WHERE name = ? ORDER BY revision DESC`,
  );
  const next = database
    .prepare<[string], number>('SELECT coalesce(max(revision), 0) + 1 FROM baseline_revision WHERE name = ?')
    .pluck();
  const choice = database.prepare<[string, number], StoredChoice>(
    `SELECT ${CHOICE} FROM baseline_choice WHERE name = ? AND at <= ? ORDER BY id DESC LIMIT 1`,
  );
  const choices = database.prepare<[string], StoredChoice>(
    `SELECT ${CHOICE} FROM baseline_choice WHERE name = ? ORDER BY id DESC`,
  );
  const insert = database.prepare<StoredRevision>(
    `INSERT INTO baseline_revision (name, revision, recorded_at, recorded_by, content)
     VALUES (@name, @revision, @recordedAt, @recordedBy, @content) ON CONFLICT DO NOTHING`,
  );
  const choose = database.prepare<Omit<StoredChoice, 'id'> & { after: number | null }>(
    `INSERT INTO baseline_choice (name, revision, at, actor)
     SELECT @name, @revision, @at, @actor
     WHERE (SELECT max(id) FROM baseline_choice WHERE name = @name) IS @after`,
  );
  return {
    names: () => names.all(),
    revision: (name, number) => revision.get(name, number),
    revisions: (name) => revisions.all(name),
    next: (name) => next.get(name) ?? 1,
    choice: (name, at = Number.MAX_SAFE_INTEGER) => choice.get(name, at),
    choices: (name) => choices.all(name),
    insert: (row) => synced(database, () => insert.run(row).changes > 0),
    choose: (row, after) => synced(database, () => choose.run({ ...row, after }).changes > 0),
  };
}
