import { type StoreDatabase, synced } from '../database.ts';

/** One look at what a check watches. Times are epoch milliseconds. */
export interface StoredMeasurement {
  check: string;
  /** For which it was taken; of each there is one. */
  dueAt: number;
  at: number;
  value: number | null;
  outcome: 'pass' | 'fail' | 'inconclusive';
  isError: boolean;
  words: string;
}

/** What was said to a rollout, by a person or by its own watching (`asked`). */
export interface StoredWord {
  id: number;
  /** Null: it is about the whole. */
  step: string | null;
  at: number;
  kind: 'asked' | 'watch-on' | 'promoted' | 'promoted-full' | 'paused' | 'resumed' | 'superseded';
  by: string;
  words: string;
}

export interface RolloutRecords {
  /** Those of one look, all or none; what was taken for that time already stays. */
  measured(process: string, step: string, taken: readonly StoredMeasurement[]): void;
  /** The oldest first. */
  measurements(process: string, step: string): StoredMeasurement[];
  /** The newest of each check, the oldest first. */
  latest(process: string, step: string, check: string, most: number): StoredMeasurement[];
  /** By check: how many there are. */
  counts(process: string, step: string): ReadonlyMap<string, number>;
  /** Synced. */
  say(process: string, word: Omit<StoredWord, 'id'>): void;
  /** In the order in which they were said. */
  words(process: string): StoredWord[];
  /** Another one after anything changed, in this process or another. */
  stamp(): string;
}

const COLUMNS = `check_name AS "check", due_at AS dueAt, at, value, outcome, is_error AS isError, words`;
type Row = Omit<StoredMeasurement, 'isError'> & { isError: 0 | 1 };

export function createRolloutRecords(database: StoreDatabase): RolloutRecords {
  const insert = database.prepare<Row & { process: string; step: string }>(
    `INSERT INTO rollout_measurement (process, step, check_name, due_at, at, value, outcome, is_error, words)
     VALUES (@process, @step, @check, @dueAt, @at, @value, @outcome, @isError, @words) ON CONFLICT DO NOTHING`,
  );
  const all = database.prepare<[string, string], Row>(
    `SELECT ${COLUMNS} FROM rollout_measurement WHERE process = ? AND step = ? ORDER BY at, id`,
  );
  const latest = database.prepare<[string, string, string, number], Row>(
    `SELECT ${COLUMNS} FROM rollout_measurement WHERE process = ? AND step = ? AND check_name = ?
     ORDER BY due_at DESC LIMIT ?`,
  );
  const counts = database.prepare<[string, string], { check: string; total: number }>(
    `SELECT check_name AS "check", count(*) AS total FROM rollout_measurement WHERE process = ? AND step = ?
     GROUP BY check_name`,
  );
  const say = database.prepare<Omit<StoredWord, 'id'> & { process: string }>(
    `INSERT INTO rollout_word (process, step, at, kind, by, words)
     VALUES (@process, @step, @at, @kind, @by, @words)`,
  );
  const words = database.prepare<[string], StoredWord>(
    'SELECT id, step, at, kind, by, words FROM rollout_word WHERE process = ? ORDER BY id',
  );
  const stamp = database
    .prepare<[], string>(
      `SELECT (SELECT coalesce(max(id), 0) FROM rollout_measurement) || ' ' ||
         (SELECT coalesce(max(id), 0) FROM rollout_word)`,
    )
    .pluck();
  const insertAll = database.transaction(
    (process: string, step: string, taken: readonly StoredMeasurement[]) => {
      for (const it of taken) insert.run({ ...it, process, step, isError: it.isError ? 1 : 0 });
    },
  );
  return {
    measured: (process, step, taken) => insertAll.immediate(process, step, taken),
    measurements: (process, step) => all.all(process, step).map(read),
    latest: (process, step, check, most) => latest.all(process, step, check, most).reverse().map(read),
    counts: (process, step) => new Map(counts.all(process, step).map((it) => [it.check, it.total])),
    say: (process, word) => synced(database, () => void say.run({ ...word, process })),
    words: (process) => words.all(process),
    stamp: () => stamp.get() ?? '',
  };
}

function read({ isError, ...row }: Row): StoredMeasurement {
  return { ...row, isError: isError === 1 };
}
