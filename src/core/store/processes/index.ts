import { type StoreDatabase, synced } from '../database.ts';

/** A durable process as it is kept: JSON texts are whoever's who drives it. Times are epoch milliseconds. */
export interface StoredProcess {
  id: string;
  kind: string;
  name: string;
  title: string;
  definitionHash: string;
  parameters: string;
  agreement: 'each' | 'given';
  startedAt: number;
  startedBy: string;
  touchedAt: number;
  paused: string | null;
  stopping: string | null;
  ended: string | null;
  endedAt: number | null;
  /** Of the last journal entry that is in it. */
  journalIndex: number;
  ownerProcess: number | null;
  ownerHost: string | null;
  heartbeatAt: number | null;
}

export interface StoredStep {
  step: string;
  state: string;
}

export interface ProcessOwner {
  processId: number;
  host: string;
}

/** What changes about a process after its start. */
export type ProcessProgress = Pick<
  StoredProcess,
  'id' | 'touchedAt' | 'paused' | 'stopping' | 'ended' | 'endedAt' | 'journalIndex'
>;

export interface ProcessRecords {
  /** Keeps a definition under its hash, and the process that goes by it, owned by whoever starts it. Synced. */
  insert(
    process: Omit<StoredProcess, 'ownerProcess' | 'ownerHost' | 'heartbeatAt'>,
    definition: string,
    owner: ProcessOwner,
  ): void;
  /**
   * What became of it, and of the steps that changed. Not synced: the journal is, and what is missing here after a
   * power cut is read from there.
   */
  save(progress: ProcessProgress, steps: readonly StoredStep[]): void;
  get(id: string): StoredProcess | undefined;
  steps(id: string): StoredStep[];
  definition(hash: string): string | undefined;
  /** Those that have not ended, and the latest of the others, the newest first. */
  list(mostEnded: number): StoredProcess[];
  open(): StoredProcess[];
  /** Those that had begun by then, the newest first. */
  begunBy(at: number, most: number): StoredProcess[];
  /** Takes it over from its owner as it was seen; false when somebody else was first. Synced. */
  adopt(seen: StoredProcess, owner: ProcessOwner, at: number): boolean;
  /** Says for all processes of an owner that it lives. */
  beat(owner: ProcessOwner, at: number): void;
  /** Nobody drives it any more. */
  letGo(id: string, owner: ProcessOwner): void;
  /** Leaves something for whoever drives it. Synced. */
  signal(id: string, signal: string, at: number): void;
  /** What was left for it, the oldest first. It stays until it is dropped. */
  signals(id: string): { number: number; at: number; signal: string }[];
  dropSignal(number: number): void;
  /** What its steps under way last told, as JSON. Not synced. */
  keepOutput(id: string, lines: string, at: number): void;
  output(id: string): { at: number; lines: string } | undefined;
  dropOutput(id: string): void;
  /**
   * How its latest ended runs went: a row for each step that was done, failed or was skipped. `ms` is without what was
   * waited for a person, 0 of a skipped one, null where it is not known.
   *
   * @param most so many runs
   */
  earlier(definitionHash: string, most: number): { step: string; ms: number | null }[];
  /** Another one after anything of the above changed, in this process or another. */
  stamp(): string;
}

const COLUMNS = `id, kind, name, title, definition_hash AS definitionHash, parameters, agreement,
  started_at AS startedAt, started_by AS startedBy, touched_at AS touchedAt, paused, stopping, ended,
  ended_at AS endedAt, journal_index AS journalIndex, owner_process AS ownerProcess, owner_host AS ownerHost,
  heartbeat_at AS heartbeatAt`;

export function createProcessRecords(database: StoreDatabase): ProcessRecords {
  const insertDefinition = database.prepare<[string, string]>(
    'INSERT INTO process_definition (hash, definition) VALUES (?, ?) ON CONFLICT (hash) DO NOTHING',
  );
  const insert = database.prepare<StoredProcess>(
    `INSERT INTO process (id, kind, name, title, definition_hash, parameters, agreement, started_at, started_by,
       touched_at, paused, stopping, ended, ended_at, journal_index, owner_process, owner_host, heartbeat_at)
     VALUES (@id, @kind, @name, @title, @definitionHash, @parameters, @agreement, @startedAt, @startedBy,
       @touchedAt, @paused, @stopping, @ended, @endedAt, @journalIndex, @ownerProcess, @ownerHost, @heartbeatAt)`,
  );
  const update = database.prepare<ProcessProgress>(
    `UPDATE process SET touched_at = @touchedAt, paused = @paused, stopping = @stopping, ended = @ended,
       ended_at = @endedAt, journal_index = @journalIndex WHERE id = @id`,
  );
  const saveStep = database.prepare<[string, string, string]>(
    `INSERT INTO process_step (process, step, state) VALUES (?, ?, ?)
     ON CONFLICT (process, step) DO UPDATE SET state = excluded.state`,
  );
  const get = database.prepare<[string], StoredProcess>(`SELECT ${COLUMNS} FROM process WHERE id = ?`);
  const steps = database.prepare<[string], StoredStep>(
    'SELECT step, state FROM process_step WHERE process = ?',
  );
  const definition = database
    .prepare<[string], string>('SELECT definition FROM process_definition WHERE hash = ?')
    .pluck();
  const open = database.prepare<[], StoredProcess>(
    `SELECT ${COLUMNS} FROM process WHERE ended_at IS NULL ORDER BY started_at DESC, id`,
  );
  const ended = database.prepare<[number], StoredProcess>(
    `SELECT ${COLUMNS} FROM process WHERE ended_at IS NOT NULL ORDER BY started_at DESC, id LIMIT ?`,
  );
  const begunBy = database.prepare<[number, number], StoredProcess>(
    `SELECT ${COLUMNS} FROM process WHERE started_at <= ? ORDER BY started_at DESC, id LIMIT ?`,
  );
  const adopt = database.prepare<[number, string, number, string, number | null, string | null]>(
    `UPDATE process SET owner_process = ?, owner_host = ?, heartbeat_at = ?
     WHERE id = ? AND owner_process IS ? AND owner_host IS ?`,
  );
  const beat = database.prepare<[number, number, string]>(
    'UPDATE process SET heartbeat_at = ? WHERE owner_process = ? AND owner_host = ? AND ended_at IS NULL',
  );
  const letGo = database.prepare<[string, number, string]>(
    `UPDATE process SET owner_process = NULL, owner_host = NULL, heartbeat_at = NULL
     WHERE id = ? AND owner_process = ? AND owner_host = ?`,
  );
  const signal = database.prepare<[string, number, string]>(
    'INSERT INTO process_signal (process, at, signal) VALUES (?, ?, ?)',
  );
  const signals = database.prepare<[string], { number: number; at: number; signal: string }>(
    'SELECT id AS number, at, signal FROM process_signal WHERE process = ? ORDER BY id',
  );
  const dropSignal = database.prepare<[number]>('DELETE FROM process_signal WHERE id = ?');
  const keepOutput = database.prepare<[string, number, string]>(
    `INSERT INTO process_output (process, at, lines) VALUES (?, ?, ?)
     ON CONFLICT (process) DO UPDATE SET at = excluded.at, lines = excluded.lines`,
  );
  const output = database.prepare<[string], { at: number; lines: string }>(
    'SELECT at, lines FROM process_output WHERE process = ?',
  );
  const dropOutput = database.prepare<[string]>('DELETE FROM process_output WHERE process = ?');
  const earlier = database.prepare<[string, number], { step: string; ms: number | null }>(
    `SELECT step, CASE state ->> 'status' WHEN 'skipped' THEN 0
         ELSE (state ->> 'endedAt') - coalesce(state ->> 'timedFrom', state ->> 'begunAt') END AS ms
     FROM process_step
     WHERE state ->> 'status' IN ('succeeded', 'failed', 'skipped') AND process IN (
       SELECT id FROM process WHERE definition_hash = ? AND ended_at IS NOT NULL ORDER BY started_at DESC LIMIT ?)`,
  );
  const stamp = database
    .prepare<[], string>(
      `SELECT (SELECT count(*) || ' ' || coalesce(max(journal_index), -1) || ' ' || count(owner_process) FROM process)
         || ' ' || (SELECT count(*) || ' ' || coalesce(max(id), 0) FROM process_signal)
         || ' ' || (SELECT count(*) || ' ' || coalesce(max(at), 0) FROM process_output)`,
    )
    .pluck();

  const insertAll = database.transaction(
    (process: StoredProcess, text: string) =>
      void [insertDefinition.run(process.definitionHash, text), insert.run(process)],
  );
  const saveAll = database.transaction((progress: ProcessProgress, changed: readonly StoredStep[]) => {
    update.run(progress);
    for (const { step, state } of changed) saveStep.run(progress.id, step, state);
  });

  return {
    insert(process, text, { processId, host }) {
      const owned = { ...process, ownerProcess: processId, ownerHost: host, heartbeatAt: process.startedAt };
      synced(database, () => insertAll.immediate(owned, text));
    },
    save: (progress, changed) => saveAll.immediate(progress, changed),
    get: (id) => get.get(id),
    steps: (id) => steps.all(id),
    definition: (hash) => definition.get(hash),
    list: (mostEnded) => [...open.all(), ...ended.all(mostEnded)],
    open: () => open.all(),
    begunBy: (at, most) => begunBy.all(at, most),
    adopt: ({ id, ownerProcess, ownerHost }, { processId, host }, at) =>
      synced(database, () => adopt.run(processId, host, at, id, ownerProcess, ownerHost).changes === 1),
    beat: ({ processId, host }, at) => void beat.run(at, processId, host),
    letGo: (id, { processId, host }) => void letGo.run(id, processId, host),
    signal: (id, text, at) => void synced(database, () => signal.run(id, at, text)),
    signals: (id) => signals.all(id),
    dropSignal: (number) => void dropSignal.run(number),
    keepOutput: (id, lines, at) => void keepOutput.run(id, at, lines),
    output: (id) => output.get(id),
    dropOutput: (id) => void dropOutput.run(id),
    earlier: (hash, most) => earlier.all(hash, most),
    stamp: () => stamp.get() ?? '',
  };
}
