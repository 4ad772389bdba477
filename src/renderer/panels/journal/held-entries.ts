import type { JournalPage, JournalRow } from '../../../contract/journal.ts';

/** Entries as a screen holds them, newest first and without a gap. */
export interface Held {
  rows: readonly JournalRow[];
  total: number;
  isTotalExact: boolean;
  /** False until the first answer. */
  isKnown: boolean;
  /** Whether there are none further back. */
  isWhole: boolean;
}

export const nothingHeld: Held = { rows: [], total: 0, isTotalExact: true, isKnown: false, isWhole: false };

/** The newest page, put before what is held; where it does not reach that far, what is held is let go. */
export function addNewest(held: Held, page: JournalPage, pageRows: number): Held {
  const { rows, total, isTotalExact } = page;
  const isWholePage = rows.length < pageRows;
  const last = rows.at(-1);
  const newestHeld = held.rows[0];
  const known = { total, isTotalExact, isKnown: true };
  if (isWholePage || last === undefined || newestHeld === undefined || last.index > newestHeld.index) {
    return { ...known, rows, isWhole: isWholePage };
  }
  // What is shown already stays the same object: its row is not made anew.
  const fresh = rows.filter((row) => row.index > newestHeld.index);
  return { ...known, rows: fresh.length === 0 ? held.rows : [...fresh, ...held.rows], isWhole: held.isWhole };
}

/** A page further back; one that was asked for before the rest changed is not added. */
export function addOlder(held: Held, page: JournalPage, before: number): Held {
  if (held.rows.at(-1)?.index !== before) return held;
  const rows = [...held.rows, ...page.rows];
  const isWhole = page.rows.length === 0 || (page.isTotalExact && rows.length >= page.total);
  return { ...held, rows, total: page.total, isTotalExact: page.isTotalExact, isWhole };
}
