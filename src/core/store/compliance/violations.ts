import { type StoreDatabase, synced } from '../database.ts';

export type ViolationState = 'open' | 'assigned' | 'investigating' | 'fixed' | 'verified';

/** A violation as it is kept. Times are epoch milliseconds. */
export interface StoredViolation {
  id: string;
  component: string;
  rule: string;
  severity: 'critical' | 'warning';
  source: 'check' | 'counter' | 'log';
  says: string;
  state: ViolationState;
  assignee: string | null;
  detectedAt: number;
  lastSeenAt: number;
  sightings: number;
  verifiedAt: number | null;
}

/** What became of a violation, step by step. */
export interface StoredStep {
  violation: string;
  at: number;
  actor: string;
  state: ViolationState;
  words: string;
}

export interface ViolationRecords {
  get(id: string): StoredViolation | undefined;
  /** Those that are not over, the oldest first. */
  open(): StoredViolation[];
  /** The newest of its kind, over or not. */
  newestOf(component: string, rule: string): StoredViolation | undefined;
  /** Newest first: those that are not over, and those detected or over since. */
  list(range: { since: number; limit: number }): StoredViolation[];
  steps(id: string): StoredStep[];
  /** False when one of its kind is open already. Synced. */
  insert(violation: StoredViolation, step: Omit<StoredStep, 'violation'>): boolean;
  /** False when it is not in the state it was thought to be in. Synced. */
  move(violation: StoredViolation, from: ViolationState, step: Omit<StoredStep, 'violation'>): boolean;
  /** It was seen again, and is what it was. */
  seen(id: string, at: number, times: number, says: string): void;
}

const ROW = `id, component, rule, severity, source, says, state, assignee, detected_at AS detectedAt,
  last_seen_at AS lastSeenAt, sightings, verified_at AS verifiedAt`;

export function createViolationRecords(database: StoreDatabase): ViolationRecords {
  const get = database.prepare<[string], StoredViolation>(
    `SELECT ${ROW} FROM compliance_violation WHERE id = ?`,
  );
  const open = database.prepare<[], StoredViolation>(
    `SELECT ${ROW} FROM compliance_violation WHERE state <> 'verified' ORDER BY detected_at, id`,
  );
  const newest = database.prepare<[string, string], StoredViolation>(
    `SELECT ${ROW} FROM compliance_violation WHERE component = ? AND rule = ? ORDER BY detected_at DESC LIMIT 1`,
  );
  const list = database.prepare<{ since: number; limit: number }, StoredViolation>(
    `SELECT ${ROW} FROM compliance_violation
     WHERE state <> 'verified' OR detected_at >= @since OR verified_at >= @since
     ORDER BY state = 'verified', detected_at DESC, id LIMIT @limit`,
  );
  const steps = database.prepare<[string], StoredStep>(
    'SELECT violation, at, actor, state, words FROM compliance_violation_step WHERE violation = ? ORDER BY id',
  );
  const insert = database.prepare<StoredViolation>(
    `INSERT INTO compliance_violation (id, component, rule, severity, source, says, state, assignee, detected_at,
       last_seen_at, sightings, verified_at)
     VALUES (@id, @component, @rule, @severity, @source, @says, @state, @assignee, @detectedAt, @lastSeenAt,
       @sightings, @verifiedAt) ON CONFLICT DO NOTHING`,
  );
  const move = database.prepare<
    Pick<StoredViolation, 'id' | 'state' | 'assignee' | 'verifiedAt'> & { from: string }
  >(
    `UPDATE compliance_violation SET state = @state, assignee = @assignee, verified_at = @verifiedAt
     WHERE id = @id AND state = @from`,
  );
  const step = database.prepare<StoredStep>(
    `INSERT INTO compliance_violation_step (violation, at, actor, state, words)
     VALUES (@violation, @at, @actor, @state, @words)`,
  );
  const seen = database.prepare<{ id: string; at: number; times: number; says: string }>(
    `UPDATE compliance_violation SET last_seen_at = @at, sightings = sightings + @times, says = @says WHERE id = @id`,
  );
  const together = database.transaction((write: () => boolean, made: StoredStep) => {
    if (!write()) return false;
    step.run(made);
    return true;
  });
  return {
    get: (id) => get.get(id),
    open: () => open.all(),
    newestOf: (component, rule) => newest.get(component, rule),
    list: (range) => list.all(range),
    steps: (id) => steps.all(id),
    insert: (row, made) =>
      synced(database, () => together(() => insert.run(row).changes > 0, { violation: row.id, ...made })),
    move: ({ id, state, assignee, verifiedAt }, from, made) =>
      synced(database, () =>
        together(() => move.run({ id, state, assignee, verifiedAt, from }).changes > 0, {
          violation: id,
          ...made,
        }),
      ),
    seen: (id, at, times, says) => void seen.run({ id, at, times, says }),
  };
}
