import type { DatabaseLoad, Session, StatementCost } from '../observe/load/database.ts';
import { RESTART_CONNECTIONS } from './advice.ts';
import {
  type AreaFindings,
  type Evidence,
  type Fine,
  figure,
  levelOfShare,
  type Suspect,
  said,
} from './finding.ts';
import type { Increases } from './increases.ts';
import { lockSuspects } from './locks.ts';
import { count, counted, percent, size, some, span } from './words.ts';

/** From which on a figure is worth a look, and from which on it is in the way. */
const LIMITS = {
  connections: { warning: 0.8, critical: 0.95 },
  longQueryMs: { warning: 5_000, critical: 60_000 },
  idleInTransactionMs: 60_000,
  /** Blocks found in memory; fewer than so many blocks say nothing. */
  cacheHit: { warning: 0.9, critical: 0.7, leastBlocks: 1000 },
  tempBytes: 16 * 1_048_576,
  slowStatement: { meanMs: 1000, share: 0.5 },
};

const ABOUT = 'PostgreSQL';
const ACTIVITY = 'pg_stat_activity';

/** What of it holds the system up. */
export function judgeDatabase(
  load: DatabaseLoad,
  measured: { increases: Increases; costs: readonly StatementCost[] | null; costsOverMs: number; at: number },
): AreaFindings {
  const { at, increases } = measured;
  const found: AreaFindings = { suspects: [], fine: [], blind: [] };
  const suspect = (one: Omit<Suspect, 'area' | 'about' | 'explains' | 'observedAt'>) =>
    found.suspects.push({ ...one, area: 'database', about: ABOUT, explains: null, observedAt: at });
  const fine = (one: Omit<Fine, 'area' | 'observedAt'>) =>
    found.fine.push({ ...one, area: 'database', observedAt: at });

  const locks = lockSuspects(load.sessions);
  for (const lock of locks) suspect(lock);
  if (locks.length === 0)
    fine({ what: 'Locks', says: 'nobody waits for one', utilisation: null, source: ACTIVITY });

  longQueries(load.sessions, suspect, fine);
  idleTransactions(load.sessions, locks, suspect, fine);
  connections(load, suspect, fine);
  counters(increases, suspect, fine);
  statements(load, measured, suspect, fine, found);

  if (load.hidden > 0) {
    found.blind.push({
      area: 'database',
      what: `What ${counted(load.hidden, 'session')} of others ${load.hidden === 1 ? 'does' : 'do'}`,
      why: `the user ${load.user} may not see the sessions of others`,
      hint: `GRANT pg_monitor TO ${JSON.stringify(load.user)};`,
      essential: true,
    });
  }
  return found;
}

type Tell = (one: Omit<Suspect, 'area' | 'about' | 'explains' | 'observedAt'>) => void;
type TellFine = (one: Omit<Fine, 'area' | 'observedAt'>) => void;

function longQueries(sessions: readonly Session[], suspect: Tell, fine: TellFine): void {
  const running = sessions
    .filter(({ state, waitsFor }) => state === 'active' && waitsFor !== 'Lock')
    .sort((a, b) => (b.statementMs ?? 0) - (a.statementMs ?? 0));
  const long = running.filter(({ statementMs }) => (statementMs ?? 0) >= LIMITS.longQueryMs.warning);
  const [longest] = long;
  if (!longest) {
    const most = running[0]?.statementMs ?? null;
    const says =
      most === null
        ? 'no statement is running'
        : `the longest of ${count(running.length)} has run for ${span(most)}`;
    fine({ what: 'Running statements', says, utilisation: null, source: ACTIVITY });
    return;
  }
  const tookMs = longest.statementMs ?? 0;
  suspect({
    id: 'database/long-query',
    kind: 'latency',
    level: tookMs >= LIMITS.longQueryMs.critical ? 'critical' : 'warning',
    sentence:
      long.length === 1
        ? `A statement of ${whoIs(longest)} has been running for ${span(tookMs)}.`
        : `${counted(long.length, 'statement')} have been running for more than ${span(LIMITS.longQueryMs.warning)}, the longest, of ${whoIs(longest)}, for ${span(tookMs)}.`,
    utilisation: null,
    delayMs: tookMs,
    evidence: long.slice(0, 5).flatMap((session) => [
      figure(`Session ${session.pid}, ${whoIs(session)}`, session.statementMs, 'ms', ACTIVITY, {
        value: LIMITS.longQueryMs.warning,
        says: 'worth a look',
      }),
      said('Its statement', session.query, ACTIVITY),
    ]),
    advice: [
      {
        says: `Stop the statement of session ${longest.pid}`,
        command: `SELECT pg_cancel_backend(${longest.pid});`,
      },
      RESTART_CONNECTIONS,
    ],
  });
}

function idleTransactions(
  sessions: readonly Session[],
  locks: readonly { holder: number }[],
  suspect: Tell,
  fine: TellFine,
): void {
  const idle = sessions.filter(
    ({ state, stateMs }) => state === 'idle in transaction' && (stateMs ?? 0) >= LIMITS.idleInTransactionMs,
  );
  // Who keeps others waiting is told with the lock.
  const quiet = idle.filter(({ pid }) => !locks.some(({ holder }) => holder === pid));
  const [longest] = [...quiet].sort((a, b) => (b.stateMs ?? 0) - (a.stateMs ?? 0));
  if (!longest) {
    if (idle.length === 0) {
      fine({ what: 'Open transactions', says: 'none is left idle', utilisation: null, source: ACTIVITY });
    }
    return;
  }
  suspect({
    id: 'database/idle-in-transaction',
    kind: 'utilisation',
    level: 'warning',
    sentence: `${counted(quiet.length, 'session')} ${quiet.length === 1 ? 'keeps' : 'keep'} a transaction open and ${quiet.length === 1 ? 'does' : 'do'} nothing, ${whoIs(longest)} for ${span(longest.stateMs ?? 0)}: what it has locked stays locked.`,
    utilisation: null,
    delayMs: null,
    evidence: quiet.slice(0, 5).flatMap((session) => [
      figure(`Session ${session.pid}, ${whoIs(session)}`, session.stateMs, 'ms', ACTIVITY, {
        value: LIMITS.idleInTransactionMs,
        says: 'worth a look',
      }),
      said('Its last statement', session.query, ACTIVITY),
    ]),
    advice: [
      { says: `End session ${longest.pid}`, command: `SELECT pg_terminate_backend(${longest.pid});` },
      RESTART_CONNECTIONS,
    ],
  });
}

function connections(load: DatabaseLoad, suspect: Tell, fine: TellFine): void {
  const { connectionsUsed: used, connectionsMax, connectionsReserved, sessions } = load;
  const max = connectionsMax - connectionsReserved;
  const share = max > 0 ? used / max : 1;
  const level = levelOfShare(share, LIMITS.connections);
  const says = `${count(used)} of ${count(max)} in use`;
  if (level === null) {
    fine({ what: 'Connections', says, utilisation: share, source: 'pg_stat_database' });
    return;
  }
  const clients = new Map<string, number>();
  for (const session of sessions) clients.set(whoIs(session), (clients.get(whoIs(session)) ?? 0) + 1);
  const most = [...clients].sort((a, b) => b[1] - a[1]).slice(0, 5);
  const [first] = most;
  suspect({
    id: 'database/connections',
    kind: share >= 1 ? 'saturation' : 'utilisation',
    level,
    sentence: `${says} (${percent(share)})${share >= 1 ? ': whoever connects now is refused' : ''}${first ? `; ${first[0]} holds ${count(first[1])} of them` : ''}.`,
    utilisation: share,
    delayMs: null,
    evidence: [
      figure('Connections in use', used, 'count', 'pg_stat_database', {
        value: max,
        says: 'max_connections without those kept for superusers',
      }),
      ...most.map(([client, held]): Evidence => figure(`Held by ${client}`, held, 'count', ACTIVITY)),
      figure('Of them idle', sessions.filter(({ state }) => state === 'idle').length, 'count', ACTIVITY),
    ],
    advice: [
      RESTART_CONNECTIONS,
      { says: 'Fewer connections in the pools of the services, or a higher max_connections', command: null },
    ],
  });
}

function counters({ by, overMs, since }: Increases, suspect: Tell, fine: TellFine): void {
  const source = `pg_stat_database, ${since === 'record' ? 'as recorded' : 'read twice'} over ${span(overMs)}`;
  const { blocksHit = 0, blocksRead = 0, deadlocks, tempBytes } = by;
  const blocks = blocksHit + blocksRead;
  const hit = blocks > 0 ? blocksHit / blocks : null;
  const { cacheHit } = LIMITS;
  if (hit !== null && blocks >= cacheHit.leastBlocks && hit < cacheHit.warning) {
    suspect({
      id: 'database/cache-hit',
      kind: 'latency',
      level: hit < cacheHit.critical ? 'critical' : 'warning',
      sentence: `Only ${percent(hit)} of ${count(blocks)} blocks were found in memory over ${span(overMs)}; the others were read from disk.`,
      utilisation: null,
      delayMs: null,
      evidence: [
        figure('Blocks found in memory', hit, 'ratio', source, {
          value: cacheHit.warning,
          says: 'worth a look',
        }),
        figure('Blocks read from disk', blocksRead, 'count', source),
      ],
      advice: [
        { says: 'More shared_buffers, or an index for the statements that read whole tables', command: null },
      ],
    });
  } else {
    const says =
      hit === null
        ? 'no block was asked for'
        : blocks < cacheHit.leastBlocks
          ? `${percent(hit)} of only ${counted(blocks, 'block')}, which says little`
          : `${percent(hit)} of ${count(blocks)} blocks found in memory`;
    fine({ what: 'Cache hits', says, utilisation: null, source });
  }
  if (deadlocks !== undefined && deadlocks > 0) {
    suspect({
      id: 'database/deadlocks',
      kind: 'errors',
      level: 'warning',
      sentence: `${counted(deadlocks, 'deadlock')} over ${span(overMs)}: of each two transactions one was thrown away.`,
      utilisation: null,
      delayMs: null,
      evidence: [figure('Deadlocks', deadlocks, 'count', source, { value: 0, says: 'none' })],
      advice: [{ says: "The server's log names both statements of each deadlock", command: null }],
    });
  } else if (deadlocks !== undefined) fine({ what: 'Deadlocks', says: 'none', utilisation: null, source });
  if (tempBytes !== undefined && tempBytes >= LIMITS.tempBytes) {
    suspect({
      id: 'database/temp-files',
      kind: 'saturation',
      level: 'warning',
      sentence: `Sorts and joins wrote ${size(tempBytes)} to disk over ${span(overMs)}: work_mem is too small for them.`,
      utilisation: null,
      delayMs: null,
      evidence: [
        figure('Written to temporary files', tempBytes, 'bytes', source, {
          value: LIMITS.tempBytes,
          says: 'worth a look',
        }),
      ],
      advice: [{ says: 'A higher work_mem for the sessions that sort', command: null }],
    });
  } else if (tempBytes !== undefined) {
    fine({ what: 'Temporary files', says: size(tempBytes), utilisation: null, source });
  }
}

function statements(
  { statements }: DatabaseLoad,
  { costs, costsOverMs }: { costs: readonly StatementCost[] | null; costsOverMs: number },
  suspect: Tell,
  fine: TellFine,
  { blind }: AreaFindings,
): void {
  if (!Array.isArray(statements)) {
    const { why, hint } = statements;
    blind.push({ area: 'database', what: 'What statements cost', why, hint, essential: false });
    return;
  }
  const source = `pg_stat_statements over ${span(costsOverMs)}`;
  const slow = (costs ?? []).filter(({ meanMs }) => meanMs >= LIMITS.slowStatement.meanMs);
  const [worst] = slow;
  if (!worst) {
    const top = statements.slice(0, 1).map(({ query }) => query);
    fine({
      what: 'Cost of statements',
      says: `none that ended took ${span(LIMITS.slowStatement.meanMs)} on average${top.length > 0 ? `; since its reset most time went to: ${some(top)}` : ''}`,
      utilisation: null,
      source,
    });
    return;
  }
  const total = (costs ?? []).reduce((sum, { totalMs }) => sum + totalMs, 0);
  suspect({
    id: 'database/slow-statements',
    kind: 'latency',
    level:
      worst.totalMs / total >= LIMITS.slowStatement.share && worst.meanMs >= 5000 ? 'critical' : 'warning',
    sentence: `A statement took ${span(worst.meanMs)} on average, ${counted(worst.calls, 'time')} over ${span(costsOverMs)}: ${percent(worst.totalMs / total)} of the time of all statements.`,
    utilisation: null,
    delayMs: worst.meanMs,
    evidence: slow.slice(0, 3).flatMap(({ query, meanMs, calls }) => [
      said('Statement', query, source),
      figure('Took on average', meanMs, 'ms', source, {
        value: LIMITS.slowStatement.meanMs,
        says: 'worth a look',
      }),
      figure('Calls', calls, 'count', source),
    ]),
    advice: [{ says: 'EXPLAIN (ANALYZE, BUFFERS) of it shows where its time goes', command: null }],
  });
}

function whoIs({ client, pid }: Session): string {
  return client === '' ? `session ${pid}` : client;
}
