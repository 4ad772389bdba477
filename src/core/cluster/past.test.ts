import { afterEach, describe, expect, it } from 'vitest';
import type { Problem } from '../kernel/errors.ts';
import { silentLog } from '../kernel/log.ts';
import { manualClock } from '../kernel/manual-clock.ts';
import { createTableRecorder, type RecordedSource } from '../observe/table-recorder.ts';
import { openStore } from '../store/index.ts';
import { createPastCluster, recordName, usageRecordName } from './past.ts';
import type { ClusterKind } from './resources.ts';

const STALE_MS = 40_000;
const undo: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

interface Row {
  key: string;
  [field: string]: unknown;
}

/** A watched table that the test fills. */
function watched() {
  type Listener = Parameters<RecordedSource<Row>['subscribe']>[0];
  const rows = new Map<string, Row>();
  const listeners = new Set<Listener>();
  const state: { phase: string; lastContactAt: number | null; problem: Problem | null } = {
    phase: 'connecting',
    lastContactAt: null,
    problem: null,
  };
  const tell: Listener = (change) => {
    for (const listener of listeners) listener(change);
  };
  const source: RecordedSource<Row> = {
    rows: () => rows,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    state: () => state,
  };
  return {
    source,
    rows,
    state,
    list(all: Row[], at: number) {
      rows.clear();
      for (const row of all) rows.set(row.key, row);
      Object.assign(state, { phase: 'live', lastContactAt: at });
      tell({ kind: 'reset' });
    },
    upsert(row: Row, at: number) {
      rows.set(row.key, row);
      state.lastContactAt = at;
      tell({ kind: 'delta', upserted: [row], removed: [] });
    },
    remove(key: string, at: number) {
      rows.delete(key);
      state.lastContactAt = at;
      tell({ kind: 'delta', upserted: [], removed: [key] });
    },
  };
}

function stage() {
  const clock = manualClock();
  const store = openStore(':memory:', STALE_MS);
  const recorder = createTableRecorder({ store, clock, log: silentLog });
  const past = createPastCluster({ store, namespace: 'acgs', staleAfterMs: STALE_MS });
  undo.push(async () => {
    await recorder.stop();
    store.close();
  });
  const keysAt = async (at: number, namespaces: 'own' | 'all' = 'own', kind: ClusterKind = 'pods') => {
    const { rows, state } = await past.table(kind, { context: null, namespaces, at });
    return { keys: rows.map(({ key }) => key).sort(), state };
  };
  /** Lets a tick of the recorder pass and its writing finish. */
  const pass = async (ms: number) => {
    await clock.advance(ms);
    await recorder.flush();
  };
  return { clock, store, recorder, past, keysAt, pass };
}

describe('a table at a past moment', () => {
  it('has the rows it had then, and says that it was being watched', async () => {
    const { clock, recorder, keysAt, pass } = stage();
    const pods = watched();
    recorder.add(recordName(null, 'pods', 'acgs'), pods.source, (row) => row);
    pods.list([{ key: 'acgs/a' }, { key: 'acgs/b' }], clock.now());
    await pass(5000);
    const early = clock.now();
    pods.remove('acgs/a', clock.now());
    pods.upsert({ key: 'acgs/c' }, clock.now());
    await pass(10_000);

    expect(await keysAt(early)).toMatchObject({ keys: ['acgs/a', 'acgs/b'], state: { phase: 'live' } });
    expect(await keysAt(clock.now())).toMatchObject({ keys: ['acgs/b', 'acgs/c'], state: { phase: 'live' } });
  });

  it('is what was last known where nobody looked, with its age', async () => {
    const { clock, recorder, keysAt, pass } = stage();
    const pods = watched();
    recorder.add(recordName(null, 'pods', 'acgs'), pods.source, (row) => row);
    pods.list([{ key: 'acgs/a' }], clock.now());
    await pass(5000);
    const seenAt = clock.now() - 5000;
    const { keys, state } = await keysAt(seenAt + 3_600_000);
    expect(keys).toEqual(['acgs/a']);
    expect(state).toMatchObject({ phase: 'stale', observedAt: new Date(seenAt).toISOString() });
    expect(state.problem?.message).toMatch(/Nobody was looking/);
    expect(await keysAt(seenAt - 60_000)).toMatchObject({
      keys: [],
      state: { phase: 'stale', observedAt: null },
    });
  });

  it('repeats why the cluster did not answer then', async () => {
    const { clock, recorder, keysAt, pass } = stage();
    const pods = watched();
    recorder.add(recordName(null, 'pods', 'acgs'), pods.source, (row) => row);
    pods.list([{ key: 'acgs/a' }], clock.now());
    await pass(5000);
    const problem = {
      code: 'unreachable',
      message: 'connection refused',
      hint: null,
      retryable: true,
    } as const;
    Object.assign(pods.state, { phase: 'stale', problem });
    await pass(20_000);
    expect(await keysAt(clock.now())).toMatchObject({
      keys: ['acgs/a'],
      state: { phase: 'stale', problem: { message: 'connection refused' } },
    });
  });

  it('of all namespaces is put together from what was watched, and says what was not', async () => {
    const { clock, recorder, keysAt, pass } = stage();
    const all = watched();
    const own = watched();
    recorder.add(recordName(null, 'pods', null), all.source, (row) => row);
    recorder.add(recordName(null, 'pods', 'acgs'), own.source, (row) => row);
    own.list([{ key: 'acgs/a' }], clock.now());
    await pass(5000);
    expect((await keysAt(clock.now(), 'all')).state.problem?.message).toMatch(
      /Only acgs was being looked at/,
    );

    all.list([{ key: 'acgs/a' }, { key: 'other/x' }], clock.now());
    await pass(5000);
    expect(await keysAt(clock.now(), 'all')).toMatchObject({
      keys: ['acgs/a', 'other/x'],
      state: { phase: 'live' },
    });
    // Nobody watches all of them any more; the own one goes on.
    Object.assign(all.state, { phase: 'connecting', lastContactAt: null });
    await pass(120_000);
    own.upsert({ key: 'acgs/b' }, clock.now());
    own.remove('acgs/a', clock.now());
    await pass(5000);
    const { keys, state } = await keysAt(clock.now(), 'all');
    expect(keys).toEqual(['acgs/b', 'other/x']);
    expect(state.phase).toBe('stale');
  });

  it('does not show use that nobody measured then', async () => {
    const { clock, recorder, past, pass } = stage();
    const pods = watched();
    const usage = watched();
    recorder.add(recordName(null, 'pods', 'acgs'), pods.source, (row) => row);
    recorder.add(usageRecordName(null), usage.source, (row) => row, 60_000);
    pods.list([{ key: 'acgs/a', cpuCores: null }], clock.now());
    usage.list([{ key: 'pod acgs/a', cpuCores: 0.25, memoryBytes: 1 }], clock.now());
    await pass(5000);
    const measured = clock.now();
    Object.assign(usage.state, { phase: 'unknown', lastContactAt: clock.now() });
    for (let turn = 0; turn < 20; turn += 1) {
      pods.state.lastContactAt = clock.now();
      await pass(5000);
    }
    const cpuAt = async (at: number) =>
      (await past.table('pods', { context: null, namespaces: 'own', at })).rows.map((row) => row.cpuCores);
    expect(await cpuAt(measured)).toEqual([0.25]);
    expect(await cpuAt(clock.now())).toEqual([null]);
  });
});

it('a row that changes all the time is written once in a few seconds', async () => {
  const { clock, store, recorder, pass } = stage();
  const pods = watched();
  let stored = 0;
  recorder.add(recordName(null, 'pods', 'acgs'), pods.source, (row) => {
    stored += 1;
    return row;
  });
  pods.list([{ key: 'acgs/a', n: 0 }], clock.now());
  await pass(5000);
  stored = 0;
  for (let n = 1; n <= 2000; n += 1) pods.upsert({ key: 'acgs/a', n }, clock.now());
  await pass(5000);
  expect(stored).toBe(1);
  expect(
    (await store.tables.asOf(recordName(null, 'pods', 'acgs'), clock.now()))?.rows.get('acgs/a'),
  ).toEqual({
    key: 'acgs/a',
    n: 2000,
  });
});

it('what is written last before the end is there the next time', async () => {
  const { clock, store, recorder } = stage();
  const pods = watched();
  recorder.add(recordName(null, 'pods', 'acgs'), pods.source, (row) => row);
  pods.list([{ key: 'acgs/a' }], clock.now());
  await recorder.stop();
  expect([
    ...((await store.tables.asOf(recordName(null, 'pods', 'acgs'), clock.now()))?.rows.keys() ?? []),
  ]).toEqual(['acgs/a']);
});
