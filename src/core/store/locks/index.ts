import { type StoreDatabase, synced } from '../database.ts';

/** An operation that holds its target. Times are epoch milliseconds. */
export interface OperationLock {
  /** `deployment acgs-production/governance`. */
  target: string;
  operationId: string;
  kind: string;
  /** The sentence the operator was shown. */
  summary: string;
  actor: string;
  processId: number;
  host: string;
  acquiredAt: number;
  /** When its owner was last heard of. */
  heartbeatAt: number;
  /** When the change was about to be sent; null before that. */
  begunAt: number | null;
}

export interface OperationLocks {
  /** Takes the target if nobody has it; false otherwise. Synced. */
  take(lock: Omit<OperationLock, 'heartbeatAt' | 'begunAt'>): boolean;
  /** Notes that the change is about to be sent; false when the lock is not there any more. Synced. */
  begin(operationId: string, at: number): boolean;
  beat(operationId: string, at: number): void;
  /** Makes another process the owner; false when somebody else was first. */
  adopt(lock: OperationLock, owner: Pick<OperationLock, 'processId' | 'host'>, at: number): boolean;
  release(operationId: string): void;
  held(target: string): OperationLock | undefined;
  list(): OperationLock[];
}

const COLUMNS = `target, operation_id AS operationId, kind, summary, actor, process_id AS processId, host,
  acquired_at AS acquiredAt, heartbeat_at AS heartbeatAt, begun_at AS begunAt`;

export function createOperationLocks(database: StoreDatabase): OperationLocks {
  const take = database.prepare<Omit<OperationLock, 'heartbeatAt' | 'begunAt'>>(
    `INSERT INTO operation_lock
       (target, operation_id, kind, summary, actor, process_id, host, acquired_at, heartbeat_at)
     VALUES (@target, @operationId, @kind, @summary, @actor, @processId, @host, @acquiredAt, @acquiredAt)
     ON CONFLICT (target) DO NOTHING`,
  );
  const begin = database.prepare<[number, string]>(
    'UPDATE operation_lock SET begun_at = ? WHERE operation_id = ?',
  );
  const beat = database.prepare<[number, string]>(
    'UPDATE operation_lock SET heartbeat_at = ? WHERE operation_id = ?',
  );
  const adopt = database.prepare<[number, string, number, string, number, string]>(
    `UPDATE operation_lock SET process_id = ?, host = ?, heartbeat_at = ?
     WHERE operation_id = ? AND process_id = ? AND host = ?`,
  );
  const release = database.prepare<[string]>('DELETE FROM operation_lock WHERE operation_id = ?');
  const held = database.prepare<[string], OperationLock>(
    `SELECT ${COLUMNS} FROM operation_lock WHERE target = ?`,
  );
  const list = database.prepare<[], OperationLock>(
    `SELECT ${COLUMNS} FROM operation_lock ORDER BY acquired_at`,
  );

  return {
    take: (lock) => synced(database, () => take.run(lock).changes === 1),
    begin: (operationId, at) => synced(database, () => begin.run(at, operationId).changes === 1),
    beat: (operationId, at) => void beat.run(at, operationId),
    adopt: ({ operationId, processId, host }, owner, at) =>
      adopt.run(owner.processId, owner.host, at, operationId, processId, host).changes === 1,
    release: (operationId) => void release.run(operationId),
    held: (target) => held.get(target),
    list: () => list.all(),
  };
}
