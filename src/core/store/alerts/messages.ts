import type { StoreDatabase } from '../database.ts';
import { synced } from '../database.ts';
import type { StoredMessage } from './rows.ts';

/** What is to be told to whom. */
export interface MessageRecords {
  /**
   * Puts a message into the outbox, of those transitions that its receiver was not told of yet.
   *
   * @returns the transitions it is about; none: everything was told, and nothing is put there
   */
  put(
    message: Pick<StoredMessage, 'id' | 'receiver' | 'createdAt'>,
    transitions: readonly number[],
    body: (transitions: readonly number[]) => string,
  ): readonly number[];
  /** Puts a message there that is about no alert; one of this id that is there already stays as it is. */
  announce(message: Pick<StoredMessage, 'id' | 'receiver' | 'createdAt' | 'body'>): void;
  get(id: string): StoredMessage | undefined;
  /** Whether a receiver was told that an alert fires. */
  wasTold(receiver: string, alert: string): boolean;
  /** What is due, the oldest first. */
  due(at: number): StoredMessage[];
  /** When the next is due; null when nothing waits. */
  nextDueAt(): number | null;
  /** Before the first byte leaves. Synced. False when it is no longer waiting. */
  begin(id: string): boolean;
  /** `problem`: what was wrong although it was taken. */
  sent(id: string, at: number, problem: string | null): void;
  /**
   * It was not taken; tried again at `dueAt`, or given up on with null. What was settled meanwhile stays so: who settled
   * it has told that it is not sent again.
   */
  failed(id: string, problem: string, dueAt: number | null, at: number): void;
  /** Messages that a process left while it sent them: their fate is unknown, and they are not sent again. */
  settle(at: number): StoredMessage[];
  /** The latest first. */
  latest(limit: number): StoredMessage[];
  prune(before: number): void;
}

const MESSAGE = `id, receiver, body, created_at AS createdAt, due_at AS dueAt, attempts, state, problem,
  ended_at AS endedAt`;
const INSERT = `INSERT INTO alert_message (id, receiver, body, created_at, due_at, state)
  VALUES (?, ?, ?, ?, ?, 'waiting')`;

export function createMessageRecords(database: StoreDatabase): MessageRecords {
  const tell = database.prepare<[string, number, string]>(
    'INSERT INTO alert_told (receiver, transition, message) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const wasTold = database.prepare<[string, string], { told: number }>(
    `SELECT 1 AS told FROM alert_told JOIN alert_transition ON alert_transition.id = alert_told.transition
     WHERE receiver = ? AND alert = ? AND kind = 'firing' LIMIT 1`,
  );
  const insert = database.prepare<[string, string, string, number, number]>(INSERT);
  const announce = database.prepare<[string, string, string, number, number]>(
    `${INSERT} ON CONFLICT (id) DO NOTHING`,
  );
  const get = database.prepare<[string], StoredMessage>(`SELECT ${MESSAGE} FROM alert_message WHERE id = ?`);
  const due = database.prepare<[number], StoredMessage>(
    `SELECT ${MESSAGE} FROM alert_message WHERE state = 'waiting' AND due_at <= ? ORDER BY created_at, id`,
  );
  const nextDue = database
    .prepare<[], number | null>("SELECT min(due_at) FROM alert_message WHERE state = 'waiting'")
    .pluck();
  const begin = database.prepare<[string]>(
    `UPDATE alert_message SET state = 'sending', attempts = attempts + 1 WHERE id = ? AND state = 'waiting'`,
  );
  const sent = database.prepare<[number, string | null, string]>(
    `UPDATE alert_message SET state = 'sent', ended_at = ?, problem = ? WHERE id = ?`,
  );
  const failed = database.prepare<[string, string, number | null, number | null, string]>(
    `UPDATE alert_message SET state = ?, problem = ?, due_at = coalesce(?, due_at), ended_at = ? WHERE id = ? AND state = 'sending'`,
  );
  const cut = database.prepare<[], StoredMessage>(
    `SELECT ${MESSAGE} FROM alert_message WHERE state = 'sending'`,
  );
  const settle = database.prepare<[number]>(
    `UPDATE alert_message SET state = 'unknown', ended_at = ?,
       problem = 'The control center ended while it sent it: not known whether it arrived'
     WHERE state = 'sending'`,
  );
  const latest = database.prepare<[number], StoredMessage>(
    `SELECT ${MESSAGE} FROM alert_message ORDER BY created_at DESC, id LIMIT ?`,
  );
  const prune = database.prepare<[number]>('DELETE FROM alert_message WHERE ended_at < ?');
  const pruneTold = database.prepare(
    'DELETE FROM alert_told WHERE transition < (SELECT coalesce(min(id), 0) FROM alert_transition)',
  );

  // All or nothing: what counts as told without a message would never be told.
  const put = database.transaction<MessageRecords['put']>(
    ({ id, receiver, createdAt }, transitions, body) => {
      const news = transitions.filter((transition) => tell.run(receiver, transition, id).changes === 1);
      if (news.length > 0) insert.run(id, receiver, body(news), createdAt, createdAt);
      return news;
    },
  );

  return {
    put: (message, transitions, body) => put.immediate(message, transitions, body),
    announce: ({ id, receiver, createdAt, body }) =>
      void synced(database, () => announce.run(id, receiver, body, createdAt, createdAt)),
    get: (id) => get.get(id),
    wasTold: (receiver, alert) => wasTold.get(receiver, alert) !== undefined,
    due: (at) => due.all(at),
    nextDueAt: () => nextDue.get() ?? null,
    begin: (id) => synced(database, () => begin.run(id).changes === 1),
    sent: (id, at, problem) => void synced(database, () => sent.run(at, problem, id)),
    failed: (id, problem, dueAt, at) =>
      void failed.run(
        dueAt === null ? 'given-up' : 'waiting',
        problem,
        dueAt,
        dueAt === null ? at : null,
        id,
      ),
    settle(at) {
      const left = cut.all();
      if (left.length > 0) synced(database, () => settle.run(at));
      return left;
    },
    latest: (limit) => latest.all(limit),
    prune(before) {
      prune.run(before);
      pruneTold.run();
    },
  };
}
