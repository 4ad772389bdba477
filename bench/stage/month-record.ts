import { join } from 'node:path';
import Database from 'better-sqlite3';
import { recordName } from '../../src/core/cluster/past.ts';
import { SYSTEMS } from '../../src/core/connect/profile/systems.ts';
import {
  FIGURE_SERIES,
  RESPONSE_TIME_SERIES,
  TARGET_SERIES,
  UP_SERIES,
} from '../../src/core/health/recorder.ts';
import { HEALTH_TARGETS } from '../../src/core/health/targets.ts';
import { tableSubject } from '../../src/core/observe/table-recorder.ts';
import { openStore } from '../../src/core/store/index.ts';

export const ROUND_MS = 15_000;
const DAY_MS = 86_400_000;
const DAYS = 30;
const ROUNDS = (DAYS * DAY_MS) / ROUND_MS;
/** What the probes of most services report beside their status. */
const FIGURES = ['constitutional_compliance', 'request_duration_p95_ms', 'error_rate', 'requests_per_second'];
/** Their short fact holds a figure and is another one at nearly every look. */
const RESTLESS = ['redis', 'postgres', 'objects'];
/** A status changes about six times a day. */
const ROUNDS_PER_STATUS = 1000;
const CHANGE_MS = 300_000;

/**
 * A month of one installation: nineteen systems looked at every 15 s, their figures, and the pods of the
 * profile's namespace and of all namespaces with their churn. Written in bulk and not through the
 * recorder, which would take a month's worth of transactions.
 */
export async function writeMonth(
  directory: string,
  endAt: number,
  podsInAll: number,
): Promise<{ from: number; to: number }> {
  const from = endAt - DAYS * DAY_MS;
  const store = openStore(directory, 40_000);
  await writeTables(store, from, endAt, podsInAll);
  store.close();
  const database = new Database(join(directory, 'control-center.db'));
  database.pragma('synchronous = OFF');
  database.transaction(() => {
    writeFacts(database, from);
  })();
  database.pragma('wal_checkpoint(TRUNCATE)');
  database.close();
  const samplesOnly = openStore(directory, 40_000);
  writeSamples(samplesOnly, from);
  // What is older than it is kept raw is rolled up, as it would be by then.
  await samplesOnly.keepWithinLimits(endAt);
  samplesOnly.close();
  return { from, to: endAt };
}

function writeFacts(database: Database.Database, from: number): void {
  const addFacet = database.prepare('INSERT INTO facet (subject, name) VALUES (?, ?)');
  const addFact = database.prepare(
    'INSERT INTO fact (facet_id, value, observed_at, last_seen_at) VALUES (?, ?, ?, ?)',
  );
  for (const { id } of SYSTEMS) {
    const write = (facet: string, roundsEach: number, valueAt: (index: number) => unknown) => {
      const facetId = addFacet.run(id, facet).lastInsertRowid;
      for (let round = 0; round < ROUNDS; round += roundsEach) {
        const at = from + round * ROUND_MS;
        const value = JSON.stringify(valueAt(round / roundsEach));
        addFact.run(facetId, value, at, at + (Math.min(roundsEach, ROUNDS - round) - 1) * ROUND_MS);
      }
    };
    write('status', ROUNDS_PER_STATUS, (index) =>
      index % 2 === 0
        ? { status: 'operational', reason: null }
        : { status: 'degraded', reason: 'answers slowly' },
    );
    write('version', ROUNDS / 4, (index) => `3.${index}.0`);
    write('hash', ROUNDS, () => ({ state: 'match', seen: [{ value: 'cdd01ef066bc6cf2', where: 'header' }] }));
    write('parts', ROUNDS_PER_STATUS, (index) => [
      { name: 'database', reported: index % 2 === 0 ? 'connected' : 'slow', good: index % 2 === 0 },
      { name: 'cache', reported: 'connected', good: true },
    ]);
    write('answer', ROUNDS, () => ({ reported: 'healthy', httpStatus: 200, source: 'GET /health' }));
    write(
      'detail',
      RESTLESS.includes(id) ? 1 : ROUNDS,
      (index) => `hit rate ${(90 + (index % 97) / 10).toFixed(1)} %`,
    );
    write('pods', ROUNDS_PER_STATUS, (index) => ({ ready: index % 2 === 0 ? 3 : 2, desired: 3 }));
  }
}

function writeSamples({ samples }: ReturnType<typeof openStore>, from: number): void {
  const series: { name: string; labels: Record<string, string>; valueAt: (round: number) => number }[] = [];
  for (const { id, layer } of SYSTEMS) {
    const labels = { system: id };
    series.push({ name: UP_SERIES, labels, valueAt: (round) => (round % 9999 === 0 ? 0 : 1) });
    series.push({ name: RESPONSE_TIME_SERIES, labels, valueAt: (round) => 20 + (round % 37) });
    if (layer !== 'core') continue;
    for (const figure of FIGURES) {
      series.push({
        name: FIGURE_SERIES,
        labels: { figure, system: id },
        valueAt: (round) => 0.95 + (round % 5) / 100,
      });
    }
  }
  for (const id of HEALTH_TARGETS) {
    series.push({ name: TARGET_SERIES, labels: { target: id }, valueAt: (round) => 0.9 + (round % 7) / 100 });
  }
  const ids = samples.resolve(series, 'bench').flatMap((id) => (typeof id === 'number' ? [id] : []));
  for (let round = 0; round < ROUNDS; round += 1) {
    samples.append(
      from + round * ROUND_MS,
      ids,
      Float64Array.from(series, ({ valueAt }) => valueAt(round)),
    );
  }
}

async function writeTables(
  store: ReturnType<typeof openStore>,
  from: number,
  endAt: number,
  podsInAll: number,
): Promise<void> {
  const records = [
    { name: recordName(null, 'pods', 'acgs-production'), pods: 40 },
    { name: recordName(null, 'pods', null), pods: podsInAll },
  ];
  for (const { name, pods } of records) {
    const writer = store.tables.writer(name);
    const rows = new Map(
      Array.from({ length: pods }, (_, index) => rowOf(index, 0)).map((row) => [row.key, row]),
    );
    for (let at = from, turn = 0; at < endAt; at += CHANGE_MS, turn += 1) {
      const changed = [rowOf(turn % pods, turn), rowOf((turn * 7) % pods, turn)];
      for (const row of changed) rows.set(row.key, row);
      const whole = writer.wantsKeyframe();
      const entries = [...(whole ? rows.values() : changed)].map((row) => [row.key, row] as const);
      await writer.write(at, entries, whole);
    }
    store.facts.record(tableSubject(name), 'watch', { phase: 'live', problem: null }, from);
  }
}

function rowOf(index: number, turn: number) {
  const namespace = index < 40 ? 'acgs-production' : `team-${index % 12}`;
  const name = `service-${index % 80}-6d9f7c-${index.toString(36).padStart(5, 'x')}`;
  return {
    key: `${namespace}/${name}`,
    namespace,
    name,
    status: turn % 11 === 3 ? 'CrashLoopBackOff' : 'Running',
    level: turn % 11 === 3 ? 'critical' : 'good',
    ready: turn % 11 === 3 ? 0 : 1,
    containers: 1,
    restarts: turn % 50,
    node: `node-${index % 24}`,
    owner: `service-${index % 80}`,
    createdAt: '2026-06-01T08:00:00.000Z',
    reason: turn % 11 === 3 ? 'back-off 5m0s restarting failed container' : null,
    cpuCores: null,
    memoryBytes: null,
    cpuLimitCores: 0.5,
    memoryLimitBytes: 536_870_912,
  };
}
