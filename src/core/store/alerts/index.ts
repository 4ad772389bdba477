import { type StoreDatabase, synced } from '../database.ts';
import { createMessageRecords, type MessageRecords } from './messages.ts';
import type { EvaluatorRow, StoredAlert, StoredSilence, StoredTransition } from './rows.ts';
import { createRuleProblems, type RuleProblems } from './rule-problems.ts';

export type {
  AlertLevel,
  EvaluatorRow,
  SilenceMatcher,
  StoredAlert,
  StoredMessage,
  StoredSilence,
  StoredTransition,
  TransitionKind,
} from './rows.ts';

/** The alert book as it is kept. */
export interface AlertRecords {
  /** Runs all of it or none, and syncs. */
  together<T>(work: () => T): T;
  get(id: string): StoredAlert | undefined;
  /** Pending and firing ones. */
  open(): StoredAlert[];
  /** Open ones, and those that ended at `since` or later; the dropped ones never. */
  recent(since: number): StoredAlert[];
  /** Those that were active at a moment, or had resolved since `since`. */
  asOf(at: number, since: number): StoredAlert[];
  insert(alert: StoredAlert): void;
  update(alert: StoredAlert): void;
  /** False when it is not firing, or acknowledged already. */
  acknowledge(id: string, by: string, at: number, note: string): boolean;
  /** False when it is not acknowledged. */
  reopen(id: string): boolean;
  escalate(id: string, step: number): void;
  /** How often a rule fired for these labels since. */
  firings(rule: string, labels: Readonly<Record<string, string>>, since: number): number;
  addTransition(transition: Omit<StoredTransition, 'id'>): StoredTransition;
  /** What the journal does not have yet, or may not have: `claimed` by a process that was about to tell it. */
  unjournaled(): (StoredTransition & { claimed: boolean })[];
  /** Before the journal is told. False when another process is at it, or was. Synced. */
  claimForJournal(id: number): boolean;
  /** Whether the journal has it; if not, whoever comes next tells it. */
  settleJournal(id: number, has: boolean): void;
  transitionsOf(alert: string): StoredTransition[];
  /** In [from, to), the oldest first, at most so many. */
  transitionsBetween(from: number, to: number, limit: number): StoredTransition[];
  insertSilence(silence: StoredSilence): void;
  silence(id: string): StoredSilence | undefined;
  /** Neither over nor taken back. */
  openSilences(): StoredSilence[];
  /** Those that were in force at a moment. */
  silencesAsOf(at: number): StoredSilence[];
  /** False when it has ended already. */
  endSilence(id: string, at: number): boolean;
  messages: MessageRecords;
  evaluator(): EvaluatorRow | undefined;
  /** Makes a process the one that evaluates, in place of the one that is known; false when another was faster. */
  takeEvaluator(
    row: Pick<EvaluatorRow, 'processId' | 'host' | 'heartbeatAt'>,
    from: EvaluatorRow | undefined,
  ): boolean;
  beat(row: Omit<EvaluatorRow, 'evaluatedAt'>): boolean;
  evaluated(at: number): void;
  leaveEvaluator(row: Pick<EvaluatorRow, 'processId' | 'host'>): void;
  ruleProblems: RuleProblems;
  /** Another one after anything of the above changed, in this process or another. */
  stamp(): string;
  /** Forgets what ended before. */
  prune(before: number): void;
}

interface AlertRow extends Omit<StoredAlert, 'labels' | 'annotations'> {
  labels: string;
  annotations: string;
}

const ALERT = `id, rule, file, group_name AS "group", name, level, labels, annotations, state, value,
  active_at AS activeAt, fired_at AS firedAt, ended_at AS endedAt, blind_since AS blindSince, acked_by AS ackedBy,
  acked_at AS ackedAt, ack_note AS ackNote, escalated`;
const TRANSITION = 'id, alert, silence, at, kind, actor, level, words';
const SILENCE = `id, matchers, reason, created_by AS createdBy, created_at AS createdAt, until_at AS until,
  ended_at AS endedAt`;
const EVALUATOR = 'process_id AS processId, host, heartbeat_at AS heartbeatAt, evaluated_at AS evaluatedAt';

export function createAlertRecords(database: StoreDatabase): AlertRecords {
  const all = <P extends unknown[]>(sql: string) => {
    const statement = database.prepare<P, AlertRow>(sql);
    return (...parameters: P): StoredAlert[] => statement.all(...parameters).map(alertOf);
  };
  const get = all<[string]>(`SELECT ${ALERT} FROM alert WHERE id = ?`);
  const open = all<[]>(
    `SELECT ${ALERT} FROM alert WHERE state IN ('pending', 'firing') ORDER BY active_at, id`,
  );
  const ended = all<[number]>(
    `SELECT ${ALERT} FROM alert WHERE ended_at >= ? AND state = 'resolved' ORDER BY ended_at DESC, id`,
  );
  const asOf = all<[number, number]>(
    `SELECT ${ALERT} FROM alert WHERE active_at <= ? AND (ended_at IS NULL OR ended_at > ?)
     ORDER BY active_at, id LIMIT 5000`,
  );
  const insert = database.prepare<AlertRow>(
    `INSERT INTO alert (id, rule, file, group_name, name, level, labels, annotations, state, value, active_at,
       fired_at, ended_at, blind_since, acked_by, acked_at, ack_note, escalated)
     VALUES (@id, @rule, @file, @group, @name, @level, @labels, @annotations, @state, @value, @activeAt,
       @firedAt, @endedAt, @blindSince, @ackedBy, @ackedAt, @ackNote, @escalated)
     ON CONFLICT (id) DO UPDATE SET state = excluded.state, ended_at = NULL`,
  );
  const update = database.prepare<AlertRow>(
    `UPDATE alert SET annotations = @annotations, state = @state, value = @value, active_at = @activeAt,
       fired_at = @firedAt, ended_at = @endedAt, blind_since = @blindSince WHERE id = @id`,
  );
  const acknowledge = database.prepare<[string, number, string, string]>(
    `UPDATE alert SET acked_by = ?, acked_at = ?, ack_note = ?
     WHERE id = ? AND state = 'firing' AND acked_at IS NULL`,
  );
  const reopen = database.prepare<[string]>(
    `UPDATE alert SET acked_by = NULL, acked_at = NULL, ack_note = NULL
     WHERE id = ? AND state = 'firing' AND acked_at IS NOT NULL`,
  );
  const escalate = database.prepare<[number, string]>('UPDATE alert SET escalated = ? WHERE id = ?');
  const firings = database
    .prepare<[string, string, number], number>(
      'SELECT count(*) FROM alert WHERE rule = ? AND labels = ? AND fired_at >= ?',
    )
    .pluck();
  const addTransition = database.prepare<Omit<StoredTransition, 'id'>>(
    `INSERT INTO alert_transition (alert, silence, at, kind, actor, level, words)
     VALUES (@alert, @silence, @at, @kind, @actor, @level, @words)`,
  );
  const unjournaled = database.prepare<[], StoredTransition & { journaled: number }>(
    `SELECT ${TRANSITION}, journaled FROM alert_transition WHERE journaled <> 1 ORDER BY id`,
  );
  const claim = database.prepare<[number]>(
    'UPDATE alert_transition SET journaled = 2 WHERE id = ? AND journaled = 0',
  );
  const settleJournal = database.prepare<[number, number]>(
    'UPDATE alert_transition SET journaled = ? WHERE id = ? AND journaled = 2',
  );
  const transitionsOf = database.prepare<[string], StoredTransition>(
    `SELECT ${TRANSITION} FROM alert_transition WHERE alert = ? ORDER BY at, id`,
  );
  const transitionsBetween = database.prepare<[number, number, number], StoredTransition>(
    `SELECT ${TRANSITION} FROM alert_transition WHERE at >= ? AND at < ? ORDER BY at, id LIMIT ?`,
  );
  const insertSilence = database.prepare<Omit<StoredSilence, 'matchers'> & { matchers: string }>(
    `INSERT INTO alert_silence (id, matchers, reason, created_by, created_at, until_at, ended_at)
     VALUES (@id, @matchers, @reason, @createdBy, @createdAt, @until, @endedAt)`,
  );
  const silences = <P extends unknown[]>(sql: string) => {
    const statement = database.prepare<P, Omit<StoredSilence, 'matchers'> & { matchers: string }>(sql);
    return (...parameters: P): StoredSilence[] =>
      statement.all(...parameters).map((row) => ({ ...row, matchers: JSON.parse(row.matchers) }));
  };
  const silence = silences<[string]>(`SELECT ${SILENCE} FROM alert_silence WHERE id = ?`);
  const openSilences = silences<[]>(
    `SELECT ${SILENCE} FROM alert_silence WHERE ended_at IS NULL ORDER BY until_at, id`,
  );
  const silencesAsOf = silences<[number, number, number]>(
    `SELECT ${SILENCE} FROM alert_silence
     WHERE created_at <= ? AND until_at > ? AND (ended_at IS NULL OR ended_at > ?) ORDER BY until_at, id`,
  );
  const endSilence = database.prepare<[number, string]>(
    'UPDATE alert_silence SET ended_at = ? WHERE id = ? AND ended_at IS NULL',
  );
  const evaluator = database.prepare<[], EvaluatorRow>(`SELECT ${EVALUATOR} FROM alert_evaluator`);
  const takeFree = database.prepare<[number, string, number]>(
    `INSERT INTO alert_evaluator (place, process_id, host, heartbeat_at) VALUES (1, ?, ?, ?)
     ON CONFLICT DO NOTHING`,
  );
  const takeFrom = database.prepare<[number, string, number, number, string, number]>(
    `UPDATE alert_evaluator SET process_id = ?, host = ?, heartbeat_at = ?
     WHERE process_id = ? AND host = ? AND heartbeat_at = ?`,
  );
  const beat = database.prepare<[number, number, string]>(
    'UPDATE alert_evaluator SET heartbeat_at = ? WHERE process_id = ? AND host = ?',
  );
  const evaluated = database.prepare<[number]>('UPDATE alert_evaluator SET evaluated_at = ?');
  // The moment of the last evaluation stays: whoever comes next has to know how long nobody looked.
  const leave = database.prepare<[number, string]>(
    'UPDATE alert_evaluator SET process_id = 0 WHERE process_id = ? AND host = ?',
  );
  const stamp = database
    .prepare<[], string>(
      `SELECT (SELECT coalesce(max(id), 0) || '.' || total(journaled) FROM alert_transition) || '.' ||
              (SELECT coalesce(max(evaluated_at), 0) FROM alert_evaluator) || '.' ||
              (SELECT count(*) FROM alert WHERE state IN ('pending', 'firing')) || '.' ||
              (SELECT coalesce(max(ended_at), 0) FROM alert_message)`,
    )
    .pluck();
  const pruneAlerts = database.prepare<[number]>('DELETE FROM alert WHERE ended_at < ?');
  const pruneTransitions = database.prepare<[number]>(
    'DELETE FROM alert_transition WHERE at < ? AND journaled = 1',
  );
  const pruneSilences = database.prepare<[number]>('DELETE FROM alert_silence WHERE ended_at < ?');
  const messages = createMessageRecords(database);

  return {
    together: (work) => synced(database, () => database.transaction(work).immediate()),
    get: (id) => get(id)[0],
    open,
    recent: (since) => [...open(), ...ended(since)],
    asOf: (at, since) => asOf(at, since),
    insert: (alert) => void insert.run(rowOf(alert)),
    update: (alert) => void update.run(rowOf(alert)),
    acknowledge: (id, by, at, note) => acknowledge.run(by, at, note, id).changes === 1,
    reopen: (id) => reopen.run(id).changes === 1,
    escalate: (id, step) => void escalate.run(step, id),
    firings: (rule, labels, since) => firings.get(rule, labelText(labels), since) ?? 0,
    addTransition(transition) {
      const { lastInsertRowid } = addTransition.run(transition);
      return { ...transition, id: Number(lastInsertRowid) };
    },
    unjournaled: () =>
      unjournaled.all().map(({ journaled, ...transition }) => ({ ...transition, claimed: journaled === 2 })),
    claimForJournal: (id) => synced(database, () => claim.run(id).changes === 1),
    settleJournal: (id, has) => void settleJournal.run(has ? 1 : 0, id),
    transitionsOf: (alert) => transitionsOf.all(alert),
    transitionsBetween: (from, to, limit) => transitionsBetween.all(from, to, limit),
    insertSilence: (it) => void insertSilence.run({ ...it, matchers: JSON.stringify(it.matchers) }),
    silence: (id) => silence(id)[0],
    openSilences,
    silencesAsOf: (at) => silencesAsOf(at, at, at),
    endSilence: (id, at) => endSilence.run(at, id).changes === 1,
    messages,
    ruleProblems: createRuleProblems(database),
    evaluator: () => evaluator.get(),
    takeEvaluator: ({ processId, host, heartbeatAt }, from) =>
      from === undefined
        ? takeFree.run(processId, host, heartbeatAt).changes === 1
        : takeFrom.run(processId, host, heartbeatAt, from.processId, from.host, from.heartbeatAt).changes ===
          1,
    beat: ({ processId, host, heartbeatAt }) => beat.run(heartbeatAt, processId, host).changes === 1,
    evaluated: (at) => void evaluated.run(at),
    leaveEvaluator: ({ processId, host }) => void leave.run(processId, host),
    stamp: () => stamp.get() ?? '',
    prune(before) {
      pruneAlerts.run(before);
      pruneTransitions.run(before);
      pruneSilences.run(before);
      messages.prune(before);
    },
  };
}

function alertOf(row: AlertRow): StoredAlert {
  return { ...row, labels: JSON.parse(row.labels), annotations: JSON.parse(row.annotations) };
}

function rowOf(alert: StoredAlert): AlertRow {
  return { ...alert, labels: labelText(alert.labels), annotations: JSON.stringify(alert.annotations) };
}

/** The same text for the same labels, whatever their order. */
export function labelText(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(
    Object.fromEntries(Object.entries(labels).sort(([one], [other]) => (one < other ? -1 : 1))),
  );
}
