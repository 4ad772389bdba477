import type { Clock } from '../kernel/clock.ts';
import { conflate } from '../kernel/conflate.ts';
import { letOthersRun } from '../kernel/slices.ts';
import { untilLeft } from '../kernel/stay-open.ts';

/** What a live table is fed from; a reflector is one. */
export interface TableSource<Row> {
  rows(): ReadonlyMap<string, Row>;
  subscribe(
    listener: (
      change:
        | { kind: 'reset' }
        | { kind: 'delta'; upserted: readonly Row[]; removed: readonly string[] }
        | { kind: 'state' },
    ) => void,
  ): () => void;
}

export interface TableFrame<View, State> {
  state: State;
  /** The rows replace what the screen has; otherwise they are added to it. */
  reset: boolean;
  rows: View[];
  removed: string[];
  total: number;
}

/** Rows in one frame: one event a row is slow, everything at once blocks the reader and ourselves. */
export const ROWS_PER_FRAME = 200;
/** Between frames of changes. What changed is on the screen before a person could say that it is late. */
export const FRAME_MS = 100;

/**
 * A table as frames: the whole of it in pieces, then what changes. Changes that pile up behind a slow
 * reader are merged by key, so that it gets the latest state of each row and memory stays bounded by
 * the table's size.
 */
export async function* tableFrames<Row, View, State>(options: {
  clock: Clock;
  source: TableSource<Row>;
  keyOf: (row: Row) => string;
  view: (row: Row) => View;
  state: () => State;
  /** Tells when every row looks different without having changed (usage figures, connection state). */
  onRefresh?: (refresh: (what: 'rows' | 'state') => void) => () => void;
  signal?: AbortSignal | undefined;
}): AsyncGenerator<TableFrame<View, State>, void, void> {
  const { clock, source, signal } = options;
  let queue: string[] = [];
  let restart = true;
  let stateChanged = false;
  const changed = new Set<string>();
  const removed = new Set<string>();
  let wake: (() => void) | undefined;
  const rouse = () => {
    wake?.();
    wake = undefined;
  };

  const unsubscribe = source.subscribe((change) => {
    if (change.kind === 'reset') {
      restart = true;
    } else if (change.kind === 'delta') {
      for (const row of change.upserted) {
        const key = options.keyOf(row);
        changed.add(key);
        removed.delete(key);
      }
      for (const key of change.removed) {
        removed.add(key);
        changed.delete(key);
      }
    } else {
      stateChanged = true;
    }
    rouse();
  });
  const stopRefresh = options.onRefresh?.((what) => {
    stateChanged = true;
    if (what === 'rows') for (const key of source.rows().keys()) changed.add(key);
    rouse();
  });
  signal?.addEventListener('abort', rouse);

  const viewsOf = (keys: Iterable<string>): View[] => {
    const rows = source.rows();
    const views: View[] = [];
    for (const key of keys) {
      const row = rows.get(key);
      if (row !== undefined) views.push(options.view(row));
    }
    return views;
  };
  const frame = (rows: View[], gone: string[], reset: boolean): TableFrame<View, State> => ({
    state: options.state(),
    reset,
    rows,
    removed: gone,
    total: source.rows().size,
  });

  try {
    while (!signal?.aborted) {
      if (restart) {
        restart = false;
        stateChanged = false;
        changed.clear();
        removed.clear();
        queue = [...source.rows().keys()];
        yield frame(viewsOf(queue.splice(0, ROWS_PER_FRAME)), [], true);
      } else if (queue.length > 0) {
        // A reader that always asks at once would keep the thread until it has every frame: 5,000 rows, 100 ms.
        await letOthersRun();
        yield frame(viewsOf(queue.splice(0, ROWS_PER_FRAME)), [], false);
      } else if (changed.size > 0 || removed.size > 0 || stateChanged) {
        stateChanged = false;
        const gone = [...removed];
        removed.clear();
        const keys = [...changed].slice(0, ROWS_PER_FRAME);
        for (const key of keys) changed.delete(key);
        yield frame(viewsOf(keys), gone, false);
        if (changed.size === 0) await pause(clock, FRAME_MS, signal);
        else await letOthersRun();
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    }
  } finally {
    signal?.removeEventListener('abort', rouse);
    unsubscribe();
    stopRefresh?.();
  }
}

/** A table that does not change any more, in pieces; the stream stays open until its reader leaves. */
export async function* tableStays<View, State>(
  table: { state: State; rows: readonly View[] },
  signal: AbortSignal | undefined,
): AsyncGenerator<TableFrame<View, State>, void, void> {
  const { state, rows } = table;
  yield* pieces(state, rows);
  await untilLeft(signal);
}

/**
 * What was last known of a table until its watch has had a first answer, then the watch itself: with no
 * network the window opens on how it was, and says how old that is.
 */
export async function* afterLastKnown<View, State extends { observedAt: string | null }>(options: {
  live: AsyncGenerator<TableFrame<View, State>, void, void>;
  known: () => Promise<readonly View[]>;
  /** The state now; with `observedAt` null as long as there was no answer. */
  state: () => State;
  /** The same for rows that are from before. */
  stateOfKnown: () => State;
  clock: Clock;
  subscribe: (listener: () => void) => () => void;
  signal: AbortSignal | undefined;
}): AsyncGenerator<TableFrame<View, State>, void, void> {
  const { live, state, stateOfKnown, clock, subscribe, signal } = options;
  const rows = state().observedAt === null ? await options.known() : [];
  if (rows.length > 0 && state().observedAt === null) {
    yield* pieces(stateOfKnown(), rows);
    for await (const now of conflate({ clock, frameMs: FRAME_MS, subscribe, snapshot: state, signal })) {
      if (now.observedAt !== null) break;
      yield { state: stateOfKnown(), reset: false, rows: [], removed: [], total: rows.length };
    }
  }
  yield* live;
}

async function* pieces<View, State>(
  state: State,
  rows: readonly View[],
): AsyncGenerator<TableFrame<View, State>, void, void> {
  for (let start = 0; start === 0 || start < rows.length; start += ROWS_PER_FRAME) {
    if (start > 0) await letOthersRun();
    const piece = rows.slice(start, start + ROWS_PER_FRAME);
    yield { state, reset: start === 0, rows: piece, removed: [], total: rows.length };
  }
}

function pause(clock: Clock, delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      cancel();
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const cancel = clock.real.after(delayMs, done);
    signal?.addEventListener('abort', done);
  });
}
