import type { StoreDatabase } from '../database.ts';
import { HOUR_MS, KEPT_MS } from './hours.ts';

/** What an item counted at a moment: at least `low`, at most `high`, 0 to 1. */
export interface ItemFigure {
  id: string;
  title: string;
  low: number;
  high: number;
}

/** For so long an item counted the same: from the hour that starts at `from` through the one that starts at `until`. */
export interface ItemRun extends ItemFigure {
  /** Epoch milliseconds. */
  from: number;
  until: number;
}

/** What each item of a part counted, the worst of each hour; a row for as long as it stays the same. */
export interface ComplianceItems {
  /** @param at epoch milliseconds: not before the last time that was given */
  add(at: number, part: string, items: readonly ItemFigure[]): void;
  /** Of a part, whatever reaches into [from, to]; by item, the oldest first. */
  runs(part: string, range: { from: number; to: number }): ItemRun[];
}

/** Items of one part that are kept: the first of more. */
const MOST_ITEMS = 500;
/** Of all parts, some 30 MB: the oldest go first. */
const MOST_RUNS = 250_000;
/** Whoever looks once an hour may be late: after a longer silence it is another run. */
const MOST_GAP_MS = 2 * HOUR_MS;
const LONGEST_NAME = 200;

export function createComplianceItems(
  database: StoreDatabase,
  { mostRuns = MOST_RUNS }: { mostRuns?: number } = {},
): ComplianceItems {
  const COLUMNS = 'item AS id, title, low, high, from_at AS "from", until_at AS until';
  type Place = { part: string; id: string; from: number };
  const newest = database.prepare<{ part: string; id: string }, ItemRun>(
    `SELECT ${COLUMNS} FROM compliance_item_run WHERE part = @part AND item = @id ORDER BY from_at DESC LIMIT 1`,
  );
  const put = database.prepare<ItemRun & { part: string }>(
    `INSERT OR REPLACE INTO compliance_item_run (part, item, from_at, until_at, title, low, high)
     VALUES (@part, @id, @from, @until, @title, @low, @high)`,
  );
  const extend = database.prepare<Place & { until: number }>(
    'UPDATE compliance_item_run SET until_at = @until WHERE part = @part AND item = @id AND from_at = @from',
  );
  const runs = database.prepare<{ part: string; from: number; to: number }, ItemRun>(
    `SELECT ${COLUMNS} FROM compliance_item_run
     WHERE part = @part AND until_at > @from - ${HOUR_MS} AND from_at <= @to ORDER BY item, from_at`,
  );
  const forget = database.prepare<[number]>('DELETE FROM compliance_item_run WHERE until_at < ?');
  const count = database.prepare<[], number>('SELECT count(*) FROM compliance_item_run').pluck();
  const shorten = database.prepare<[number]>(
    `DELETE FROM compliance_item_run WHERE (part, item, from_at) IN (
       SELECT part, item, from_at FROM compliance_item_run ORDER BY until_at LIMIT ?)`,
  );

  const addOne = (hour: number, part: string, now: ItemFigure) => {
    const { id } = now;
    const last = newest.get({ part, id });
    const own = { ...now, part, from: hour, until: hour };
    if (!last || hour < last.from || hour - last.until > MOST_GAP_MS) {
      put.run(own);
      return;
    }
    if (last.low === now.low && last.high === now.high) {
      if (hour > last.until) extend.run({ part, id, from: last.from, until: hour });
      return;
    }
    if (hour === last.until) {
      // Of one hour the worst is kept.
      if (last.low < now.low || (last.low === now.low && last.high <= now.high)) return;
      if (last.from < hour) extend.run({ part, id, from: last.from, until: hour - HOUR_MS });
    }
    put.run(own);
  };
  let prunedAt: number | null = null;
  const addAll = database.transaction((hour: number, part: string, items: readonly ItemFigure[]) => {
    for (const item of items.slice(0, MOST_ITEMS)) addOne(hour, part, rounded(item));
    if (prunedAt === hour) return;
    prunedAt = hour;
    forget.run(hour - KEPT_MS);
    const tooMany = (count.get() ?? 0) - mostRuns;
    if (tooMany > 0) shorten.run(tooMany);
  });

  return {
    add: (at, part, items) => addAll(Math.floor(at / HOUR_MS) * HOUR_MS, part, items),
    runs: (part, range) => runs.all({ part, ...range }),
  };
}

/** A share that wavers by less than a hundredth is the same: down where it is at least, up where it is at most. */
function rounded({ id, title, low, high }: ItemFigure): ItemFigure {
  return {
    id: id.slice(0, LONGEST_NAME),
    title: title.slice(0, LONGEST_NAME),
    low: Math.floor(low * 100 + 1e-9) / 100,
    high: Math.ceil(high * 100 - 1e-9) / 100,
  };
}
