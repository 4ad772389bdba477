import { describe, expect, it } from 'vitest';
import { manualClock } from '../kernel/manual-clock.ts';
import { FRAME_MS, ROWS_PER_FRAME, type TableSource, tableFrames } from './frames.ts';

interface Row {
  key: string;
  value: number;
}

function table(count: number) {
  const rows = new Map(
    Array.from({ length: count }, (_, index): [string, Row] => [`r${index}`, { key: `r${index}`, value: 0 }]),
  );
  type Listener = Parameters<TableSource<Row>['subscribe']>[0];
  const listeners = new Set<Listener>();
  const tell: Listener = (change) => {
    for (const listener of listeners) listener(change);
  };
  return {
    rows,
    listeners,
    source: {
      rows: () => rows,
      subscribe: (listener: Listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
    put(row: Row) {
      rows.set(row.key, row);
      tell({ kind: 'delta', upserted: [row], removed: [] });
    },
    remove(key: string) {
      rows.delete(key);
      tell({ kind: 'delta', upserted: [], removed: [key] });
    },
    reset: () => tell({ kind: 'reset' }),
    stateChanged: () => tell({ kind: 'state' }),
  };
}

function framesOf(source: TableSource<Row>, clock = manualClock(), signal?: AbortSignal) {
  return tableFrames({
    clock,
    source,
    keyOf: (row) => row.key,
    view: (row) => row.value,
    state: () => 'live',
    signal,
  });
}

describe('a table as frames', () => {
  it('comes in pieces without a pause, the first of which replaces what the screen has', async () => {
    const { source } = table(2 * ROWS_PER_FRAME + 1);
    const frames = framesOf(source);
    const sizes: [boolean, number, number][] = [];
    for (let piece = 0; piece < 3; piece++) {
      const { value } = await frames.next();
      if (value) sizes.push([value.reset, value.rows.length, value.total]);
    }
    expect(sizes).toEqual([
      [true, ROWS_PER_FRAME, 2 * ROWS_PER_FRAME + 1],
      [false, ROWS_PER_FRAME, 2 * ROWS_PER_FRAME + 1],
      [false, 1, 2 * ROWS_PER_FRAME + 1],
    ]);
  });

  it('says at once that it is empty', async () => {
    const { value } = await framesOf(table(0).source).next();
    expect(value).toEqual({ state: 'live', reset: true, rows: [], removed: [], total: 0 });
  });

  it('pauses between changes and merges those of one row, so that two hundred a second are ten frames', async () => {
    const clock = manualClock();
    const { source, put } = table(1);
    const frames = framesOf(source, clock);
    await frames.next();
    put({ key: 'r0', value: 1 });
    expect((await frames.next()).value).toMatchObject({ rows: [1] });
    const next = frames.next();
    for (let value = 2; value <= 50; value++) put({ key: 'r0', value });
    let arrived = false;
    void next.then(() => {
      arrived = true;
    });
    await clock.advance(FRAME_MS - 1);
    expect(arrived).toBe(false);
    await clock.advance(1);
    expect((await next).value).toMatchObject({ rows: [50] });
  });

  it('tells a removal, but not of a row that came and went unseen as a change', async () => {
    const clock = manualClock();
    const { source, put, remove } = table(2);
    const frames = framesOf(source, clock);
    await frames.next();
    put({ key: 'new', value: 1 });
    remove('new');
    remove('r1');
    expect((await frames.next()).value).toMatchObject({ rows: [], removed: ['new', 'r1'], total: 1 });
  });

  it('starts over after a reset and ends with its signal, leaving nobody subscribed', async () => {
    const { source, reset, listeners, stateChanged } = table(2);
    const abort = new AbortController();
    const frames = framesOf(source, manualClock(), abort.signal);
    await frames.next();
    reset();
    expect((await frames.next()).value).toMatchObject({ reset: true });
    stateChanged();
    expect((await frames.next()).value).toMatchObject({ reset: false, rows: [] });
    const last = frames.next();
    abort.abort();
    expect((await last).done).toBe(true);
    expect(listeners.size).toBe(0);
  });
});
