/** The part of a live table's frame that concerns its rows; see `contract/cluster.ts`. */
export interface RowFrame<Row> {
  reset: boolean;
  rows: readonly Row[];
  removed: readonly string[];
  total: number;
}

export interface Snapshot<Row> {
  /** In no particular order. */
  rows: readonly Row[];
  /** How many rows there will be once those on their way have come. */
  total: number;
}

export interface LiveRows<Row> {
  /** Work in proportion to the changes in the frame. Applying the same frame twice changes nothing. */
  apply(frame: RowFrame<Row>): void;
  /** The table as of the last turn; null before the first. The same object until something changed. */
  snapshot(): Snapshot<Row> | null;
  /** Calls back when there is a new snapshot: at most once for each `schedule`d turn. */
  subscribe(listener: () => void): () => void;
}

interface Holding<Row> {
  rows: Row[];
  places: Map<string, number>;
}

/**
 * Keeps the rows of a live table. A reset does not empty the screen: what was there stays until the
 * new rows are complete, so that a reconnect moves nothing.
 *
 * `schedule` runs its callback later, once: `requestAnimationFrame` on the page.
 */
export function createLiveRows<Row>(
  keyOf: (row: Row) => string,
  schedule: (callback: () => void) => void,
): LiveRows<Row> {
  const listeners = new Set<() => void>();
  let shown: Holding<Row> = { rows: [], places: new Map() };
  let arriving: Holding<Row> | null = null;
  let expected = 0;
  let snapshot: Snapshot<Row> | null = null;
  let scheduled = false;

  function publishLater(): void {
    if (scheduled) return;
    scheduled = true;
    schedule(() => {
      scheduled = false;
      snapshot = { rows: shown.rows.slice(), total: expected };
      for (const listener of listeners) listener();
    });
  }

  return {
    apply(frame) {
      expected = frame.total;
      if (frame.reset) arriving = { rows: [], places: new Map() };
      const target = arriving ?? shown;
      for (const key of frame.removed) remove(target, key, keyOf);
      for (const row of frame.rows) put(target, keyOf(row), row);
      const complete = arriving !== null && (arriving.rows.length >= expected || shown.rows.length === 0);
      if (arriving && complete) {
        shown = arriving;
        arriving = null;
      }
      publishLater();
    },
    snapshot: () => snapshot,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function put<Row>(holding: Holding<Row>, key: string, row: Row): void {
  const place = holding.places.get(key);
  if (place !== undefined) {
    holding.rows[place] = row;
    return;
  }
  holding.places.set(key, holding.rows.length);
  holding.rows.push(row);
}

/** The last row takes the place of the removed one: order is the table's business. */
function remove<Row>(holding: Holding<Row>, key: string, keyOf: (row: Row) => string): void {
  const place = holding.places.get(key);
  const last = holding.rows.at(-1);
  if (place === undefined || last === undefined) return;
  holding.rows[place] = last;
  holding.places.set(keyOf(last), place);
  holding.rows.pop();
  holding.places.delete(key);
}
