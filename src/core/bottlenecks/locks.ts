import type { Session } from '../observe/load/database.ts';
import { RESTART_CONNECTIONS } from './advice.ts';
import { figure, type Suspect, said } from './finding.ts';
import { counted, span } from './words.ts';

/** A wait for a lock of milliseconds is how databases work; one of a second is somebody in the way. */
const WAIT_MS = { warning: 1000, critical: 5000 };
const MOST_WAITERS = 4;
const SOURCE = 'pg_stat_activity and pg_blocking_pids()';

export interface LockSuspect extends Omit<Suspect, 'area' | 'about' | 'explains' | 'observedAt'> {
  /** The session at the head of the queue. */
  holder: number;
}

/** One suspect for each session that others wait for and that waits for nobody itself. */
export function lockSuspects(sessions: readonly Session[]): LockSuspect[] {
  const byPid = new Map(sessions.map((session) => [session.pid, session]));
  const queues = new Map<number, Session[]>();
  for (const session of sessions) {
    if (session.blockedBy.length === 0 || waitOf(session) < WAIT_MS.warning) continue;
    for (const head of headsOf(session, byPid)) {
      const queue = queues.get(head) ?? [];
      queue.push(session);
      queues.set(head, queue);
    }
  }
  return [...queues].map(([holder, waiting]) => lockSuspect(holder, byPid.get(holder), waiting));
}

/** Those at the head of the queue that a session stands in; of a circle, whoever is met first. */
function headsOf(session: Session, byPid: ReadonlyMap<number, Session>): Set<number> {
  const heads = new Set<number>();
  const seen = new Set<number>([session.pid]);
  const open = [...session.blockedBy];
  for (let pid = open.pop(); pid !== undefined; pid = open.pop()) {
    if (seen.has(pid)) continue;
    seen.add(pid);
    const next = byPid.get(pid)?.blockedBy ?? [];
    if (next.length === 0) heads.add(pid);
    else open.push(...next);
  }
  const [first] = session.blockedBy;
  if (heads.size === 0 && first !== undefined) heads.add(first);
  return heads;
}

function lockSuspect(holder: number, session: Session | undefined, waiting: readonly Session[]): LockSuspect {
  const queue = [...waiting].sort((a, b) => waitOf(b) - waitOf(a));
  const longestMs = queue[0] ? waitOf(queue[0]) : 0;
  const who =
    holder === 0
      ? 'A prepared transaction'
      : `Session ${holder}${session?.client ? ` (${session.client})` : ''}`;
  const doing = doingOf(session);
  return {
    id: `database/lock/${holder}`,
    holder,
    kind: 'saturation',
    level: longestMs >= WAIT_MS.critical ? 'critical' : 'warning',
    sentence: `${who}${doing} holds a lock that ${counted(queue.length, 'session')} ${queue.length === 1 ? 'waits' : 'wait'} for, ${queue.length === 1 ? 'for' : 'the first for'} ${span(longestMs)}.`,
    utilisation: null,
    delayMs: longestMs,
    evidence: [
      ...(session
        ? [
            figure('Its transaction has been open for', session.transactionMs, 'ms', SOURCE),
            said(session.state === 'active' ? 'Its statement' : 'Its last statement', session.query, SOURCE),
          ]
        : []),
      ...queue.slice(0, MOST_WAITERS).flatMap((waiter) => [
        figure(
          `Session ${waiter.pid}${waiter.client ? ` (${waiter.client})` : ''} has waited`,
          waitOf(waiter),
          'ms',
          SOURCE,
          {
            value: WAIT_MS.warning,
            says: 'worth a look',
          },
        ),
        said('It waits to run', waiter.query, SOURCE),
      ]),
    ],
    advice:
      holder === 0
        ? [
            {
              says: 'Commit or roll back the prepared transaction that pg_prepared_xacts shows',
              command: 'SELECT gid, prepared, owner FROM pg_prepared_xacts;',
            },
          ]
        : [
            {
              says: `End session ${holder}; what it has not committed is undone`,
              command: `SELECT pg_terminate_backend(${holder});`,
            },
            RESTART_CONNECTIONS,
          ],
  };
}

/** A session waits since its statement began, as far as pg_stat_activity tells. */
function waitOf({ statementMs, stateMs }: Session): number {
  return statementMs ?? stateMs ?? 0;
}

function doingOf(session: Session | undefined): string {
  if (!session) return '';
  if (session.state === 'idle in transaction') {
    return `, idle in its transaction for ${span(session.stateMs ?? 0)},`;
  }
  return session.state === 'active' ? ', which is at work,' : '';
}
