import { describe, expect, it } from 'vitest';
import type { Session } from '../observe/load/database.ts';
import { lockSuspects } from './locks.ts';

const session = (pid: number, blockedBy: number[] = [], waitMs = 0): Session => ({
  pid,
  client: `app-${pid}`,
  state: blockedBy.length > 0 ? 'active' : 'idle in transaction',
  waitsFor: blockedBy.length > 0 ? 'Lock' : null,
  statementMs: blockedBy.length > 0 ? waitMs : 100,
  transactionMs: 90_000,
  stateMs: 90_000,
  query: 'UPDATE t SET a = ?',
  blockedBy,
});

describe('who holds up those that wait for a lock', () => {
  it('is the head of the queue, not the next one in it', () => {
    const suspects = lockSuspects([session(1), session(2, [1], 9000), session(3, [2, 1], 4000), session(4)]);
    expect(suspects.map(({ holder, delayMs, level }) => [holder, delayMs, level])).toEqual([
      [1, 9000, 'critical'],
    ]);
    expect(suspects[0]?.sentence).toBe(
      'Session 1 (app-1), idle in its transaction for 90 s, holds a lock that 2 sessions wait for, the first for 9.0 s.',
    );
  });

  it('are two where there are two heads', () => {
    const suspects = lockSuspects([session(1), session(2), session(3, [1, 2], 2000)]);
    expect(suspects.map(({ holder, level }) => [holder, level]).sort()).toEqual([
      [1, 'warning'],
      [2, 'warning'],
    ]);
  });

  it('is nobody while the wait is short', () => {
    expect(lockSuspects([session(1), session(2, [1], 400)])).toEqual([]);
  });

  it('is found in a circle, too, before PostgreSQL ends it', () => {
    expect(lockSuspects([session(1, [2], 1500), session(2, [1], 1500)])).toHaveLength(2);
  });

  it('may be a prepared transaction, or a session that is not shown', () => {
    const [prepared] = lockSuspects([session(2, [0], 6000)]);
    expect(prepared?.sentence).toMatch(/^A prepared transaction holds a lock/);
    expect(prepared?.advice[0]?.command).toContain('pg_prepared_xacts');
    expect(lockSuspects([session(2, [77], 6000)])[0]?.sentence).toMatch(/^Session 77 holds a lock/);
  });
});
